// Deliveries: from a rendering to a checked file in the folder the shop reads.
#include "pipeline/async/offload.hpp"
#include "pipeline/schedule/decisions.hpp"
#include "pipeline/schedule/runner.hpp"
#include "pipeline/util/fault_points.hpp"

#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace vitrine::schedule {
namespace {

using domain::DeliveryState;

/// Why the gate does not let a picture through by itself; empty if it does.
std::string gate_objection(const std::vector<domain::Verdict>& verdicts, const Rendered& rendered) {
  const std::string why = objection(verdicts);
  const int takes = rendered.judged ? rendered.judged->takes : 1;
  return why.empty() || takes < 2 ? why : std::to_string(takes) + " tries, " + why;
}

std::string with_version(std::string path, const util::Digest& blob) {
  static constexpr std::string_view kVersion = "{version}";
  for (std::size_t at = path.find(kVersion); at != std::string::npos; at = path.find(kVersion))
    path.replace(at, kVersion.size(), blob.short_hex());
  return path;
}

}  // namespace

lineage::DeliveryRecord Runner::record_of(const plan::PlannedDelivery& delivery) const {
  const spec::Job& job = plan_.input().job;
  const domain::Product& product = job.products[delivery.wanted.product];
  lineage::DeliveryRecord record;
  record.set = job.name;
  record.shot = plan_.shot(delivery);
  record.profile = plan_.profile(delivery).id;
  record.sku = plan::sold_as(job, delivery.wanted);
  record.colorway = product.colorways[delivery.wanted.colorway].name;
  record.scene = job.scenes[delivery.wanted.scene].name;
  record.view = plan::view_name(product, delivery.wanted.packshot);
  record.path = plan_.path(delivery);
  record.compare_key = delivery.compare_key;
  for (const auto& [digest, fields] : parts_of(delivery)) {
    const char* name = record.parts.empty()       ? "product"
                       : record.parts.size() == 1 ? "scene"
                                                  : "recipe";
    record.parts.push_back({name, digest});
  }
  return record;
}

std::vector<std::pair<util::Digest, util::Fields>> Runner::parts_of(
    const plan::PlannedDelivery& delivery) const {
  std::vector<std::pair<util::Digest, util::Fields>> parts;
  for (util::Fields fields : {plan_.product_fields(delivery), plan_.scene_fields(delivery),
                              plan_.recipe_fields(delivery)}) {
    const util::Digest digest = util::key_of("part/1", fields);
    parts.emplace_back(digest, std::move(fields));
  }
  return parts;
}

asio::awaitable<SourceMarks> Runner::marks_of_backdrop(const domain::Scene& scene) {
  const auto* picture = std::get_if<domain::PictureBackdrop>(&scene.backdrop);
  if (picture == nullptr) co_return SourceMarks{};
  const util::Digest file = plan_.input().digests.at(picture->file.native());
  if (const auto known = backdrop_marks_.find(file); known != backdrop_marks_.end())
    co_return known->second;
  auto look = [this, file] { return backdrop_marks(file, services_.store); };
  SourceMarks marks = co_await async::offload(cpu_, std::move(look));
  backdrop_marks_[file] = marks;
  co_return marks;
}

