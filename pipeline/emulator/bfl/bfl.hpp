#pragma once

#include "pipeline/emulator/vendor.hpp"

#include <array>

/// Black Forest Labs: a task is submitted, polled at the address it was given, and its picture
/// fetched from a signed one.
namespace vitrine::emulator::bfl {

std::unique_ptr<Vendor> make(const Scenario& scenario);
std::vector<std::string_view> model_ids();
bool can_befall(FaultKind kind, RouteKind route);

inline constexpr std::array kPictureRoutes{RouteKind::bfl_submit};
inline constexpr VendorRow kVendor{"bfl", make, model_ids, kPictureRoutes, can_befall};

}  // namespace vitrine::emulator::bfl
