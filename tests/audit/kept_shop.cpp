#include "tests/audit/kept_shop.hpp"

#include "pipeline/domain/request.hpp"
#include "pipeline/finish/finish.hpp"
#include "pipeline/imaging/codec.hpp"
#include "pipeline/imaging/exact.hpp"
#include "pipeline/store/publish.hpp"
#include "pipeline/studio/studio.hpp"
#include "tests/lineage/records.hpp"

#include <catch2/catch.hpp>

#include <fstream>

namespace vitrine::test {
namespace {

namespace fs = std::filesystem;

std::string photograph_bytes() {
  imaging::Picture packshot;
  packshot.bgr = cv::Mat(220, 220, CV_8UC3, cv::Scalar(250, 250, 250));
  packshot.bgr(cv::Rect(70, 60, 80, 110)).setTo(cv::Scalar(40, 90, 170));
  return imaging::encode_png(packshot);
}

lineage::TaskRecord task_of(const domain::RenderRequest& request) {
  lineage::TaskRecord task;
  task.base_key = domain::base_key(request);
  task.render_key = domain::render_key(task.base_key, 0);
  task.operation = request.operation;
  task.surface = request.surface;
  task.model = request.model;
  task.key_fields = domain::to_fields(request);
  return task;
}

}  // namespace

KeptShop::KeptShop() {
  imaging::exact::stay_on_calling_thread();
  const std::string photo = photograph_bytes();
  folder_.write("shop/photos/box.png", photo);
  const auto lineage = open();
  packshot = store()->put(photo);
  lineage->begin_run(run_start("r1"));
  lineage::InputFile input{"photos/box.png", {}, packshot, kNow};
  lineage->remember_inputs({&input, 1});
  render(*lineage);
  finish(*lineage, 300);
  buy(*lineage);
  lineage::RunEnd end;
  end.ended = kNow;
  lineage->end_run("r1", end);
}

audit::Patient KeptShop::patient() const {
  return {store_folder(), project(), {{"spring", output()}}, false};
}

std::unique_ptr<lineage::Lineage> KeptShop::open() const {
  return lineage::Lineage::open(store_folder(), lineage::Access::read_write);
}

audit::Examination KeptShop::repair(bool deep,
                                    decltype(audit::Treatment::settle_answer) settle) const {
  audit::Examination examination = examine(deep);
  audit::repair(patient(), {kNow, std::move(settle)}, examination);
  return examination;
}

void KeptShop::render(lineage::Lineage& lineage) {
  domain::RenderRequest request;
  request.operation = domain::Operation::edit;
  request.surface = request.model = "studio";
  request.renderer = studio::kRenderer;
  request.prompt = domain::kCutOutInstruction;
  request.shadow = domain::ShadowKind::none;
  request.sources = {{domain::SourceRole::packshot, "", packshot}};
  const auto kept = store();
  const domain::Outcome outcome =
      studio::render(request, [&](const util::Digest& digest) { return kept->get(digest); });
  REQUIRE(outcome.kind == domain::OutcomeKind::image);
  rendering = kept->put(outcome.bytes);
  REQUIRE_FALSE(outcome.mask.empty());
  mask = kept->put(outcome.mask);
  const lineage::TaskRecord task = task_of(request);
  render_key_ = task.render_key;
  lineage.add_tasks({&task, 1});
  lineage.begin_attempt(attempt(1, task));
  lineage::Settlement settled = settlement(1);
  settled.rendering = {
      rendering, mask, static_cast<std::int64_t>(outcome.bytes.size()), {220, 220}, "image/png"};
  lineage.settle(settled);
}

void KeptShop::finish(lineage::Lineage& lineage, int width) {
  const auto kept = store();
  lineage::TaskRecord task;
  task.render_key = render_key_;
  const lineage::DeliveryRecord wanted = delivery("BOX-01/natural/white", task);
  lineage::Finished done = finished(wanted);
  lineage::AssetRecord& record = done.asset;
  record.rendering = rendering;
  record.rendering_mask = mask;
  record.recipe = {};
  record.recipe.finisher = finish::kFinisher;
  record.recipe.profile = wanted.profile;
  record.recipe.framing = domain::Framing::fit_product;
  record.recipe.size = {width, width};
  record.recipe.fill = 0.8;
  record.recipe.background = domain::Rgb{255, 255, 255};
  record.recipe.source_type = "algorithmicallyEnhanced";
  record.codec_versions = imaging::codec_versions();
  record.id = domain::finish_key(rendering, record.recipe, record.codec_versions).hex();
  const auto made = finish::apply(record.recipe, kept->get(rendering).value(),
                                  kept->get(mask).value(), record.id);
  REQUIRE(made.has_value());
  asset = record.blob = kept->put(made->bytes);
  record.size = static_cast<std::int64_t>(made->bytes.size());
  record.pixels = {width, width};
  evidence = kept->put("a crop of " + record.id);
  done.verdicts[0].evidence = evidence;
  done.delivery.asset = record.id;
  done.delivery.path = "box.jpg";
  lineage.record_finished(done);
  const store::Stamp stamp = store::publish(delivered_file().string(), made->bytes);
  const lineage::Published item{
      "spring", "box.jpg", asset, {stamp.size, stamp.mtime_ns, stamp.inode}, kNow, "gate"};
  lineage.record_published({&item, 1});
}

void KeptShop::buy(lineage::Lineage& lineage) {
  domain::RenderRequest request;
  request.surface = "gemini";
  request.model = "some-model";
  request.prompt = "on a wet street at night";
  request.sources = {{domain::SourceRole::packshot, "", packshot}};
  const lineage::TaskRecord task = task_of(request);
  lineage.add_tasks({&task, 1});
  lineage::AttemptStart start = attempt(2, task);
  start.provider = "gemini";
  start.reserved = {50'000};
  lineage.begin_attempt(start);
  lineage::Settlement settled = settlement(2);
  const std::string picture = "what a model drew";
  bought = store()->put(picture);
  settled.rendering = {
      bought, std::nullopt, static_cast<std::int64_t>(picture.size()), {640, 480}, "image/png"};
  settled.charged = {40'000};
  lineage.settle(settled);
}

void KeptShop::finish_again() {
  earlier_asset = asset;
  const auto lineage = open();
  finish(*lineage, 360);
}

void KeptShop::lose(const util::Digest& blob) const { REQUIRE(fs::remove(layout().blob(blob))); }

void KeptShop::damage(const fs::path& file) {
  const auto time = fs::last_write_time(file);
  std::string bytes = read_text(file);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  fs::permissions(file, fs::perms::owner_write, fs::perm_options::add);
  std::ofstream(file, std::ios::binary) << bytes;
  fs::last_write_time(file, time);
}

void KeptShop::write(const fs::path& file, const std::string& bytes) const {
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << bytes;
}

std::vector<std::string> kinds(const audit::Examination& examination) {
  std::vector<std::string> all;
  for (const audit::Finding& finding : examination.findings) all.push_back(finding.kind);
  return all;
}

}  // namespace vitrine::test
