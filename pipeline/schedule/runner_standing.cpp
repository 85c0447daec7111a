// Tasks whose requests send another task's picture: steps of refining, later frames of a series.
#include "pipeline/async/offload.hpp"
#include "pipeline/schedule/picture_uses.hpp"
#include "pipeline/schedule/runner.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <utility>

namespace vitrine::schedule {

Runner::Below::Below(asio::any_io_executor executor)
    : bell(std::move(executor), asio::steady_timer::time_point::max()) {}

/// The task's picture, and before it that of each task it stands on.
asio::awaitable<Runner::Made> Runner::make_chain(std::uint32_t index,
                                                 util::Digest cutout,
                                                 const Gating* gating) {
  plan::MadeFrom from{cutout};
  if (const std::uint32_t under = plan_.tasks()[index].under; under != plan::kNone) {
    Made made = co_await make_below(under, cutout, gating);
    if (!made.rendered) co_return made;
    from.under = made.rendered->blob;
  }
  co_return co_await make(index, from, gating);
}

/// Once in a run for all that stand on it, so that all are asked with the same take.
asio::awaitable<Runner::Made> Runner::make_below(std::uint32_t index,
                                                 util::Digest cutout,
                                                 const Gating* gating) {
  const auto [place, is_first] = below_.try_emplace(index);
  if (!is_first) {
    const std::shared_ptr<Below> other = place->second;
    while (!other->made) {
      boost::system::error_code rung;
      co_await other->bell.async_wait(asio::redirect_error(asio::use_awaitable, rung));
    }
    co_return *other->made;
  }
  const auto mine = std::make_shared<Below>(io_.get_executor());
  place->second = mine;
  Made made;
  std::exception_ptr broken;
  try {
    made = co_await make_chain(index, cutout, gating);
    if (made.rendered) co_await let_others_stand_on(made, gating);
    if (made.rendered) expect(made.rendered->blob, unmade_name(index));
  } catch (...) {
    broken = std::current_exception();
    made = Made();
    made.failure = "what it stands on could not be kept";
  }
  mine->made = made;
  mine->bell.cancel();
  if (broken) std::rethrow_exception(broken);
  co_return made;
}

/// Not on a picture that the gate takes for another product, unless somebody has let it through:
/// what goes on from another product never comes back to this one. Which take it is goes on record
/// before anything is asked with it.
asio::awaitable<void> Runner::let_others_stand_on(Made& made, const Gating* gating) {
  const bool is_judged = gating != nullptr && made.rendered->judged;
  std::string why;
  if (is_judged) {
    const Take take{0, *made.rendered};
    const std::vector<domain::Verdict> verdicts = all_verdicts(take, *gating);
    if (is_worth_another(verdicts)) why = objection(verdicts);
  }
  auto write = [this, key = made.rendered->render_key, is_refused = !why.empty()] {
    if (is_refused && !services_.lineage.has_accepted(key)) return false;
    services_.lineage.put_standing(key, services_.clock.now());
    return true;
  };
  const bool is_let = co_await async::offload(records_, std::move(write));
  if (is_let) co_return;
  made.task = made.rendered->render_key;
  made.rendered.reset();
  made.failure = "not asked for: the picture that it goes on from is not let through: " + why;
}

}  // namespace vitrine::schedule
