#include "pipeline/schedule/decisions.hpp"

#include "pipeline/store/publish.hpp"
#include "pipeline/util/fault_points.hpp"
#include "pipeline/util/files.hpp"

#include <algorithm>
#include <utility>

namespace vitrine::schedule {
namespace {

using domain::Decision;
using domain::DeliveryState;
using lineage::DeliveryAt;
using lineage::DeliveryRecord;

/// How a published file names who let it through.
std::string signature(const domain::Review& review) {
  return review.reviewer.empty() ? "a person" : review.reviewer;
}

class Follower {
 public:
  Follower(lineage::Lineage& lineage,
           store::AssetStore& store,
           const std::string& folder,
           util::Timestamp now)
      : lineage_(lineage), store_(store), folder_(folder), now_(now) {}

  void follow(const DeliveryAt& at) {
    lineage_.together([&] {
      auto delivery = lineage_.find_delivery(at.set, at.shot, at.profile);
      const auto asset = delivery ? lineage_.asset(delivery->asset) : std::nullopt;
      const auto decision = asset ? lineage_.decision(asset->blob) : std::nullopt;
      if (!decision) return;  // replaced meanwhile
      if (decision->decision == Decision::reject)
        reject(*std::move(delivery), *decision);
      else
        accept(*std::move(delivery), *asset, *decision);
    });
  }

  void take_away(const lineage::Published& file) {
    lineage_.together([&] {
      const auto now = lineage_.published_at(file.set, file.path);
      if (!now || now->blob != file.blob) return;
      store::remove_published(folder_ + "/" + file.path);
      lineage_.forget_published(file.set, {&file.path, 1});
      followed_.removed.push_back(file.path);
    });
  }

  /// What a run that was killed between writing a file and recording it has left of bytes that are
  /// rejected: no row names that file, or one of the bytes that lay there before, which come back.
  void take_back(const DeliveryAt& at) {
    lineage_.together([&] {
      const auto delivery = lineage_.find_delivery(at.set, at.shot, at.profile);
      const auto asset = delivery ? lineage_.asset(delivery->asset) : std::nullopt;
      if (!asset || delivery->state != DeliveryState::rejected) return;
      const auto row = lineage_.published_at(at.set, delivery->path);
      if (row && row->blob == asset->blob) return;  // a file like others: take_away
      const auto found = store::PublishedFiles(folder_).find(delivery->path);
      if (!found || found->size != asset->size) return;
      if (row && found->size == row->stamp.size && found->mtime_ns == row->stamp.mtime_ns) return;
      const util::Result<std::string> bytes = util::read_file(folder_ + "/" + delivery->path);
      if (!bytes || util::sha256(*bytes) != asset->blob) return;
      const util::Result<std::string> before =
          row ? store_.get(row->blob) : util::Result<std::string>(std::string());
      store::remove_published(folder_ + "/" + delivery->path);
      followed_.removed.push_back(delivery->path);
      if (!row || !before) return;
      lineage::Published again = put_out(folder_, *delivery, row->blob, *before, {});
      again.at = now_;
      again.by = row->by;
      lineage_.record_published({&again, 1});
    });
  }

  Followed take() && { return std::move(followed_); }

 private:
  void reject(DeliveryRecord delivery, const domain::Review& decision) {
    settle(delivery, DeliveryState::rejected, to_text(decision));
    followed_.rejected.push_back(std::move(delivery));
  }

