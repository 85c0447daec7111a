// Tasks that several models may be asked for, one after the other.
#include "pipeline/async/offload.hpp"
#include "pipeline/schedule/attempt.hpp"
#include "pipeline/schedule/runner.hpp"

#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <utility>

namespace vitrine::schedule {
namespace {

/// A door that was closed by another task says the same of why it was.
std::string reason_in(const std::string& failure) {
  return failure.starts_with(kNotAsked) ? failure.substr(kNotAsked.size()) : failure;
}

}  // namespace

/// A picture of the first model always comes first, then one that another gave before. Where all
/// are asked in vain, it is told as the first one's failure. A refusal for good ends it, whoever of
/// them it comes from and whenever: it is a person's, and nobody is asked until one has looked.
asio::awaitable<Runner::Made> Runner::make(std::uint32_t index,
                                           plan::MadeFrom from,
                                           const Gating* gating) {
  const std::size_t models = plan_.chain(plan_.tasks()[index]).size();
  std::size_t nth = 0;
  if (models > 1) nth = co_await taken_before(index, from);
  Made made = co_await make_by(index, nth, from, gating);
  if (made.rendered || nth > 0 || models < 2) co_return made;
  const domain::RenderRequest first = plan_.request(plan_.tasks()[index], from);
  const std::string why = reason_in(made.failure);
  Made all = made;
  while (++nth < models) {
    const bool may_ask = co_await may_ask_next(made);
    if (!may_ask) break;
    const domain::RenderRequest next = plan_.request(plan_.tasks()[index], from, nth);
    const lineage::FallbackRecord record = fallback_record(first, next, why);
    const util::Digest key = domain::render_key(record.taken, next.take);
    const std::string refused = co_await fall_back_to(record, key);
    if (!refused.empty()) {
      all.failure += "; " + next.model + ": " + refused;
      all.for_person = true;
      break;
    }
    made = co_await make_by(index, nth, from, gating);
    if (made.rendered) {
      tell_fallback(record, made);
      co_return made;
    }
    all.failure += "; " + next.model + ": " + made.failure;
    all.for_person = made.for_person;
  }
  co_return all;
}

/// The first of the chain whose picture stands already; 0 as well where there is none. What was
/// asked of one instead and is paid for, but not at hand, is waited for too: the first is not asked
/// for the same picture besides, though it may be had again tonight.
asio::awaitable<std::size_t> Runner::taken_before(std::uint32_t index, plan::MadeFrom from) {
  auto look = [this, index, from]() -> std::size_t {
    const plan::PlannedTask& task = plan_.tasks()[index];
    const domain::RenderRequest first = plan_.request(task, from);
    const util::Digest base = domain::base_key(first);
    if (known_rendering(base, first.take, false)) return 0;
    const std::vector<lineage::FallbackRecord> instead = services_.lineage.fallbacks_from(base);
    const std::size_t models = plan_.chain(task).size();
    std::size_t waited_for = 0;
    for (std::size_t nth = 1; !instead.empty() && nth < models; ++nth) {
      const util::Digest other = domain::base_key(plan_.request(task, from, nth));
      const bool was_asked = std::any_of(instead.begin(), instead.end(),
                                         [&](const auto& record) { return record.taken == other; });
      if (!was_asked) continue;
      if (known_rendering(other, first.take, false)) return nth;
      if (waited_for == 0 && is_paid_but_away(domain::render_key(other, first.take)))
        waited_for = nth;
    }
    return waited_for;
  };
  co_return co_await async::offload(records_, std::move(look));
}

/// Of a task without a picture: its answer lies unread, or the picture's bytes are lost.
bool Runner::is_paid_but_away(const util::Digest& render_key) {
  if (services_.unread.contains(render_key)) return true;
  const auto task = services_.lineage.task(render_key);
  return task && task->state == domain::TaskState::rendered;
}

asio::awaitable<bool> Runner::may_ask_next(const Made& made) {
  Fruitless end = made.end;
  auto look = [this, key = made.task] {
    if (is_paid_but_away(key)) return true;
    const std::vector<lineage::AttemptRecord> attempts = services_.lineage.attempts(key);
    return std::any_of(attempts.begin(), attempts.end(), [](const auto& attempt) {
      return attempt.state == "sent" || attempt.state == "unknown";
    });
  };
  if (may_fall_back(end)) end.is_open = co_await async::offload(records_, std::move(look));
  co_return !stopping_ && may_fall_back(end);
}

/// On record before the next is asked, so that a crash buys nothing twice. Empty: it may be asked;
/// else in which words it refused for good, which is not paid for once more.
asio::awaitable<std::string> Runner::fall_back_to(const lineage::FallbackRecord& record,
                                                  util::Digest render_key) {
  auto write = [this, &record, render_key]() -> std::string {
    const std::vector<lineage::AttemptRecord> attempts = services_.lineage.attempts(render_key);
    if (!attempts.empty() &&
        attempts.back().error_kind == to_text(domain::OutcomeKind::policy_hard))
      return "it has refused before: " + attempts.back().message;
    services_.lineage.put_fallback(record);
    return {};
  };
  co_return co_await async::offload(records_, std::move(write));
}

lineage::FallbackRecord Runner::fallback_record(const domain::RenderRequest& asked,
                                                const domain::RenderRequest& taken,
                                                const std::string& why) const {
  lineage::FallbackRecord record;
  record.asked = domain::base_key(asked);
  record.taken = domain::base_key(taken);
  record.asked_surface = asked.surface;
  record.asked_model = asked.model;
  record.taken_surface = taken.surface;
  record.taken_model = taken.model;
  record.take = taken.take;
  record.why = why;
  record.run = run_id_;
  record.at = services_.clock.now();
  return record;
}

/// Which model gave the picture: what a file says of itself must be true of whoever it was.
asio::awaitable<std::string> Runner::made_by(util::Digest render_key) {
  auto look = [this, render_key]() -> std::string {
    const std::optional<lineage::TaskRecord> task = services_.lineage.task(render_key);
    return task ? task->model : std::string();
  };
  co_return co_await async::offload(records_, std::move(look));
}

void Runner::tell_fallback(const lineage::FallbackRecord& record, Made& made) {
  made.instead =
      "by " + record.taken_model + " instead of " + record.asked_model + ": " + record.why;
  // Several shots may stand on it, all of whom asked.
  if (!told_fallbacks_.insert(record.taken).second) return;
  for (FellBack& known : summary_.fallbacks) {
    if (known.asked != record.asked_model || known.taken != record.taken_model) continue;
    ++known.pictures;
    return;
  }
  summary_.fallbacks.push_back({record.asked_model, record.taken_model, 1, record.why});
}

}  // namespace vitrine::schedule
