#include "pipeline/report/collect.hpp"

#include "pipeline/report/gallery.hpp"
#include "pipeline/report/grouping.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <span>
#include <stdexcept>
#include <tuple>
#include <unordered_set>

namespace vitrine::report {
namespace {

using domain::SourceRole;
using domain::VerdictOutcome;
using lineage::DeliveryRecord;
using lineage::Lineage;

constexpr int kThumbnailSide = 360, kCropSide = 320;

std::optional<lineage::RunRecord> find_run(Lineage& lineage, const CollectOptions& options) {
  const int most = options.run.empty() ? 1 : std::numeric_limits<int>::max();
  for (lineage::RunRecord& run : lineage.runs(options.set, most))
    if (options.run.empty() || run.start.id == options.run) return std::move(run);
  if (options.run.empty()) return std::nullopt;
  throw std::invalid_argument("no run " + options.run + " of \"" + options.set + "\" is on record");
}

/// One delivery as far as sorting needs it: a big catalog has a hundred thousand.
struct Candidate {
  std::int64_t row = 0;
  Group group = Group::unchanged;
  std::string sku, shot, profile;
};

bool by_shot(const Candidate& a, const Candidate& b) {
  return std::tie(a.sku, a.shot, a.profile) < std::tie(b.sku, b.shot, b.profile);
}
bool by_urgency(const Candidate& a, const Candidate& b) {
  return a.group != b.group ? a.group < b.group : by_shot(a, b);
}

class Collector {
 public:
  Collector(Lineage& lineage, store::AssetStore& store, const CollectOptions& options)
      : lineage_(lineage), options_(options), gallery_(store) {}

  Page collect();

 private:
  void describe_run();
  void count_fallbacks();
  std::vector<Candidate> candidates();
  void summarise(std::span<const Candidate> candidates);
  void prepare_pictures(std::span<const Candidate> pictured);
  Item item_of(const Candidate& candidate, bool pictured);
  void describe_asset(Item& item, const lineage::AssetRecord& asset);
  void describe_attempts(Item& item, const lineage::AssetRecord& asset);
  void add_fallback(Item& item, const util::Digest& render_key);
  void add_verdicts(Item& item, bool pictured);
  void add_inputs(Item& item, const DeliveryRecord& delivery);
  void add_pictures(Item& item);

