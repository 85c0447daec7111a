#pragma once

#include "pipeline/emulator/vendor.hpp"

#include <array>

/// Alibaba's Model Studio: Qwen's pictures at once, older models as tasks.
namespace vitrine::emulator::dashscope {

std::unique_ptr<Vendor> make(const Scenario& scenario);
std::vector<std::string_view> model_ids();
bool can_befall(FaultKind kind, RouteKind route);

inline constexpr std::array kPictureRoutes{RouteKind::dashscope_generate,
                                           RouteKind::dashscope_submit};
inline constexpr VendorRow kVendor{"dashscope", make, model_ids, kPictureRoutes, can_befall};

}  // namespace vitrine::emulator::dashscope
