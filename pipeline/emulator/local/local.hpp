#pragma once

#include "pipeline/emulator/vendor.hpp"

#include <array>

/// Servers on the shop's own machine that speak OpenAI's form, each with its own differences
/// (`LocalServer` in scenario.hpp). They ask for no key and cost nothing.
namespace vitrine::emulator::local {

std::unique_ptr<Vendor> make(const Scenario& scenario);
std::vector<std::string_view> model_ids();
bool can_befall(FaultKind kind, RouteKind route);

inline constexpr std::array kPictureRoutes{RouteKind::local_generate, RouteKind::local_edit};
inline constexpr VendorRow kVendor{"local", make, model_ids, kPictureRoutes, can_befall};

}  // namespace vitrine::emulator::local