asio::awaitable<void> Runner::deliver(std::uint32_t index,
                                      Rendered rendered,
                                      std::shared_ptr<LateReference> reference) {
  if (stopping_) co_return;
  const plan::PlannedDelivery& planned = plan_.deliveries()[index];
  const spec::Job& job = plan_.input().job;
  const domain::Scene& scene = job.scenes[planned.wanted.scene];
  const plan::Settings settings = plan_.settings(planned);
  const bool as_photographed =
      job.products[planned.wanted.product].colorways[planned.wanted.colorway].as_photographed;

  FinishingInput input;
  input.recipe = plan_.recipe(planned);
  const bool may_be_anothers = plan_.chain(plan_.tasks()[planned.task]).size() > 1;
  if (may_be_anothers && !input.recipe.rehearsal)
    input.recipe.ai_system = co_await made_by(rendered.render_key);
  input.profile = plan_.profile(planned);
  input.rendered = rendered;
  input.backdrop = co_await marks_of_backdrop(scene);
  input.pixels = settings.pixels == domain::PixelMode::regenerate ? settings.pixels
                 : as_photographed                                ? domain::PixelMode::original
                                                                  : domain::PixelMode::recolor;
  input.scene = !scene.is_packshot();
  const domain::PixelMode pixels = input.pixels;
  const bool generated_backdrop = input.backdrop.is_generated();

  // Its turn first: whoever waits for one holds no pixels.
  async::Slots::Hold call = co_await calls_.acquire(1);
  input.reference = co_await reference_of(std::move(reference));
  const bool guessed_outline = input.reference && input.reference->guessed_outline;
  ++standing_.in_flight;
  tell();
  auto work = [this, input = std::move(input)] { return finish_and_check(input, services_.store); };
  auto made = co_await async::offload(cpu_, std::move(work));
  call = async::Slots::Hold();
  --standing_.in_flight;
  if (!made) {
    Indices one{index};
    Made failed;
    failed.failure = made.error().message;
    co_await give_up(std::move(one), std::move(failed));
    co_return;
  }
  ++standing_.finished;

  lineage::Finished finished;
  finished.run = run_id_;
  finished.asset = std::move(made->asset);
  finished.asset.product_pixels = to_text(pixels);
  finished.asset.background_generated =
      generated_backdrop || std::holds_alternative<domain::PromptBackdrop>(scene.backdrop);
  finished.asset.created = services_.clock.now();
  finished.verdicts = std::move(made->verdicts);
  finished.delivery = record_of(planned);
  finished.delivery.path = with_version(finished.delivery.path, finished.asset.blob);
  finished.delivery.render_key = rendered.render_key;
  finished.delivery.asset = finished.asset.id;
  summary_.enlarged.add(finished.delivery.shot, finished.delivery.profile, finished.verdicts);
  std::string objection = gate_objection(finished.verdicts, rendered);
  if (objection.empty() && settings.approve == domain::Approval::person)
    objection = "waits for approval";
  else if (objection.empty() && !rendered.doubt.empty())
    objection = rendered.doubt;
  else if (objection.empty() && guessed_outline)
    objection =
        "the product's outline was guessed in places: look at it, give the packshot a mask, or say "
        "transparent: true if it is of clear glass";

  // Asset and verdicts first; only an accepted digest is then copied to where the shop reads.
  lineage::RunItem item{
      finished.delivery.shot, finished.delivery.profile, to_text(planned.action), {}};
  auto record = [this, finished, objection, item, &planned, parts = parts_of(planned)]() mutable {
    item.reason = plan_.reason(planned, prior_);
    Recorded recorded;
    recorded.before = services_.lineage.find_delivery(finished.delivery.set, finished.delivery.shot,
                                                      finished.delivery.profile);
    services_.lineage.together([&] {
      recorded.ruling = ruling_on(finished, objection);
      finished.delivery.state = recorded.ruling.state == DeliveryState::accepted
                                    ? DeliveryState::checked
                                    : recorded.ruling.state;
      finished.delivery.why = recorded.ruling.why;
      services_.lineage.put_parts(parts);
      services_.lineage.record_finished(finished);
      services_.lineage.add_run_items(run_id_, {&item, 1});
      recorded.outdated = services_.lineage.published_paths(
          {finished.delivery.set, finished.delivery.shot, finished.delivery.profile});
    });
    std::erase(recorded.outdated, finished.delivery.path);
    return recorded;
  };
  const Recorded recorded = co_await async::offload(records_, std::move(record));
  const Ruling& ruling = recorded.ruling;
  set_changes_.touched.insert({finished.delivery.profile, finished.delivery.scene});
  if (recorded.before && recorded.before->asset != finished.delivery.asset)
    set_changes_.replaced[{finished.delivery.shot, finished.delivery.profile}] =
        recorded.before->asset;
  util::pass(util::KillPoint::after_finish);

  if (ruling.state == DeliveryState::accepted) {
    auto publish = [folder = job.output.folder.string(), delivery = finished.delivery,
                    blob = finished.asset.blob, outdated = recorded.outdated, bytes = made->bytes] {
      return put_out(folder, delivery, blob, *bytes, outdated);
    };
    // Mostly waiting for the disk.
    lineage::Published published = co_await async::offload(disk_, std::move(publish));
    util::pass(util::KillPoint::after_publish);
    published.at = services_.clock.now();
    published.by = ruling.by;
    auto accept = [this, published, outdated = recorded.outdated, why = ruling.why] {
      record_accepted(services_.lineage, published, outdated, why);
      return 0;
    };
    co_await async::offload(records_, std::move(accept));
    util::pass(util::KillPoint::after_accept);
  } else if (ruling.state == DeliveryState::needs_person) {
    ++standing_.needs_person;
    summary_.questions.push_back({finished.delivery.shot, finished.delivery.profile, ruling.why});
    services_.progress.remark(finished.delivery.shot, "needs you: " + ruling.why);
  } else if (ruling.state == DeliveryState::rejected) {
    ++summary_.rejected;
    services_.progress.remark(finished.delivery.shot, ruling.why);
  }
  ++standing_.done;
  tell();
}

