#include "pipeline/emulator/bfl/bfl.hpp"
#include "pipeline/emulator/comfy/comfy.hpp"
#include "pipeline/emulator/dashscope/dashscope.hpp"
#include "pipeline/emulator/local/local.hpp"
#include "pipeline/emulator/openai/openai.hpp"
#include "pipeline/emulator/vendor.hpp"

#include <algorithm>
#include <array>

namespace vitrine::emulator {
namespace {

/// In the order in which they are asked whether a request is theirs.
constexpr std::array kVendors{
    local::kVendor,  // before OpenAI, whose paths these have behind their own prefix
    openai::kVendor, bfl::kVendor, dashscope::kVendor, comfy::kVendor,
};

}  // namespace

std::span<const VendorRow> vendor_rows() { return kVendors; }

const VendorRow* find_vendor(RouteKind kind) {
  const auto row = std::find_if(kVendors.begin(), kVendors.end(), [&](const VendorRow& vendor) {
    return vendor.name == vendor_of(kind);
  });
  return row == kVendors.end() ? nullptr : &*row;
}

std::vector<std::string_view> known_models() {
  std::vector<std::string_view> ids;
  for (const ModelRow& model : model_rows()) ids.push_back(model.id);
  for (const VendorRow& vendor : kVendors)
    for (const std::string_view id : vendor.models()) ids.push_back(id);
  return ids;
}

std::vector<RouteKind> picture_routes_of(std::string_view model) {
  if (const ModelRow* row = find_model(model)) {
    if (predicts(*row)) return {RouteKind::predict};
    return {RouteKind::generate, RouteKind::stream};
  }
  std::vector<RouteKind> routes;
  for (const VendorRow& vendor : kVendors) {
    const std::vector<std::string_view> ids = vendor.models();
    if (std::find(ids.begin(), ids.end(), model) != ids.end())
      routes.insert(routes.end(), vendor.picture_routes.begin(), vendor.picture_routes.end());
  }
  return routes;
}

net::Headers Vendor::headers(std::uint64_t /*ordinal*/,
                             const std::optional<Allowance>& /*left*/) const {
  return {};
}

DrawOrder order_in(const Look& look) {
  DrawOrder order;
  order.mime_type = look.format;
  order.flat = look.style == PictureStyle::flat;
  if (look.style == PictureStyle::repeated) order.repeated = look.drawings.get();
  return order;
}

}  // namespace vitrine::emulator
