#pragma once

#include "pipeline/domain/problem.hpp"
#include "pipeline/domain/recipe.hpp"
#include "pipeline/domain/request.hpp"
#include "pipeline/plan/input.hpp"
#include "pipeline/plan/prior_work.hpp"
#include "pipeline/plan/requests.hpp"
#include "pipeline/plan/settings.hpp"
#include "pipeline/plan/shots.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vitrine::plan {

inline constexpr std::uint32_t kNone = ~std::uint32_t{0};

enum class Action : std::uint8_t { reuse, restore, finish, render, hold };
/// The word for scripts: restore is "reuse" (nothing is made anew), hold is "wait".
const char* to_text(Action action);

/// A product in one view and colorway: the task that everything of it stands on.
struct ProductTask {
  std::uint32_t product = 0;
  std::uint16_t packshot = 0, colorway = 0;
  util::Digest base_key;
};

/// One way of placing things in a scene; many shots share it.
struct Placing {
  Wanted example;  ///< a shot that is placed so
  Settings settings;
  util::Digest digest;          ///< of its fields without the pictures that are made first
  std::uint32_t under = kNone;  ///< the placing whose picture, of the same product, it stands on
};

/// A render call that the changed deliveries need, made already or not.
struct PlannedTask {
  std::uint32_t product_task = kNone;
  std::uint32_t placing = kNone;   ///< kNone: the product task itself
  std::uint32_t under = kNone;     ///< the task whose picture its request sends, made or not
  std::uint32_t waits_on = kNone;  ///< the task that must be rendered before its key is known
  bool render = false;             ///< no rendering is stored for it
  bool paid = false;
  /// Of a paid one: how many more takes the gate may pay for where it lets none through.
  int further_takes = 0;
  std::uint8_t taken = 0;  ///< with a rendering: whose of the chain it is; 0: the model's
  std::optional<PriorRendering> rendering;
};

/// 64 bytes, so that a million of them are no burden.
struct PlannedDelivery {
  util::Digest compare_key;
  Wanted wanted;
  std::uint32_t product_task = kNone;
  std::uint32_t placing = kNone;
  std::uint32_t task = kNone;  ///< only where something is to be done
  Action action = Action::finish;
  /// With reuse: a person has yet to decide about it, or has rejected it.
  bool needs_person = false, rejected = false;
};
static_assert(sizeof(PlannedDelivery) == 64);

struct Totals {
  std::int64_t tasks = 0;       ///< distinct render calls the job stands for
  std::int64_t deliveries = 0;  ///< wanted files
  std::int64_t render = 0;      ///< tasks to be rendered
  std::int64_t reuse = 0;       ///< tasks whose rendering is there already
  std::int64_t finish = 0;      ///< deliveries to be made anew
  std::int64_t restore = 0;     ///< delivered files to be written again
  std::int64_t held = 0;
  std::int64_t needs_person = 0;  ///< unchanged, and a person has yet to decide
  std::int64_t rejected = 0;      ///< unchanged: a person has, until another one is asked for
  std::int64_t paid_tasks = 0;
  std::int64_t unsized_shots = 0;  ///< stand in a scene of true scale without a size of their own
};

/// What a run may cost, where each picture is asked for once. The least and what is expected are of
/// the pictures that are not there. The worst is theirs at the highest price, and that of every
/// further take that the gate may pay for: also of pictures that are there and are finished anew,
/// in a run that asks for any.
/// Where others are fallen back to: the least is that of the cheapest, the worst of the dearest.
struct Forecast {
  util::Money min, expected, worst;
  bool assumed = false;  ///< a price of low confidence is in it
};

/// What a run will do and why; refers to the input it was made from, which must outlive it.
class Plan {
 public:
  const Input& input() const { return *input_; }
  const std::vector<ProductTask>& product_tasks() const { return product_tasks_; }
  const std::vector<PlannedTask>& tasks() const { return tasks_; }
  const std::vector<PlannedDelivery>& deliveries() const { return deliveries_; }
  const Totals& totals() const { return totals_; }
  const Forecast& forecast() const { return forecast_; }
  const domain::Problems& problems() const { return problems_; }

  std::string shot(const PlannedDelivery& delivery) const;
  const domain::Profile& profile(const PlannedDelivery& delivery) const;
  Settings settings(const PlannedDelivery& delivery) const;
  domain::Recipe recipe(const PlannedDelivery& delivery) const;
  std::string path(const PlannedDelivery& delivery) const;

  /// The named fields that were compared, by part.
  util::Fields product_fields(const PlannedDelivery& delivery) const;
  util::Fields scene_fields(const PlannedDelivery& delivery) const;
  util::Fields recipe_fields(const PlannedDelivery& delivery) const;

  /// `nth` of the chain.
  domain::RenderRequest request(const PlannedTask& task,
                                const MadeFrom& from,
                                std::size_t nth = 0) const;

  /// Who is asked for a paid task, in order; nobody for others.
  std::vector<const ModelChoice*> chain(const PlannedTask& task) const;

  /// The requests that a delivery's own rendering needs, made already or not, the one that it is
  /// finished from last. `under` tells the picture of each to the next, of the same wish as each of
  /// today's chain is asked for it, in order.
  std::vector<domain::RenderRequest> requests(
      const PlannedDelivery& delivery,
      const util::Digest& cutout,
      const std::function<util::Digest(const std::vector<domain::RenderRequest>&)>& under) const;

  /// Of a paid task: the size class and quality that are asked for, and its price; nullptr:
  /// unknown, never free. `nth` of the chain.
  std::string size_class(const PlannedTask& task, std::size_t nth = 0) const;
  std::string quality(const PlannedTask& task, std::size_t nth = 0) const;
  const domain::PicturePrice* price(const PlannedTask& task, std::size_t nth = 0) const;

  /// "new", `prompt: "at dawn" -> "at first light"`, …: asks prior work, so only for what changed.
  std::string reason(const PlannedDelivery& delivery, PriorWork& prior) const;

 private:
  friend class Planner;
  const ModelChoice& model(const PlannedTask& task, std::size_t nth) const;
  const Input* input_ = nullptr;
  std::shared_ptr<const SettingsResolver> settings_;
  std::vector<ProductTask> product_tasks_;
  std::vector<Placing> placings_;
  std::vector<PlannedTask> tasks_;
  std::vector<PlannedDelivery> deliveries_;
  Totals totals_;
  Forecast forecast_;
  domain::Problems problems_;
};

/// Pure: no clock, no disk. With errors among its problems the plan holds no deliveries.
Plan make_plan(const Input& input, PriorWork& prior);

}  // namespace vitrine::plan
