#pragma once

#include "pipeline/emulator/vendor.hpp"

#include <array>

/// OpenAI's image API: generations, edits (multipart and JSON) and the model list.
namespace vitrine::emulator::openai {

std::unique_ptr<Vendor> make(const Scenario& scenario);
std::vector<std::string_view> model_ids();
bool can_befall(FaultKind kind, RouteKind route);

inline constexpr std::array kPictureRoutes{RouteKind::openai_generate, RouteKind::openai_edit};
inline constexpr VendorRow kVendor{"openai", make, model_ids, kPictureRoutes, can_befall};

}  // namespace vitrine::emulator::openai