Ruling Runner::ruling_on(const lineage::Finished& finished, const std::string& objection) {
  if (!options_.gate) return {DeliveryState::checked, "gate: off", {}};
  lineage::Lineage& lineage = services_.lineage;
  return rule(objection, lineage.decision(finished.asset.blob),
              lineage.rejection_of_rendering(finished.asset.rendering, finished.delivery.profile),
              finished.verdicts);
}

asio::awaitable<void> Runner::give_up(Indices deliveries, Made why) {
  const std::string message = std::move(why.failure);
  std::vector<lineage::DeliveryRecord> records;
  std::vector<lineage::RunItem> items;
  Failure failure;
  failure.message = message;
  for (const std::uint32_t index : deliveries) {
    const plan::PlannedDelivery& planned = plan_.deliveries()[index];
    lineage::DeliveryRecord record = record_of(planned);
    record.state = why.for_person ? DeliveryState::needs_person : DeliveryState::waiting;
    record.why = message;
    record.render_key = why.task;
    if (why.for_person) summary_.questions.push_back({record.shot, record.profile, message});
    if (failure.shot.empty())
      failure.shot = record.shot;
    else if (failure.dependents.empty() || failure.dependents.back() != record.shot)
      failure.dependents.push_back(record.shot);
    items.push_back({record.shot, record.profile, to_text(planned.action), {}});
    records.push_back(std::move(record));
  }
  auto write = [this, deliveries, records = std::move(records),
                items = std::move(items)]() mutable {
    for (std::size_t i = 0; i < items.size(); ++i)
      items[i].reason = plan_.reason(plan_.deliveries()[deliveries[i]], prior_);
    services_.lineage.together([&] {
      services_.lineage.put_deliveries(records);
      services_.lineage.add_run_items(run_id_, items);
    });
    return 0;
  };
  co_await async::offload(records_, std::move(write));
  const std::string word = why.for_person ? std::string("needs you")
                           : why.parked   ? std::string("parked (") + to_text(why.parked->why) + ")"
                                          : "failed";
  services_.progress.remark(failure.shot, word + ": " + message);
  const int count = static_cast<int>(deliveries.size());
  standing_.done += count;
  if (why.for_person) {
    standing_.needs_person += count;
    summary_.refused += count;
  } else {
    standing_.failed += count;
    if (why.parked) summary_.parked += count;
    summary_.failures.push_back(std::move(failure));
  }
  tell();
}

asio::awaitable<void> Runner::restore_files() {
  const spec::Job& job = plan_.input().job;
  for (const plan::PlannedDelivery& planned : plan_.deliveries()) {
    if (planned.action != plan::Action::restore || stopping_) continue;
    const std::string shot = plan_.shot(planned), profile = plan_.profile(planned).id;
    auto restore = [this, &job, shot, profile]() -> std::string {
      const auto delivery = services_.lineage.find_delivery(job.name, shot, profile);
      const auto asset = delivery ? services_.lineage.asset(delivery->asset) : std::nullopt;
      if (!asset) return "its record is incomplete";
      const auto left = services_.lineage.published_at(job.name, delivery->path);
      const util::Result<std::string> bytes = services_.store.get(asset->blob);
      if (!bytes) return bytes.error().message;
      lineage::Published published =
          put_out(job.output.folder.string(), *delivery, asset->blob, *bytes, {});
      published.at = services_.clock.now();
      if (left) published.by = left->by;
      const lineage::RunItem item{shot, profile, "restore", "delivered file missing or touched"};
      services_.lineage.together([&] {
        services_.lineage.record_published({&published, 1});
        services_.lineage.add_run_items(run_id_, {&item, 1});
      });
      return {};
    };
    const std::string failure = co_await async::offload(records_, std::move(restore));
    if (failure.empty()) {
      ++summary_.restored;
      services_.progress.remark(shot, "delivered file was missing or touched: written again");
    } else {
      ++standing_.failed;
      summary_.failures.push_back({shot, failure, {}});
      services_.progress.remark(shot, "could not be written again: " + failure);
    }
  }
}

}  // namespace vitrine::schedule
