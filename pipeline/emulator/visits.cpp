// How a request comes to a vendor and back; Google's own way is in emulator.cpp.
#include "pipeline/emulator/emulator.hpp"

#include <utility>

namespace vitrine::emulator {

Emulator::Begun Emulator::at_once(const Open& open, const Made& made) {
  net::ServerReply reply = json_reply(made.status, made.body);
  reply.headers.set("Content-Type", made.content_type);
  return {settled(open, std::move(reply), made)};
}

Emulator::Begun Emulator::admit_to(Vendor& vendor,
                                   const Route& route,
                                   net::ServerRequest& request) {
  Open open = opened(route, request);
  open.vendor = &vendor;
  const ModelsNow now_served = models();
  Visit visit{route, request,   base_of(route, request), open.ordinal, open.place, now(), {},
              look_, now_served};
  if (const std::optional<Made> turned = vendor.turn_away(visit)) return at_once(open, *turned);
  open.fault = state_.faults.choose(scenario_, route, "request", open.ordinal, since_start());
  const bool spares = open.fault && spares_work(*open.fault);
  std::optional<Quota> passed;
  if (!spares) passed = state_.limits.count(scenario_, route, now());
  open.left = state_.limits.left(scenario_, route, now());
  if (spares) return spared(open);
  if (passed) return at_once(open, vendor.limited(*passed));
  visit.fault = open.fault;
  VendorAnswer answer = vendor.answer(visit);
  if (answer.rebooking) {
    BillEntry& entry = state_.bill.at(answer.rebooking->place);
    entry.usage = answer.rebooking->usage;
    entry.charge = std::move(answer.rebooking->charge);
  }
  if (!answer.work) return at_once(open, answer.made);
  open.then = std::move(answer.then);
  const std::uint64_t ticket = next_ticket_++;
  open_[ticket] = std::move(open);
  return {Work{std::move(answer.work), ticket}};
}

}  // namespace vitrine::emulator
