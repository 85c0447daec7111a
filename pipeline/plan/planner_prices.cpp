// What a plan may cost: each picture that is not there by everybody who may give it, and the takes
// that the gate may pay for.
#include "pipeline/plan/planner.hpp"
#include "pipeline/plan/problems.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace vitrine::plan {
namespace {

/// Where the job first names it.
domain::Origin origin_of_fallback(const spec::Job& job, const std::string& model) {
  for (const domain::Fallback& named : job.fallback)
    if (named.model == model) return named.from;
  for (const domain::Scene& scene : job.scenes)
    for (const domain::Fallback& named : job.fallback_of(scene))
      if (named.model == model) return named.from;
  return {};
}

}  // namespace

/// Of a picture that is not there: the model's price is expected; whoever of the chain gives it may
/// be cheaper or dearer.
void Planner::add_price_of(const PlannedTask& task,
                           std::set<std::pair<std::string, std::string>>& unpriced) {
  Forecast& forecast = plan_.forecast_;
  std::optional<util::Money> least;
  util::Money worst;
  const std::vector<const ModelChoice*> chain = plan_.chain(task);
  for (std::size_t nth = 0; nth < chain.size(); ++nth) {
    const domain::PicturePrice* price = plan_.price(task, nth);
    if (price == nullptr) {
      unpriced.insert({chain[nth]->id, ModelChoice::price_name(plan_.size_class(task, nth),
                                                               plan_.quality(task, nth))});
      continue;
    }
    if (nth == 0) forecast.expected += price->expected;
    least = std::min(least.value_or(price->expected), price->expected);
    worst = std::max(worst, price->worst);
    forecast.assumed = forecast.assumed || price->assumed;
  }
  // A task that waits on the studio may turn out to be made already: then it costs nothing. What a
  // model has yet to make was never stood on.
  const bool is_sure = task.waits_on == kNone || plan_.tasks_[task.waits_on].paid;
  if (least && is_sure) forecast.min += *least;
  forecast.worst += worst;
}

void Planner::add_up_prices() {
  std::set<std::pair<std::string, std::string>> unpriced;
  for (const PlannedTask& task : plan_.tasks_) {
    if (!task.render || !task.paid) continue;
    ++plan_.totals_.paid_tasks;
    add_price_of(task, unpriced);
  }
  plan_.forecast_.worst += further_takes();
  complain_of_unpriced(unpriced);
}

/// By model and price name, at the word that names the model.
void Planner::complain_of_unpriced(const std::set<std::pair<std::string, std::string>>& unpriced) {
  for (const auto& [id, size] : unpriced) {
    const ModelChoice* model = &input_.model;
    domain::Origin origin = input_.job.model_origin;
    for (const ModelChoice& fallback : input_.fallbacks) {
      if (fallback.id != id || id == input_.model.id) continue;
      model = &fallback;
      origin = origin_of_fallback(input_.job, id);
    }
    const std::string& seller = model->seller;
    const std::string at = seller.empty() ? "" : " at " + seller;
    const std::string of_whom = seller.empty() ? "" : ", in a book with surface: " + seller + ",";
    // The limit is for models without any price; where some are known, asking for one of those
    // helps.
    std::vector<std::string> known;
    for (const auto& [name, price] : model->prices) known.push_back(name);
    const std::string way_out =
        known.empty() ? ", or say what a call may cost at most: --unpriced-limit \"0.10 USD\""
                      : "; prices are known in " + util::join(known, ", ");
    plan_.problems_.push_back(problem_at(
        input_.job, origin, domain::Problem::Level::error, "no-price",
        "no price is known for model \"" + id + "\"" + at + (size.empty() ? "" : " in " + size) +
            "; add one to schemas/prices.yaml" + of_whom + " before it is asked" + way_out));
  }
}

/// The gate may refuse all takes but the last, as far as its own limit allows.
util::Money Planner::further_takes() const {
  util::Money worst;
  double most_for_expected = 0;
  if (plan_.totals_.paid_tasks == 0) return worst;  // nobody is asked
  for (const PlannedTask& task : plan_.tasks_) {
    if (task.further_takes == 0) continue;
    // Whoever gives the picture is asked again: of one that is there it is known who that is.
    const std::size_t first = task.rendering ? task.taken : 0;
    const std::size_t last = task.rendering ? first + 1 : plan_.chain(task).size();
    util::Money dearest;
    for (std::size_t nth = first; nth < last; ++nth) {
      const domain::PicturePrice* price = plan_.price(task, nth);
      if (price == nullptr) continue;
      dearest = std::max(dearest, price->worst);
      most_for_expected =
          std::max(most_for_expected,
                   static_cast<double>(price->worst.micros) /
                       static_cast<double>(std::max<std::int64_t>(1, price->expected.micros)));
    }
    for (int take = 0; take < task.further_takes; ++take) worst += dearest;
  }
  if (!input_.redo_limit) return worst;
  // Takes are counted at their expected price, and each may cost its worst.
  const double bound =
      std::ceil(static_cast<double>(input_.redo_limit->micros) * most_for_expected);
  return std::min(worst, util::Money{static_cast<std::int64_t>(std::min(bound, 9e18))});
}

}  // namespace vitrine::plan
