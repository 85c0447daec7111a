#pragma once

#include "pipeline/domain/words.hpp"
#include "pipeline/util/digest.hpp"
#include "pipeline/util/fields.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vitrine::plan {

/// One earlier delivery, as small as a long scan needs.
struct PriorDelivery {
  util::Digest compare_key;
  domain::DeliveryState state = domain::DeliveryState::waiting;
  bool file_in_place = true;  ///< the delivered file is there as it was left (accepted ones)
};

/// What an earlier delivery was made from.
struct PriorDetail {
  domain::DeliveryState state = domain::DeliveryState::waiting;
  std::string why;
  util::Fields product, scene, recipe;  ///< the parts' fields, as they were
};

struct PriorRendering {
  util::Digest blob;
  int take = 0;
};

/// What there is of a picture besides the rendering that stands for it.
struct PriorTakes {
  int made = 0;            ///< takes that gave a picture, the standing one among them
  bool delivered = false;  ///< a file made from one of them was let through
};

/// What was made before, pulled in the order the plan needs it. Implemented over the database, and
/// over a vector in tests.
class PriorWork {
 public:
  virtual ~PriorWork() = default;

  /// The next earlier delivery in the order of compare_key; false at the end.
  virtual bool next(PriorDelivery& delivery) = 0;

  /// Asked only for shots that changed.
  virtual std::optional<PriorDetail> detail(const std::string& shot,
                                            const std::string& profile) = 0;
  /// The rendering that stands for this base key now, of the takes from this one on, if its bytes
  /// are still stored.
  virtual std::optional<PriorRendering> rendering(const util::Digest& base_key, int least_take) = 0;
  /// Of the takes from this one on. Asked only for paid pictures that are there and are finished
  /// anew.
  virtual PriorTakes takes(const util::Digest& base_key, int least_take) = 0;
  /// What models of other names were asked for where this one was asked for and not given; base
  /// keys, in no order, with or without a rendering. Asked only where a job falls back and nothing
  /// stands for this one.
  virtual std::vector<util::Digest> taken_instead(const util::Digest&) { return {}; }
};

/// Nothing was ever made.
class NoPriorWork final : public PriorWork {
 public:
  bool next(PriorDelivery&) override { return false; }
  std::optional<PriorDetail> detail(const std::string&, const std::string&) override {
    return std::nullopt;
  }
  std::optional<PriorRendering> rendering(const util::Digest&, int) override {
    return std::nullopt;
  }
  PriorTakes takes(const util::Digest&, int) override { return {}; }
};

}  // namespace vitrine::plan
