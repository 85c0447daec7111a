#pragma once

#include "pipeline/emulator/vendor.hpp"

#include <array>

/// ComfyUI: a graph is queued, its history polled, its pictures viewed. No key, no price.
namespace vitrine::emulator::comfy {

std::unique_ptr<Vendor> make(const Scenario& scenario);
std::vector<std::string_view> model_ids();
bool can_befall(FaultKind kind, RouteKind route);

inline constexpr std::array kPictureRoutes{RouteKind::comfy_prompt};
inline constexpr VendorRow kVendor{"comfyui", make, model_ids, kPictureRoutes, can_befall};

}  // namespace vitrine::emulator::comfy