  Lineage& lineage_;
  const CollectOptions& options_;
  Gallery gallery_;
  RunActions actions_;
  Page page_;
};

Page Collector::collect() {
  page_.title = options_.title.empty() ? options_.set : options_.title;
  page_.currency = options_.currency;
  page_.rehearsal = options_.rehearsal;
  describe_run();

  std::vector<Candidate> all = candidates();
  std::sort(all.begin(), all.end(), by_urgency);
  const auto most = [&](int limit) {
    return std::min(all.size(), static_cast<std::size_t>(std::max(0, limit)));
  };
  const std::size_t listed = most(options_.most_listed), pictured = most(options_.most_pictured);
  prepare_pictures(std::span(all).first(pictured));
  for (std::size_t i = 0; i < listed; ++i) page_.items.push_back(item_of(all[i], i < pictured));
  std::sort(page_.items.begin(), page_.items.end(), [](const Item& a, const Item& b) {
    return std::tie(a.sku, a.shot, a.profile) < std::tie(b.sku, b.shot, b.profile);
  });
  summarise(std::span(all).subspan(listed));
  page_.pictures = std::move(gallery_).take();
  return std::move(page_);
}

void Collector::describe_run() {
  const std::optional<lineage::RunRecord> run = find_run(lineage_, options_);
  if (!run) return;
  page_.run = run->start.id;
  page_.job_file = run->start.job_file;
  page_.job_revision = run->start.job_revision.hex();
  page_.tool = run->start.tool;
  page_.started = run->start.started;
  actions_ = RunActions(lineage_.run_items(run->start.id));
  count_fallbacks();
  if (!run->end) return;
  const lineage::RunEnd& end = *run->end;
  page_.ended = end.ended;
  page_.stopped = end.stopped;
  page_.totals = {.planned = end.planned,
                  .rendered = end.rendered,
                  .finished = end.finished,
                  .reused = end.reused,
                  .failed = end.failed,
                  .needs_person = end.needs_person,
                  .charged = end.charged,
                  .unknown = end.unknown};
}

void Collector::count_fallbacks() {
  for (const lineage::FallbackRecord& one : lineage_.fallbacks_of_run(page_.run)) {
    const auto known =
        std::find_if(page_.fallbacks.begin(), page_.fallbacks.end(), [&](const FellBack& other) {
          return other.asked == one.asked_model && other.taken == one.taken_model;
        });
    if (known != page_.fallbacks.end())
      ++known->pictures;
    else
      page_.fallbacks.push_back({one.asked_model, one.taken_model, 1, one.why});
  }
}

std::vector<Candidate> Collector::candidates() {
  std::vector<std::int64_t> rows;
  lineage_.scan_deliveries(options_.set,
                           [&](const lineage::DeliveryKey& key) { rows.push_back(key.row); });
  std::vector<Candidate> result;
  result.reserve(rows.size());
  for (const std::int64_t row : rows) {
    DeliveryRecord delivery = lineage_.delivery(row);
    const Group group =
        group_of(delivery, actions_.find(delivery.shot, delivery.profile), lineage_);
    ++page_.counts[group];
    if (delivery.state == domain::DeliveryState::accepted) ++page_.totals.accepted;
    result.push_back({row, group, std::move(delivery.sku), std::move(delivery.shot),
                      std::move(delivery.profile)});
  }
  return result;
}

void Collector::summarise(std::span<const Candidate> candidates) {
  std::map<std::string, GroupCounts> products;
  for (const Candidate& candidate : candidates) ++products[candidate.sku][candidate.group];
  for (const auto& [sku, counts] : products) page_.summarised.push_back({sku, counts});
}

/// Reducing the delivered files is most of the page's work: they are full size, and hundreds.
void Collector::prepare_pictures(std::span<const Candidate> pictured) {
  std::vector<util::Digest> blobs;
  std::unordered_set<util::Digest> seen;
  for (const Candidate& candidate : pictured)
    if (const auto asset = lineage_.asset(lineage_.delivery(candidate.row).asset))
      if (seen.insert(asset->blob).second) blobs.push_back(asset->blob);
  gallery_.prepare(blobs, kThumbnailSide);
}

Item Collector::item_of(const Candidate& candidate, bool pictured) {
  const DeliveryRecord delivery = lineage_.delivery(candidate.row);
  Item item;
  item.shot = delivery.shot;
  item.profile = delivery.profile;
  item.sku = delivery.sku;
  item.colorway = delivery.colorway;
  item.scene = delivery.scene;
  item.view = delivery.view;
  item.path = delivery.path;
  item.group = candidate.group;
  item.state = to_text(delivery.state);
  item.why = delivery.why;
  const auto title = options_.product_titles.find(delivery.sku);
  if (title != options_.product_titles.end()) item.title = title->second;
  if (const lineage::RunItem* action = actions_.find(delivery.shot, delivery.profile))
    item.reason = action->reason;
  add_inputs(item, delivery);
  if (const auto asset = lineage_.asset(delivery.asset)) {
    describe_asset(item, *asset);
    const std::vector<domain::Review> decisions = lineage_.reviews(asset->blob);
    if (!decisions.empty() && decisions.back().decision == domain::Decision::redo)
      item.redo = to_text(decisions.back());
    if (item.group == Group::needs_person) {
      const auto standing = lineage_.deliveries_with(asset->blob);
      const lineage::DeliveryAt here{delivery.set, delivery.shot, delivery.profile};
      item.can_be_decided = std::find(standing.begin(), standing.end(), here) != standing.end();
    }
    describe_attempts(item, *asset);
    add_verdicts(item, pictured);
  }
  if (pictured) add_pictures(item);
  return item;
}

void Collector::describe_asset(Item& item, const lineage::AssetRecord& asset) {
  item.asset = asset.id;
  item.pixels = asset.pixels;
  item.size = asset.size;
  item.product_pixels = asset.product_pixels;
  item.rendering = asset.rendering;
  item.blob = asset.blob;
  item.made = asset.created;
  item.facts = asset.facts;
  if (asset.background_generated) item.facts.push_back({"background", "generated"});
  item.facts.push_back({"finisher", asset.recipe.finisher});
  item.facts.push_back({"codecs", asset.codec_versions});
}

void Collector::describe_attempts(Item& item, const lineage::AssetRecord& asset) {
  for (const lineage::AttemptRecord& attempt : lineage_.attempts(asset.render_key)) {
    ++item.attempts;
    item.price += attempt.charged;
    if (!attempt.rendering || attempt.rendering->blob != asset.rendering) continue;
    item.provider = attempt.provider;
    item.model = attempt.model;
    add_fallback(item, attempt.render_key);
    item.facts.insert(item.facts.begin(), attempt.facts.begin(), attempt.facts.end());
  }
}

/// The latest word on whose place it takes.
void Collector::add_fallback(Item& item, const util::Digest& render_key) {
  const auto task = lineage_.task(render_key);
  if (!task) return;
  const std::vector<lineage::FallbackRecord> instead = lineage_.fallbacks_to(task->base_key);
  if (instead.empty()) return;
  item.instead_of = instead.front().asked_model;
  item.instead_why = instead.front().why;
}

void Collector::add_verdicts(Item& item, bool pictured) {
  for (lineage::StoredVerdict& stored : lineage_.verdicts(item.asset)) {
    CheckedItem checked{std::move(stored.verdict), std::nullopt};
    const VerdictOutcome outcome = checked.verdict.outcome;
    const bool to_be_shown = outcome == VerdictOutcome::warn || outcome == VerdictOutcome::reject;
    if (pictured && to_be_shown && checked.verdict.evidence)
      if (const auto crop = gallery_.add(*checked.verdict.evidence, kCropSide))
        checked.crop = *crop;
    item.verdicts.push_back(std::move(checked));
  }
}

/// The product's own pictures first, then what the scene added to them.
void Collector::add_inputs(Item& item, const DeliveryRecord& delivery) {
  const auto add = [&](const domain::RenderRequest& request) {
    for (const domain::Source& source : request.sources) {
      Input input{std::string(to_text(source.role)), source.name, source.digest};
      if (std::find(item.inputs.begin(), item.inputs.end(), input) == item.inputs.end())
        item.inputs.push_back(std::move(input));
    }
  };
  if (const auto product = product_request(delivery, lineage_)) add(*product);
  const std::optional<lineage::TaskRecord> task = lineage_.task(delivery.render_key);
  if (!task) return;
  if (const auto request = domain::request_from_fields(task->key_fields)) add(*request);
}

void Collector::add_pictures(Item& item) {
  if (!item.asset.empty()) {
    const util::Result<PictureIndex> picture = gallery_.add(item.blob, kThumbnailSide);
    if (picture)
      item.picture = *picture;
    else
      item.facts.push_back({"picture", "not shown: " + picture.error().message});
  }
  const auto packshot = std::find_if(item.inputs.begin(), item.inputs.end(), [](const Input& i) {
    return i.role == to_text(SourceRole::packshot);
  });
  if (packshot == item.inputs.end()) return;
  if (const auto before = gallery_.add(packshot->digest, kThumbnailSide)) item.before = *before;
}

}  // namespace

Page collect(Lineage& lineage, store::AssetStore& store, const CollectOptions& options) {
  return Collector(lineage, store, options).collect();
}

}  // namespace vitrine::report
