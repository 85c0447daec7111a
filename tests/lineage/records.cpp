#include "tests/lineage/records.hpp"

#include "pipeline/util/text.hpp"

namespace vitrine::test {

util::Timestamp after_seconds(int seconds) {
  return {kEvening.micros + std::int64_t{1'000'000} * seconds};
}

std::string attempt_id(int number) {
  const std::string digits = std::to_string(number);
  return std::string(32 - digits.size(), '0') + digits;
}

lineage::RunStart run_start(const std::string& id, const std::string& set) {
  lineage::RunStart run;
  run.id = id;
  run.set = set;
  run.job_file = "jobs/" + set + ".yaml";
  run.job_text = "vitrine: 1\nname: " + set + "\n";
  run.job_revision = util::sha256(run.job_text);
  run.command = "run jobs/" + set + ".yaml";
  run.tool = "vitrine 0.1.0";
  run.started = kEvening;
  return run;
}

lineage::TaskRecord task(const std::string& name, int take) {
  lineage::TaskRecord record;
  record.base_key = util::sha256(name);
  record.take = take;
  record.render_key = util::sha256(name + " take " + std::to_string(take));
  record.operation = domain::Operation::recontextualize;
  record.surface = "studio";
  record.model = "studio";
  record.key_fields = {{"prompt", name}, {"take", std::to_string(take)}};
  return record;
}

lineage::AttemptStart attempt(int number, const lineage::TaskRecord& task, const std::string& run) {
  return {attempt_id(number), task.render_key, run, "studio", task.model, after_seconds(number)};
}

lineage::Settlement settlement(int number, const std::string& picture) {
  lineage::Settlement settled;
  settled.attempt = attempt_id(number);
  settled.rendering = {
      util::sha256(picture), util::sha256(picture + " mask"), 1000, {640, 480}, "image/png"};
  settled.facts = {{"backdrop", "linen"}};
  settled.ended = after_seconds(number + 1);
  return settled;
}

lineage::AttemptFailure failure(int number, const std::string& state) {
  lineage::AttemptFailure failed;
  failed.attempt = attempt_id(number);
  failed.state = state;
  failed.error_kind = "no_image";
  failed.message = "the renderer gave no picture";
  failed.ended = after_seconds(number + 1);
  return failed;
}

lineage::DeliveryRecord delivery(const std::string& shot,
                                 const lineage::TaskRecord& task,
                                 const std::string& set) {
  lineage::DeliveryRecord record;
  record.set = set;
  record.shot = shot;
  record.profile = "amazon-main";
  const auto names = util::split(shot, '/');
  record.sku = names.at(0);
  record.colorway = names.at(1);
  record.scene = names.at(2);
  record.view = "front";
  record.path = shot + ".jpg";
  record.compare_key = util::sha256(shot + set);
  record.parts = {{"product", util::sha256(record.sku)}, {"recipe", util::sha256("recipe")}};
  record.render_key = task.render_key;
  return record;
}

lineage::Finished finished(const lineage::DeliveryRecord& delivery, const std::string& picture) {
  lineage::Finished done;
  lineage::AssetRecord& asset = done.asset;
  asset.id = util::sha256(picture + delivery.profile).hex();
  asset.rendering = util::sha256(picture);
  asset.rendering_mask = util::sha256(picture + " mask");
  asset.render_key = delivery.render_key;
  asset.blob = util::sha256(picture + " finished");
  asset.size = 4321;
  asset.pixels = {2000, 2000};
  asset.recipe.finisher = "finish/1";
  asset.recipe.profile = delivery.profile;
  asset.recipe.size = {2000, 2000};
  asset.codec_versions = "turbojpeg 2.1.5";
  asset.product_pixels = "original";
  asset.background_generated = true;
  asset.facts = {{"quality", "92"}};
  asset.created = after_seconds(100);
  domain::Verdict verdict;
  verdict.check = "whiteness";
  verdict.value = 0.5;
  verdict.limit = 1;
  verdict.unit = "%";
  verdict.detail = "the background is white";
  verdict.evidence = util::sha256("crop");
  done.verdicts = {verdict};
  done.delivery = delivery;
  done.delivery.state = domain::DeliveryState::accepted;
  done.delivery.asset = asset.id;
  done.run = "r1";
  return done;
}

domain::Verdict verdict(const std::string& check, domain::VerdictOutcome outcome) {
  domain::Verdict made;
  made.check = check;
  made.outcome = outcome;
  made.value = 0.38;
  made.limit = 0.55;
  made.unit = "zncc";
  made.detail = "the print differs at the lid";
  return made;
}

std::unique_ptr<lineage::Lineage> with_run() {
  auto made = lineage::Lineage::open(":memory:", lineage::Access::read_write);
  made->begin_run(run_start("r1"));
  return made;
}

void render(lineage::Lineage& into,
            const lineage::TaskRecord& task,
            int number,
            util::Money charged) {
  into.add_tasks({{task}});
  into.begin_attempt(attempt(number, task));
  lineage::Settlement settled = settlement(number);
  settled.charged = charged;
  into.settle(settled);
}

}  // namespace vitrine::test
