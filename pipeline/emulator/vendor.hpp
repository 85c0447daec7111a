#pragma once

#include "pipeline/emulator/answer.hpp"
#include "pipeline/emulator/drawing.hpp"
#include "pipeline/emulator/fault_choice.hpp"
#include "pipeline/emulator/model_list.hpp"
#include "pipeline/emulator/routes.hpp"
#include "pipeline/emulator/scenario.hpp"
#include "pipeline/net/server.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The seam between the room and the protocols it speaks besides Google's. A vendor is a folder,
/// its routes in routes.hpp, and a line in vendors.cpp. Counting, faults, limits, latency, booking
/// and drawing stay with the room.
namespace vitrine::emulator {

/// How pictures are drawn in this run.
struct Look {
  std::uint64_t seed = 0;  ///< of the scenario
  PictureStyle style = PictureStyle::studio;
  std::shared_ptr<Drawings> drawings;
  std::string format = "image/png";  ///< of answers that do not ask for one
};
/// An order that says all but what is drawn.
DrawOrder order_in(const Look& look);

/// A request that was let in.
struct Visit {
  const Route& route;
  net::ServerRequest& request;  ///< may be moved from
  std::string base;             ///< "http://127.0.0.1:4000/gw": what the client has as its base URL
  std::uint64_t ordinal = 0;
  std::size_t place = 0;  ///< in the bill
  util::Timestamp now;
  std::optional<Fault> fault;
  const Look& look;
  const ModelsNow& models;
};

/// What a booked request turned out to cost when its task ended.
struct Rebooking {
  std::size_t place = 0;  ///< of the request in the bill
  Usage usage;
  Charge charge;
};

struct VendorAnswer {
  Made made = {};                   ///< at once, unless there is work
  std::function<Made()> work = {};  ///< for any thread
  /// On the I/O thread with what `work` made; not called if the emulator was reset meanwhile.
  std::function<void(const Made&)> then = {};
  std::optional<Rebooking> rebooking = {};
};

/// One vendor's protocol and the state it keeps between requests. On the I/O thread, but for the
/// work it hands out. The emulator makes it anew at a reset.
class Vendor {
 public:
  virtual ~Vendor() = default;
  virtual std::string_view name() const = 0;
  /// The route, with its model if the request names one; nothing if this is no request of this
  /// vendor. Asked of everything that comes, so it must be quick.
  virtual std::optional<Route> claim(const net::ServerRequest& request) const = 0;
  /// Why these credentials are not taken; nothing if they are.
  virtual std::optional<Made> turn_away(const Visit& visit) const = 0;
  /// A fault of the group `refusal`, in this vendor's words.
  virtual Made refusal(const Fault& fault, const Route& route) const = 0;
  /// A limit of the scenario that was passed.
  virtual Made limited(const Quota& quota) const = 0;
  virtual VendorAnswer answer(Visit& visit) = 0;
  /// Goes with every answer, refusals too.
  virtual net::Headers headers(std::uint64_t ordinal, const std::optional<Allowance>& left) const;
};

/// What is known of a vendor before there is a scenario.
struct VendorRow {
  std::string_view name;
  std::unique_ptr<Vendor> (*make)(const Scenario& scenario);
  std::vector<std::string_view> (*models)();
  std::span<const RouteKind> picture_routes;  ///< that a fault without a route befalls
  bool (*can_befall)(FaultKind kind, RouteKind route);
};
std::span<const VendorRow> vendor_rows();
/// nullptr for Google's routes and the emulator's own.
const VendorRow* find_vendor(RouteKind kind);

/// Ids of all models of all vendors.
std::vector<std::string_view> known_models();
/// The routes on which a model of that id makes pictures.
std::vector<RouteKind> picture_routes_of(std::string_view model);

}  // namespace vitrine::emulator
