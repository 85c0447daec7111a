#include "pipeline/imaging/codec.hpp"
#include "pipeline/imaging/resample.hpp"
#include "pipeline/providers/base64.hpp"
#include "pipeline/providers/skeleton.hpp"
#include "pipeline/util/digest.hpp"
#include "pipeline/util/files.hpp"
#include "tools/bench/picture_work.hpp"

#include <opencv2/imgproc.hpp>
#include <sqlite3.h>

#include <fstream>
#include <stdexcept>

namespace vitrine::bench {
namespace {

namespace fs = std::filesystem;

void write_and_rename(const fs::path& path, std::string_view bytes) {
  const fs::path temporary = path.string() + ".new";
  std::ofstream(temporary, std::ios::binary).write(bytes.data(), std::ssize(bytes));
  fs::rename(temporary, path);
}

std::string picture_in(const std::string& body) {
  const providers::Skeleton skeleton = providers::skeleton_of(body).value();
  if (skeleton.strings.empty()) throw std::runtime_error("the answer holds no picture");
  std::string picture;
  picture.reserve(skeleton.strings[0].length / 4 * 3);
  if (!providers::decode_base64(skeleton.strings[0].of(body),
                                [&](std::string_view piece) { picture += piece; }))
    throw std::runtime_error("the answer's picture is no base64");
  return picture;
}

}  // namespace

imaging::Picture preview_of(const cv::Mat& delivered) {
  cv::Mat half;
  cv::resize(delivered, half, delivered.size() / 2, 0, 0, cv::INTER_AREA);
  return imaging::resample({half, {}}, {kPreview, kPreview});
}

namespace {

/// As much looking as any program does that makes files by the thousand: has it the size, and is
/// there anything in it?
void inspect_simply(std::string_view jpeg, const cv::Mat& preview) {
  const imaging::FileInfo info = imaging::inspect(jpeg).value();
  cv::Scalar mean, deviation;
  cv::meanStdDev(preview, mean, deviation);
  if (info.width != kDelivered || info.height != kDelivered || deviation[0] < 1)
    throw std::runtime_error("a picture of the wrong size, or of nothing");
}

}  // namespace

struct FloorWork::Books {
  explicit Books(const fs::path& file) {
    if (sqlite3_open(file.c_str(), &database) != SQLITE_OK) fail();
    run("PRAGMA journal_mode = WAL");
    run("PRAGMA synchronous = OFF");
    run("CREATE TABLE row (kind TEXT, name TEXT, digest TEXT, size INTEGER)");
    if (sqlite3_prepare_v2(database, "INSERT INTO row VALUES (?, ?, ?, ?)", -1, &insert, nullptr) !=
        SQLITE_OK)
      fail();
  }
  ~Books() {
    sqlite3_finalize(insert);
    sqlite3_close(database);
  }
  Books(const Books&) = delete;
  Books& operator=(const Books&) = delete;

  void run(const char* sql) {
    if (sqlite3_exec(database, sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail();
  }
  void add(const char* kind, const std::string& name, const std::string& digest, std::size_t size) {
    sqlite3_bind_text(insert, 1, kind, -1, SQLITE_TRANSIENT);
    sqlite3_bind_text(insert, 2, name.c_str(), -1, SQLITE_TRANSIENT);
    sqlite3_bind_text(insert, 3, digest.c_str(), -1, SQLITE_TRANSIENT);
    sqlite3_bind_int64(insert, 4, static_cast<sqlite3_int64>(size));
    if (sqlite3_step(insert) != SQLITE_DONE) fail();
    sqlite3_reset(insert);
  }
  [[noreturn]] void fail() const { throw std::runtime_error(sqlite3_errmsg(database)); }

  sqlite3* database = nullptr;
  sqlite3_stmt* insert = nullptr;
};

FloorWork::FloorWork(fs::path answer, fs::path folder, int webp_method)
    : answer_(std::move(answer)),
      folder_(std::move(folder)),
      webp_method_(webp_method),
      books_(std::make_unique<Books>(folder_ / "floor.db")) {}

FloorWork::~FloorWork() = default;

void FloorWork::make_one(StageTimes& times) {
  const std::string name = std::to_string(++made_);
  times.restart();
  std::string body = util::read_file(answer_).value();
  std::string png = picture_in(body);
  body = {};
  times.lap("answer: JSON, base64");
  const imaging::Picture rendering = imaging::decode(png).value();
  times.lap("PNG decode");
  const double aside_x = (rendering.width() - kCropped) / 2.0;
  const double aside_y = (rendering.height() - kCropped) / 2.0;
  const imaging::Window window(aside_x, aside_y, kCropped, kCropped);
  const imaging::Picture large =
      imaging::resample({rendering.bgr, {}}, window, {kDelivered, kDelivered});
  times.lap("crop, twice as large");
  const std::string jpeg = imaging::encode_jpeg(large.bgr, kJpegQuality, false);
  times.lap("JPEG");
  const imaging::Picture preview = preview_of(large.bgr);
  times.lap("preview");
  const std::string webp = imaging::encode_webp(preview, kWebpQuality, false, webp_method_);
  times.lap("WebP");
  inspect_simply(jpeg, preview.bgr);
  times.lap("inspection");
  const std::string png_digest = util::sha256(png).hex();
  const std::string jpeg_digest = util::sha256(jpeg).hex(), webp_digest = util::sha256(webp).hex();
  times.lap("SHA-256");
  write_and_rename(folder_ / (name + ".jpg"), jpeg);
  write_and_rename(folder_ / (name + ".webp"), webp);
  times.lap("files");
  books_->run("BEGIN");
  books_->add("rendering", name, png_digest, png.size());
  books_->add("asset", name, jpeg_digest, jpeg.size());
  books_->add("preview", name, webp_digest, webp.size());
  books_->add("delivery", name, jpeg_digest, 0);
  books_->run("COMMIT");
  times.lap("four rows");
  times.end_of_work();
  jpeg_bytes = jpeg.size();
  webp_bytes = webp.size();
}

}  // namespace vitrine::bench
