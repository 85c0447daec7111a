#include "tests/report/recorded_catalog.hpp"

#include "pipeline/util/text.hpp"
#include "tests/report/sample_page.hpp"

namespace vitrine::test {
namespace {

constexpr util::Timestamp kTime{1'795'312'807'000'000};
constexpr const char* kCodecs = "codecs of this test";

/// The product of a shot, recoloured from its packshot: a request of its own for each colorway.
domain::RenderRequest request_for(const std::string& shot, const util::Digest& packshot) {
  domain::RenderRequest request;
  request.operation = domain::Operation::recolor;
  request.surface = request.model = "studio";
  request.renderer = "studio/1";
  request.pixels = domain::PixelMode::recolor;
  request.prompt = shot;
  request.sources = {{domain::SourceRole::packshot, "", packshot},
                     {domain::SourceRole::zone, "body", util::sha256("zone")}};
  return request;
}

util::Digest key_of(const domain::RenderRequest& request) {
  return domain::render_key(domain::base_key(request), request.take);
}

domain::Verdict sharp() {
  domain::Verdict verdict;
  verdict.check = "sharpness";
  verdict.value = 0.9;
  verdict.limit = 0.7;
  return verdict;
}

domain::Verdict greenish(const util::Digest& evidence) {
  domain::Verdict verdict;
  verdict.check = "color.body";
  verdict.outcome = domain::VerdictOutcome::reject;
  verdict.value = 6.2;
  verdict.limit = 5;
  verdict.unit = "dE00";
  verdict.evidence = evidence;
  return verdict;
}

}  // namespace

RecordedCatalog::RecordedCatalog()
    : lineage_(lineage::Lineage::open(":memory:", lineage::Access::read_write)),
      store_(store::memory_store()),
      packshot_(store_->put(painted_jpeg(800, 600, 1))),
      evidence_(store_->put(painted_cutout_png(64, 2))) {}

void RecordedCatalog::begin_run(const std::string& id) {
  lineage::RunStart run;
  run.id = id;
  run.set = kSet;
  run.job_file = "jobs/spring-tableware.yaml";
  run.job_text = "vitrine: 1";
  run.job_revision = util::sha256(run.job_text);
  run.tool = "vitrine 0.1.0";
  run.started = kTime;
  lineage_->begin_run(run);
}

void RecordedCatalog::end_run(const std::string& id) {
  lineage::RunEnd end;
  end.ended = util::Timestamp{kTime.micros + 134'000'000};
  end.planned = 4;
  end.rendered = 2;
  end.charged = util::Money{67'000};
  lineage_->end_run(id, end);
}

void RecordedCatalog::note(const std::string& run,
                           const std::string& shot,
                           const std::string& action,
                           const std::string& reason) {
  const lineage::RunItem item{shot, kProfile, action, reason};
  lineage_->add_run_items(run, {&item, 1});
}

lineage::DeliveryRecord RecordedCatalog::delivery_of(const std::string& shot) {
  const auto names = util::split(shot, '/');
  const util::Fields fields = domain::to_fields(request_for(shot, packshot_));
  lineage::DeliveryRecord delivery;
  delivery.set = kSet;
  delivery.shot = shot;
  delivery.profile = kProfile;
  delivery.sku = names.at(0);
  delivery.colorway = names.at(1);
  delivery.scene = names.at(2);
  delivery.view = "front";
  delivery.path = shot + ".jpg";
  delivery.compare_key = util::sha256(shot);
  delivery.parts = {{"product", util::key_of("part/1", fields)}};
  const std::pair part{delivery.parts.front().digest, fields};
  lineage_->put_parts({&part, 1});
  return delivery;
}

util::Digest RecordedCatalog::add_task(const std::string& shot) {
  const domain::RenderRequest request = request_for(shot, packshot_);
  lineage::TaskRecord task;
  task.render_key = key_of(request);
  task.base_key = domain::base_key(request);
  task.operation = request.operation;
  task.surface = task.model = "studio";
  task.key_fields = domain::to_fields(request);
  lineage_->add_tasks({&task, 1});
  return task.render_key;
}

lineage::AttemptStart RecordedCatalog::begin_attempt(const std::string& run,
                                                     const util::Digest& render_key) {
  lineage::AttemptStart attempt;
  attempt.id = util::sha256(run + render_key.hex()).hex().substr(0, 32);
  attempt.render_key = render_key;
  attempt.run = run;
  attempt.provider = attempt.model = "studio";
  attempt.sent = kTime;
  lineage_->begin_attempt(attempt);
  return attempt;
}

void RecordedCatalog::deliver(const std::string& run,
                              const std::string& shot,
                              domain::DeliveryState state,
                              const std::string& why) {
  const util::Digest render_key = add_task(shot);
  lineage::Settlement settlement;
  settlement.attempt = begin_attempt(run, render_key).id;
  settlement.rendering.blob = util::sha256("rendering of " + shot);
  settlement.rendering.media_type = "image/png";
  settlement.facts = {{"surface", "table"}};
  settlement.ended = kTime;
  lineage_->settle(settlement);

  lineage::Finished finished;
  finished.run = run;
  finished.delivery = delivery_of(shot);
  finished.delivery.render_key = render_key;
  finished.delivery.state = state;
  finished.delivery.why = why;
  lineage::AssetRecord& asset = finished.asset;
  asset.recipe.finisher = "finish/1";
  asset.codec_versions = kCodecs;
  asset.rendering = settlement.rendering.blob;
  asset.render_key = render_key;
  asset.id = domain::finish_key(asset.rendering, asset.recipe, kCodecs).hex();
  asset.blob = store_->put(painted_jpeg(500, 500, 3 + pictures_++));
  asset.pixels = {500, 500};
  asset.size = 4000;
  asset.product_pixels = "recolor";
  asset.created = kTime;
  finished.delivery.asset = asset.id;
  finished.verdicts = {sharp()};
  if (state == domain::DeliveryState::needs_person)
    finished.verdicts.push_back(greenish(evidence_));
  lineage_->record_finished(finished);
}

void RecordedCatalog::fail(const std::string& run,
                           const std::string& shot,
                           const std::string& why) {
  wait(shot, why);
  lineage::AttemptFailure failure;
  failure.attempt = begin_attempt(run, key_of(request_for(shot, packshot_))).id;
  failure.state = "free_failure";
  failure.error_kind = "bad_image";
  failure.message = why;
  failure.ended = kTime;
  lineage_->fail_attempt(failure);
}

void RecordedCatalog::wait(const std::string& shot, const std::string& why) {
  lineage::DeliveryRecord delivery = delivery_of(shot);
  delivery.render_key = add_task(shot);
  delivery.why = why;
  lineage_->put_deliveries({&delivery, 1});
}

}  // namespace vitrine::test