  void accept(DeliveryRecord delivery,
              const lineage::AssetRecord& asset,
              const domain::Review& decision) {
    if (delivery.state == DeliveryState::accepted) return;
    std::vector<domain::Verdict> verdicts;
    for (lineage::StoredVerdict& stored : lineage_.verdicts(asset.id))
      verdicts.push_back(std::move(stored.verdict));
    if (!approves(decision, verdicts)) {
      if (delivery.state == DeliveryState::rejected)
        settle(delivery, DeliveryState::needs_person,
               "other checks failed since it was " + to_text(decision));
      followed_.open.push_back(std::move(delivery));
      return;
    }
    const util::Result<std::string> bytes = store_.get(asset.blob);
    if (!bytes) {
      followed_.problems.push_back(delivery.shot + " for " + delivery.profile +
                                   " could not be delivered: " + bytes.error().message);
      return;
    }
    std::vector<std::string> outdated =
        lineage_.published_paths({delivery.set, delivery.shot, delivery.profile});
    std::erase(outdated, delivery.path);
    lineage::Published published = put_out(folder_, delivery, asset.blob, *bytes, outdated);
    util::pass(util::KillPoint::after_publish);
    published.at = now_;
    published.by = signature(decision);
    delivery.state = DeliveryState::accepted;
    delivery.why = to_text(decision);
    record_accepted(lineage_, published, outdated, delivery.why);
    followed_.accepted.push_back(std::move(delivery));
  }

  void settle(DeliveryRecord& delivery, DeliveryState state, std::string why) {
    delivery.state = state;
    delivery.why = std::move(why);
    lineage_.set_delivery_state(delivery.set, delivery.shot, delivery.profile, state, delivery.why);
  }

  lineage::Lineage& lineage_;
  store::AssetStore& store_;
  const std::string& folder_;
  const util::Timestamp now_;
  Followed followed_;
};

}  // namespace

Ruling rule(const std::string& objection,
            const std::optional<domain::Review>& decision,
            const std::optional<domain::Review>& rejected_before,
            const std::vector<domain::Verdict>& verdicts) {
  if (decision && decision->decision == Decision::reject)
    return {DeliveryState::rejected, to_text(*decision), {}};
  if (decision && approves(*decision, verdicts))
    return {DeliveryState::accepted, to_text(*decision), signature(*decision)};
  if (decision)
    return {DeliveryState::needs_person,
            objection + " (" + to_text(*decision) + ", when other checks failed)",
            {}};
  if (!objection.empty()) return {DeliveryState::needs_person, objection, {}};
  if (rejected_before)
    return {DeliveryState::needs_person,
            "the same rendering, finished otherwise, was " + to_text(*rejected_before),
            {}};
  return {};
}

lineage::Published put_out(const std::string& folder,
                           const DeliveryRecord& delivery,
                           const util::Digest& blob,
                           std::string_view bytes,
                           const std::vector<std::string>& outdated) {
  const store::Stamp stamp = store::publish(folder + "/" + delivery.path, bytes);
  for (const std::string& path : outdated) store::remove_published(folder + "/" + path);
  lineage::Published published;
  published.set = delivery.set;
  published.path = delivery.path;
  published.blob = blob;
  published.stamp = {stamp.size, stamp.mtime_ns, stamp.inode};
  published.by = "gate";
  published.shot = delivery.shot;
  published.profile = delivery.profile;
  return published;
}

void record_accepted(lineage::Lineage& lineage,
                     const lineage::Published& published,
                     const std::vector<std::string>& outdated,
                     const std::string& why) {
  lineage.together([&] {
    if (!outdated.empty()) lineage.forget_published(published.set, outdated);
    lineage.record_published({&published, 1});
    lineage.set_delivery_state(published.set, published.shot, published.profile,
                               DeliveryState::accepted, why);
  });
}

Followed follow_decisions(lineage::Lineage& lineage,
                          store::AssetStore& store,
                          const std::string& set,
                          const std::string& folder,
                          util::Timestamp now,
                          const std::optional<util::Digest>& asset) {
  Follower follower(lineage, store, folder, now);
  for (const DeliveryAt& at :
       asset ? lineage.deliveries_with(*asset) : lineage.deliveries_behind(set))
    if (at.set == set) follower.follow(at);
  for (const lineage::Published& file : lineage.rejected_files(set))
    if (!asset || file.blob == *asset) follower.take_away(file);
  for (const DeliveryAt& at :
       asset ? lineage.deliveries_with(*asset) : lineage.rejected_deliveries(set))
    if (at.set == set) follower.take_back(at);
  return std::move(follower).take();
}

}  // namespace vitrine::schedule
