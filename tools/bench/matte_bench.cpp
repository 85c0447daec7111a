// Measures the cut-out: for each picture, CPU milliseconds and how it was cut; where FILE.mask.png
// or FILE.alpha.png lies beside it (true alpha, 255 = product), also
//   iou             overlap of the cuts at alpha 128
//   alpha_error     mean difference of alpha, 0..1, over the whole picture
//   edge_error      the same within 8 pixels of the true outline, where it counts
// With --look DIR the cut-outs are written there over a chequered red and green ground, since a
// figure shows neither a halo nor a lost handle.
// Usage: matte_bench [--look DIR] [--see-through] FILE...   Prints one JSON object.
#include "pipeline/imaging/codec.hpp"
#include "pipeline/imaging/matte.hpp"
#include "pipeline/util/json_writer.hpp"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace vitrine;
namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

double cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

struct Agreement {
  double iou = 0, alpha_error = 0, edge_error = 0;
};
Agreement compare(const cv::Mat& alpha, const cv::Mat& truth) {
  const cv::Mat ours = alpha >= 128, theirs = truth >= 128;
  cv::Mat edge, band, difference;
  cv::morphologyEx(theirs, edge, cv::MORPH_GRADIENT, cv::Mat::ones(3, 3, CV_8UC1));
  cv::dilate(edge, band, cv::getStructuringElement(cv::MORPH_ELLIPSE, {17, 17}));
  cv::absdiff(alpha, truth, difference);
  const double both = cv::countNonZero(ours & theirs), either = cv::countNonZero(ours | theirs);
  return {both / std::max(1.0, either), cv::mean(difference)[0] / 255,
          cv::mean(difference, band)[0] / 255};
}

/// The cut-out over a ground that no product and no old backdrop resembles.
cv::Mat over_chequers(const imaging::Picture& cut) {
  constexpr int kField = 48;
  cv::Mat shown = cut.bgr.clone();
  for (int y = 0; y < shown.rows; ++y)
    for (int x = 0; x < shown.cols; ++x) {
      const bool odd = (x / kField + y / kField) % 2 != 0;
      const cv::Vec3b ground = odd ? cv::Vec3b(40, 40, 150) : cv::Vec3b(60, 110, 40);
      const int alpha = cut.alpha.at<std::uint8_t>(y, x);
      auto& pixel = shown.at<cv::Vec3b>(y, x);
      for (int c = 0; c < 3; ++c)
        pixel[c] = static_cast<std::uint8_t>((pixel[c] * alpha + ground[c] * (255 - alpha)) / 255);
    }
  return shown;
}

}  // namespace

int main(int argc, char** argv) {
  std::optional<fs::path> look;
  imaging::MatteOptions options;
  std::vector<fs::path> files;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--look" && i + 1 < argc)
      look = argv[++i];
    else if (word == "--see-through")
      options.see_through = true;
    else
      files.emplace_back(word);
  }
  if (look) fs::create_directories(*look);

  util::JsonWriter json;
  json.begin_object();
  json.member("measures", "cut-out");
  json.key("pictures");
  json.begin_array();
  bool ok = !files.empty();
  for (const fs::path& file : files) {
    json.begin_object();
    json.member("file", file.filename().string());
    const auto picture = imaging::decode(read_file(file));
    if (!picture) {
      json.member("error", picture.error().message);
      json.end_object();
      ok = false;
      continue;
    }
    const double begun = cpu_ms();
    const auto cut = imaging::product_matte(picture->bgr, options);
    json.member("cpu_ms", cpu_ms() - begun);
    if (!cut) {
      json.member("error", cut.error().message);
      json.end_object();
      ok = false;
      continue;
    }
    json.member("method", imaging::to_text(cut->method));
    json.member("outline_on_edges", cut->outline_on_edges);
    for (const char* ending : {".mask.png", ".alpha.png"}) {
      const fs::path mask = fs::path(file).replace_extension(ending);
      if (!fs::exists(mask)) continue;
      if (const auto truth = imaging::decode_mask(read_file(mask));
          truth && truth->size() == cut->picture.alpha.size()) {
        const Agreement agreement = compare(cut->picture.alpha, *truth);
        json.member("iou", agreement.iou);
        json.member("alpha_error", agreement.alpha_error);
        json.member("edge_error", agreement.edge_error);
      }
    }
    json.end_object();
    if (look) {
      std::ofstream out(*look / (file.stem().string() + ".jpg"), std::ios::binary);
      out << imaging::encode_jpeg(over_chequers(cut->picture), 90, true);
    }
  }
  json.end_array();
  json.member("ok", ok);
  json.end_object();
  std::printf("%s\n", std::move(json).take().c_str());
  return ok ? 0 : 1;
}
