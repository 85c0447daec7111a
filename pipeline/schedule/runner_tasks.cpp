// Tasks: from a planned render call to its stored rendering.
#include "pipeline/async/offload.hpp"
#include "pipeline/imaging/codec.hpp"
#include "pipeline/schedule/attempt.hpp"
#include "pipeline/schedule/runner.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <utility>

namespace vitrine::schedule {
namespace {

/// Writes an outcome's pictures to the store; runs where the picture was made.
lineage::Rendering keep(const domain::Outcome& outcome, store::AssetStore& store) {
  lineage::Rendering rendering;
  rendering.blob = store.put(outcome.bytes);
  if (!outcome.mask.empty()) rendering.mask = store.put(outcome.mask);
  rendering.size = static_cast<std::int64_t>(outcome.bytes.size());
  if (const auto info = imaging::inspect(outcome.bytes)) {
    rendering.pixels = {info->width, info->height};
    rendering.media_type = imaging::media_type(info->kind);
  }
  return rendering;
}

}  // namespace

asio::awaitable<Runner::Made> Runner::make_by(std::uint32_t index,
                                              std::size_t nth,
                                              plan::MadeFrom from,
                                              const Gating* gating) {
  domain::RenderRequest request = plan_.request(plan_.tasks()[index], from, nth);
  const util::Digest base = domain::base_key(request);
  for (auto other = making_.find(base); other != making_.end(); other = making_.find(base)) {
    const std::shared_ptr<asio::steady_timer> done = other->second;
    boost::system::error_code cancelled;
    co_await done->async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
  }
  if (const auto failed = failed_.find(base); failed != failed_.end()) co_return failed->second;
  const auto done = std::make_shared<asio::steady_timer>(
      io_, asio::steady_timer::time_point::max());  // wakes whoever waits when it is cancelled
  making_[base] = done;
  Made made;
  std::exception_ptr broken;
  try {
    made = co_await make_known(index, request, base);
    if (made.rendered && gating != nullptr)
      co_await pass_gate(made, std::move(request), base, *gating, nth);
  } catch (...) {
    broken = std::current_exception();
  }
  if (!made.failure.empty()) failed_[base] = made;
  making_.erase(base);
  done->cancel();
  if (broken) std::rethrow_exception(broken);
  co_return made;
}

/// On the database's thread. What a model that was asked said of its picture is looked up again.
std::optional<Rendered> Runner::known_rendering(const util::Digest& base, int take, bool asked) {
  const auto chosen = services_.lineage.chosen_rendering(base, take);
  if (!chosen || !services_.store.contains(chosen->rendering.blob)) return std::nullopt;
  Rendered rendered{chosen->render_key, chosen->rendering.blob, chosen->rendering.mask};
  if (!asked) return rendered;
  for (const lineage::AttemptRecord& attempt : services_.lineage.attempts(chosen->render_key))
    if (attempt.rendering && attempt.rendering->blob == rendered.blob)
      rendered.doubt = doubt_about(attempt.facts);
  return rendered;
}

asio::awaitable<Runner::Made> Runner::make_known(std::uint32_t index,
                                                 domain::RenderRequest request,
                                                 util::Digest base) {
  // Asked again even where the plan said "render": a re-made but equal cut-out leads to a rendering
  // that is there already, and the wave of changes stops here.
  auto look = [this, base, take = request.take,
               asked = !services_.providers.contains(request.surface)] {
    return known_rendering(base, take, asked);
  };
  Made made;
  made.rendered = co_await async::offload(records_, std::move(look));
  if (made.rendered) co_return made;
  if (Remote* const remote = remote_for(request); remote != nullptr) {
    std::vector<std::string> nothing_more;
    made = co_await ask(std::move(request), base, *remote, std::move(nothing_more));
    if (made.rendered) ++standing_.rendered;
    tell();
    co_return made;
  }
  if (is_late()) co_return too_late();
  const async::Slots::Hold room = co_await bytes_.acquire(weight_of(plan_.tasks()[index]));
  const async::Slots::Hold call = co_await calls_.acquire(1);
  ++standing_.in_flight;
  tell();
  made = co_await attempt(std::move(request), base);
  --standing_.in_flight;
  if (made.rendered) ++standing_.rendered;
  tell();
  co_return made;
}

asio::awaitable<Runner::Made> Runner::attempt(domain::RenderRequest request, util::Digest base) {
  Made made;
  const auto provider = services_.providers.find(request.surface);
  if (provider == services_.providers.end()) {
    made.failure = "no renderer answers for \"" + request.surface + "\"";
    co_return made;
  }
  const lineage::TaskRecord task = task_record(request, base);
  lineage::AttemptStart start;
  start.id = new_attempt_id();
  start.render_key = task.render_key;
  start.run = run_id_;
  start.provider = provider->second->name();
  start.model = request.model;
  start.sent = services_.clock.now();
  start.day = util::to_text(options_.zone.date_of(start.sent));
  // The attempt's row comes first: a crash leaves a visible unfinished one.
  auto open = [this, task, start] {
    bool mine = false;
    services_.lineage.together([&] {
      services_.lineage.add_tasks({&task, 1});
      mine = services_.lineage.begin_attempt(start).leased;
    });
    return mine;
  };
  const bool mine = co_await async::offload(records_, std::move(open));

  auto render = [this, &request, renderer = provider->second.get()] {
    const providers::SourceReader read = [this](const util::Digest& digest) {
      return services_.store.get(digest);
    };
    domain::Outcome outcome = renderer->render(request, read);
    std::optional<lineage::Rendering> kept;
    if (outcome.kind == domain::OutcomeKind::image) {
      kept = keep(outcome, services_.store);
      outcome.bytes.clear();
      outcome.mask.clear();
    }
    return std::pair(std::move(outcome), std::move(kept));
  };
  const auto answer = co_await async::offload(cpu_, std::move(render));
  const domain::Outcome& outcome = answer.first;
  if (!mine) {
    // The task is rendered already but its bytes are lost: a free renderer gives them back, if what
    // it makes today is what was recorded.
    auto ask = [this, base] { return services_.lineage.chosen_rendering(base); };
    const auto recorded = co_await async::offload(records_, std::move(ask));
    if (!answer.second)
      made.failure = outcome.message;
    else if (!recorded || recorded->rendering.blob != answer.second->blob)
      made.failure = "its stored rendering is lost, and rendering again gave other bytes";
    else
      made.rendered = Rendered{task.render_key, answer.second->blob, answer.second->mask};
    co_return made;
  }
  if (!answer.second) {
    lineage::AttemptFailure failure;
    failure.attempt = start.id;
    failure.state = "free_failure";
    failure.error_kind = domain::to_text(outcome.kind);
    failure.message = outcome.message;
    failure.facts = outcome.facts;
    failure.ended = services_.clock.now();
    auto record = [this, failure] {
      services_.lineage.fail_attempt(failure);
      return 0;
    };
    co_await async::offload(records_, std::move(record));
    made.failure = outcome.message;
    co_return made;
  }
  lineage::Settlement settlement;
  settlement.attempt = start.id;
  settlement.rendering = *answer.second;
  settlement.facts = outcome.facts;
  settlement.ended = services_.clock.now();
  auto settle = [this, settlement] {
    services_.lineage.settle(settlement);
    return 0;
  };
  co_await async::offload(records_, std::move(settle));
  made.rendered = Rendered{task.render_key, settlement.rendering.blob, settlement.rendering.mask};
  co_return made;
}

}  // namespace vitrine::schedule
