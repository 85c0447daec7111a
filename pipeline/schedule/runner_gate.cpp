// The gate: a model's picture is judged before anything is finished from it, and asked for again,
// in plainer words, where it is not the product.
#include "pipeline/async/offload.hpp"
#include "pipeline/imaging/codec.hpp"
#include "pipeline/schedule/runner.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <utility>

namespace vitrine::schedule {
namespace {

using util::Result;

constexpr const char* kStudied = "identity";

/// The product's cut-out: stored where a task made it, else made now, for the gate alone.
Result<std::string> cutout_bytes(const domain::RenderRequest& request,
                                 const std::optional<Rendered>& product,
                                 const providers::Provider* studio,
                                 store::AssetStore& store) {
  if (product) return store.get(product->blob);
  if (studio == nullptr)
    return util::Error{util::ErrorKind::unsupported, "nobody here cuts the product out"};
  domain::Outcome outcome =
      studio->render(request, [&store](const util::Digest& digest) { return store.get(digest); });
  if (outcome.kind != domain::OutcomeKind::image)
    return util::Error{util::ErrorKind::bad_image, outcome.message};
  return std::move(outcome.bytes);
}

/// A stored picture in the cut-out's frame: the cut-out, or the packshot it was cut from.
util::Digest stored_pixels(const domain::RenderRequest& request,
                           const std::optional<Rendered>& product) {
  if (product) return product->blob;
  for (const domain::Source& source : request.sources)
    if (source.role == domain::SourceRole::packshot) return source.digest;
  return {};
}

}  // namespace

Runner::LateStudy::LateStudy(asio::any_io_executor executor,
                             std::uint32_t task,
                             std::optional<Rendered> made)
    : product_task(task),
      product(std::move(made)),
      bell(std::move(executor), asio::steady_timer::time_point::max()) {}

/// While a product is being studied, those who have pictures of it wait without a turn.
asio::awaitable<Runner::JudgingTurn> Runner::turn_to_judge(LateStudy& late) {
  JudgingTurn turn;
  for (;;) {
    co_await until_studied(late);
    turn.among_pictures = co_await judging_.acquire(&late);
    turn.at_work = co_await calls_.acquire(1);
    if (!late.is_studying) co_return turn;
    turn = JudgingTurn();
  }
}

asio::awaitable<void> Runner::until_studied(LateStudy& late) {
  while (late.is_studying) {
    boost::system::error_code rung;
    co_await late.bell.async_wait(asio::redirect_error(asio::use_awaitable, rung));
  }
}

/// In the caller's turn; null with a failure.
asio::awaitable<std::shared_ptr<const GateStudy>> Runner::study(LateStudy& late) {
  co_await until_studied(late);
  std::shared_ptr<const GateStudy> known = late.value.lock();
  if (!known && late.failure.empty()) {
    late.is_studying = true;
    std::exception_ptr broken;
    try {
      known = co_await make_study(late);
    } catch (...) {
      broken = std::current_exception();
    }
    late.value = known;
    late.is_studying = false;
    late.bell.cancel();
    if (broken) std::rethrow_exception(broken);
  }
  if (known) kept_.touch(known, known->bytes());
  co_return known;
}

asio::awaitable<std::shared_ptr<const GateStudy>> Runner::make_study(LateStudy& late) {
  plan::PlannedTask as_task;
  as_task.product_task = late.product_task;
  const plan::ProductTask& of = plan_.product_tasks()[late.product_task];
  const domain::Product& product = plan_.input().job.products[of.product];
  GateProduct known;
  known.request = plan_.request(as_task, {});
  known.keep_text = product.keep.text;
  known.pieces = product.pieces;
  const auto studio = services_.providers.find(known.request.surface);
  auto cut = [this, &known, &late,
              renderer = studio == services_.providers.end() ? nullptr : studio->second.get()] {
    std::string failure;
    const Result<std::string> bytes =
        cutout_bytes(known.request, late.product, renderer, services_.store);
    if (!bytes) return bytes.error().message;
    Result<imaging::Picture> picture = imaging::decode(*bytes);
    if (!picture) return picture.error().message;
    known.cutout = *std::move(picture);
    known.cutout_digest = util::sha256(*bytes);
    return failure;
  };
  std::shared_ptr<const GateStudy> study;
  late.failure = co_await async::offload(cpu_, std::move(cut));
  if (!late.failure.empty()) co_return study;
  known.pixels = stored_pixels(known.request, late.product);
  late.cutout = known.cutout_digest;
  auto recall = [this, cutout = late.cutout] {
    return services_.lineage.calibration(cutout, kStudied, services_.gate->study_version());
  };
  const std::optional<std::string> remembered =
      co_await async::offload(records_, std::move(recall));
  auto look = [this, &known, &remembered] {
    return services_.gate->study(std::move(known), remembered, services_.store);
  };
  study = co_await async::offload(cpu_, std::move(look));
  const std::string found = study->to_remember();
  if (!found.empty()) {
    auto keep = [this, &found, cutout = late.cutout] {
      services_.lineage.put_calibration(cutout, kStudied, services_.gate->study_version(), found);
      return 0;
    };
    co_await async::offload(records_, std::move(keep));
  }
  co_return study;
}

/// The take with what was measured of it, which is on record then; nothing if it cannot be read.
asio::awaitable<std::optional<Runner::Take>> Runner::judged(Take take, LateStudy& late) {
  std::optional<Take> none;
  JudgingTurn turn = co_await turn_to_judge(late);
  std::shared_ptr<const GateStudy> known = co_await study(late);
  if (!known) co_return none;
  auto look = [this, known = std::move(known), blob = take.blob()]() -> Result<Judged> {
    const Result<std::string> bytes = services_.store.get(blob);
    if (!bytes) return bytes.error();
    return services_.gate->judge(*known, *bytes, services_.store);
  };
  Result<Judged> judged = co_await async::offload(cpu_, std::move(look));
  turn = JudgingTurn();
  if (!judged) co_return none;
  lineage::JudgementRecord record;
  record.rendering = take.blob();
  record.reference = late.cutout;
  record.checks = services_.gate->checks();
  record.verdicts = judged->ways.front().verdicts;
  record.at = services_.clock.now();
  auto write = [this, &record] {
    services_.lineage.record_judgement(record);
    return 0;
  };
  co_await async::offload(records_, std::move(write));
  take.rendered.judged = std::make_shared<const Judged>(*std::move(judged));
  co_return take;
}

bool Runner::is_let_through(const Take& take, const Gating& gating) const {
  return passes(all_verdicts(take, gating));
}

/// Over all deliveries that wait: what one channel takes and another refuses is worse than what
/// both take.
bool Runner::is_better(const Take& one, const Take& other, const Gating& gating) const {
  return schedule::is_better(all_verdicts(one, gating), all_verdicts(other, gating));
}

/// Of each check the worst that any delivery's channel reads in it.
std::vector<domain::Verdict> Runner::all_verdicts(const Take& take, const Gating& gating) const {
  std::vector<domain::Verdict> all;
  const auto add = [&all](domain::Verdict& verdict) {
    for (domain::Verdict& known : all) {
      if (known.check != verdict.check) continue;
      if (domain::worst({known, verdict}) != known.outcome) known = std::move(verdict);
      return;
    }
    all.push_back(std::move(verdict));
  };
  for (const std::uint32_t index : gating.deliveries) {
    const domain::Profile& profile = plan_.profile(plan_.deliveries()[index]);
    std::vector<domain::Verdict> read =
        under(profile, way_for(profile, *take.rendered.judged).verdicts);
    for (domain::Verdict& verdict : read) add(verdict);
  }
  return all;
}

/// Whether one more take may be paid for; counts it if so.
bool Runner::may_redo(const Gating& gating, int takes, std::size_t nth) {
  int tries = 1;
  for (const std::uint32_t index : gating.deliveries)
    tries = std::max(tries, plan_.settings(plan_.deliveries()[index]).tries);
  if (takes >= tries || stopping_ || is_late()) return false;
  const plan::PlannedDelivery& first = plan_.deliveries()[gating.deliveries.front()];
  const domain::PicturePrice* price = plan_.price(plan_.tasks()[first.task], nth);
  if (price == nullptr || !options_.budget) return true;
  if (redone_ + price->expected > redo_limit(*options_.budget, options_.redo_share)) return false;
  redone_ += price->expected;
  return true;
}

asio::awaitable<std::vector<Runner::Take>> Runner::earlier_takes(util::Digest base, int from) {
  auto look = [this, base, from] {
    std::vector<Take> takes;
    for (const lineage::ChosenRendering& made : services_.lineage.renderings(base)) {
      if (made.take < from || !services_.store.contains(made.rendering.blob)) continue;
      Take take{made.take,
                {made.render_key, made.rendering.blob, made.rendering.mask},
                services_.lineage.has_accepted(made.render_key)};
      for (const lineage::AttemptRecord& attempt : services_.lineage.attempts(made.render_key))
        if (attempt.rendering && attempt.rendering->blob == take.blob())
          take.rendered.doubt = doubt_about(attempt.facts);
      takes.push_back(std::move(take));
    }
    return takes;
  };
  co_return co_await async::offload(records_, std::move(look));
}

/// `made` becomes the first take that the gate lets through; where none is, the best of them, for a
/// person. What was paid for before, in this run or another, is looked at before more is bought;
/// that is asked of whoever of the chain gave the first.
asio::awaitable<void> Runner::pass_gate(Made& made,
                                        domain::RenderRequest request,
                                        util::Digest base,
                                        const Gating& gating,
                                        std::size_t nth) {
  std::vector<Take> takes = co_await earlier_takes(base, request.take);
  // The chosen one first: it is let through as a rule, and then nothing else is looked at.
  const util::Digest chosen = made.rendered->render_key;
  std::stable_partition(takes.begin(), takes.end(),
                        [&](const Take& take) { return take.rendered.render_key == chosen; });
  int count = static_cast<int>(takes.size()), last = request.take;
  for (const Take& take : takes) last = std::max(last, take.number);
  const bool has_delivered =
      std::any_of(takes.begin(), takes.end(), [](const Take& take) { return take.is_delivered; });
  // No other take comes silently in the place of one that the gate or a person has let through.
  if (has_delivered) std::erase_if(takes, [](const Take& take) { return !take.is_delivered; });
  std::optional<Take> best;
  for (std::size_t i = 0;; ++i) {
    if (i == takes.size()) {
      Remote* const remote = remote_for(request);
      // What was delivered, by the gate of its day or by a person, is never bought anew here.
      if (!best || remote == nullptr || has_delivered) break;
      const std::vector<domain::Verdict> verdicts = all_verdicts(*best, gating);
      if (!is_worth_another(verdicts) || !may_redo(gating, count, nth)) break;
      std::vector<std::string> sentences = sentences_about(verdicts);
      services_.progress.remark(plan_.shot(plan_.deliveries()[gating.deliveries.front()]),
                                "asks again: " + objection(verdicts));
      domain::RenderRequest again = request;
      again.take = ++last;
      Made next = co_await ask(std::move(again), base, *remote, std::move(sentences));
      is_redo_left_ = is_redo_left_ || next.parked;
      if (!next.rendered) break;
      ++count;
      ++standing_.rendered;
      tell();
      takes.push_back({last, *next.rendered, false});
    }
    Take unseen = takes[i];
    std::optional<Take> seen = co_await judged(std::move(unseen), *gating.study);
    if (!gating.study->failure.empty()) break;
    if (!seen) continue;
    const bool goes = is_let_through(*seen, gating);
    if (!best || goes || is_better(*seen, *best, gating)) best = std::move(seen);
    if (goes) break;
  }
  if (!best) {
    const std::string& why = gating.study->failure;
    if (made.rendered->doubt.empty())
      made.rendered->doubt =
          "it could not be compared with the product" + (why.empty() ? why : ": " + why);
    co_return;
  }
  auto chosen_one = std::make_shared<Judged>(*best->rendered.judged);
  chosen_one->takes = count;
  best->rendered.judged = std::move(chosen_one);
  made.rendered = std::move(best->rendered);
}

}  // namespace vitrine::schedule
