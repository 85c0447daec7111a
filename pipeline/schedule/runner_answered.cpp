// What an attempt at an image API came to: keep the answer, settle it, or record why there is none.
#include "pipeline/async/offload.hpp"
#include "pipeline/schedule/attempt.hpp"
#include "pipeline/schedule/runner.hpp"
#include "pipeline/util/fault_points.hpp"

#include <boost/asio/use_awaitable.hpp>

#include <stdexcept>
#include <utility>

namespace vitrine::schedule {
namespace {

using domain::OutcomeKind;

const char* to_text(net::Progress progress) {
  switch (progress) {
    case net::Progress::not_sent:
      return "not_sent";
    case net::Progress::maybe_sent:
      return "maybe_sent";
    case net::Progress::answered:
      break;
  }
  return "answered";
}

}  // namespace

asio::awaitable<KeptAnswer> Runner::read_answer(Asking& asking,
                                                const providers::PreparedCall& call,
                                                const std::string& attempt,
                                                const net::Answer& answer) {
  auto read = [this, &asking, &call, &attempt, &answer] {
    const auto sealed = services_.spool->open(attempt);
    if (!sealed) throw std::runtime_error(sealed.error().message);
    return keep_answer(*asking.remote->provider, call, answer.head, (*sealed)->body(),
                       services_.store);
  };
  KeptAnswer kept = co_await async::offload(asking_, std::move(read));
  kept.facts.push_back({"milliseconds", std::to_string(answer.to_last_byte.count() / 1000)});
  co_return kept;
}

asio::awaitable<Runner::Asked> Runner::settle_picture(Asking& asking,
                                                      const std::string& attempt,
                                                      KeptAnswer kept) {
  lineage::Settlement settlement;
  settlement.attempt = attempt;
  settlement.rendering = *kept.rendering;
  settlement.facts = std::move(kept.facts);
  settlement.charged = kept.reading.charged;
  settlement.usage = kept.reading.usage;
  settlement.doubt = kept.doubt;
  settlement.provider_request = provider_request_of(settlement.facts);
  settlement.ended = services_.clock.now();
  Asked asked;
  asked.rendered = Rendered{asking.task.render_key, settlement.rendering.blob, std::nullopt};
  asked.rendered->doubt = doubt_about(settlement.facts);
  purse_.charge(settlement.charged);
  purse_.hold_back(kept.doubt);
  standing_.charged = purse_.charged();
  asking.remote->doors.gave_picture(asking.request);
  if (!kept.wrong_price.empty()) {
    // Every further call would be reserved, and agreed to, at a price that is known to be wrong.
    asking.remote->doors.close_model(asking.request.model, kept.wrong_price);
    asking.remote->mispriced.insert(asking.request.model);
    look_again();
  }
  std::function<void()> settle = [this, &settlement] { services_.lineage.settle(settlement); };
  co_await commits_.write(std::move(settle));
  util::pass(util::KillPoint::after_settle);
  co_await forget_answer(settlement.attempt);
  co_return asked;
}

asio::awaitable<Runner::Asked> Runner::close_unsent(Asking& asking,
                                                    lineage::AttemptFailure failure) {
  failure.error_kind = to_text(OutcomeKind::cancelled);
  failure.message = why_not(asking);
  failure.facts.push_back({"progress", to_text(net::Progress::not_sent)});
  const Ending ending;
  const std::optional<OutcomeKind> none;
  co_return co_await close_attempt(asking, std::move(failure), ending, none);
}

asio::awaitable<Runner::Asked> Runner::close_unanswered(Asking& asking,
                                                        lineage::AttemptFailure failure,
                                                        net::Failure why,
                                                        util::Money worst) {
  const Asks asks = with_one_more(asking.asks, is_counted(why), false);
  const Ending ending = after_failure(options_.retry, why, asks, random_share());
  failure.error_kind = util::to_text(why.error.kind);
  failure.message = why.error.message;
  failure.facts.push_back({"progress", to_text(why.progress)});
  if (ending.bill == Ending::Bill::unknown) failure.charged = worst;
  const std::optional<OutcomeKind> none;
  co_return co_await close_attempt(asking, std::move(failure), ending, none);
}

asio::awaitable<Runner::Asked> Runner::close_without_picture(Asking& asking,
                                                             lineage::AttemptFailure failure,
                                                             KeptAnswer kept) {
  const domain::Outcome& outcome = kept.reading.outcome;
  const util::Money charged = kept.reading.charged;
  const Asks asks =
      with_one_more(asking.asks, is_counted(outcome, charged), is_billed(outcome, charged));
  const Ending ending = after_outcome(options_.retry, outcome, asks, random_share(), charged);
  const std::string attempt = failure.attempt;
  purse_.hold_back(kept.doubt);
  failure.error_kind = to_text(outcome.kind);
  failure.message = outcome.message;
  failure.facts = std::move(kept.facts);
  failure.charged = ending.bill == Ending::Bill::unknown ? kept.worst : charged;
  failure.usage = std::move(kept.reading.usage);
  failure.doubt = kept.doubt;
  failure.provider_request = provider_request_of(failure.facts);
  const std::optional<OutcomeKind> kind = outcome.kind;
  Asked asked = co_await close_attempt(asking, std::move(failure), ending, kind);
  co_await forget_answer(attempt);
  co_return asked;
}

/// Once its end is on record.
asio::awaitable<void> Runner::forget_answer(const std::string& attempt) {
  auto remove = [this, &attempt] {
    services_.spool->remove(attempt);
    return 0;
  };
  co_await async::offload(disk_, std::move(remove));
  util::pass(util::KillPoint::after_tidy);
}

asio::awaitable<Runner::Asked> Runner::close_attempt(Asking& asking,
                                                     lineage::AttemptFailure failure,
                                                     Ending ending,
                                                     std::optional<OutcomeKind> kind) {
  failure.ended = services_.clock.now();
  failure.task_state = ending.then == Ending::Then::again && !stopping_ ? domain::TaskState::ready
                                                                        : domain::TaskState::failed;
  failure.state = to_text(ending.bill);
  if (ending.bill == Ending::Bill::unknown)
    purse_.name_unknown(failure.charged);
  else
    purse_.charge(failure.charged);
  standing_.charged = purse_.charged();
  Asked asked;
  asked.ending = ending;
  asked.message = failure.message;
  asked.kind = kind;
  conclude(asking, asked);
  std::function<void()> record = [this, &failure] { services_.lineage.fail_attempt(failure); };
  co_await commits_.write(std::move(record));
  co_return asked;
}

}  // namespace vitrine::schedule
