#include "pipeline/emulator/picture_faults.hpp"

#include "pipeline/emulator/base64.hpp"
#include "pipeline/util/digest.hpp"

#include <algorithm>

namespace vitrine::emulator {
namespace {

/// Another ratio than the asked one, of the same model where it has one.
Pixels other_ratio(const ModelRow& model, Tier tier, Pixels asked) {
  const bool square = asked.width == asked.height;
  return pixels_of(model, square ? "3:4" : "1:1", tier).value_or(Pixels{768, 1024});
}

}  // namespace

std::string address_of(const std::string& bytes, const std::string& mime_type) {
  return "https://pictures.invalid/emulated/" + util::sha256(bytes).hex().substr(0, 24) +
         (mime_type == "image/jpeg" ? ".jpg" : ".png");
}

bool befalls(FaultKind kind, RouteKind route, std::span<const FaultKind> of_pictures) {
  if (kind == FaultKind::snake_case) return false;  // as all but Google always speak
  const bool is_address = route == RouteKind::bfl_sample || route == RouteKind::dashscope_picture ||
                          route == RouteKind::local_picture || route == RouteKind::comfy_view;
  if (is_address && (kind == FaultKind::escaped_slashes || kind == FaultKind::truncated_json))
    return false;
  const FaultGroup group = row_of(kind).group;
  if (group != FaultGroup::no_picture && group != FaultGroup::picture) return true;
  return makes_pictures(route) &&
         std::find(of_pictures.begin(), of_pictures.end(), kind) != of_pictures.end();
}

void misdraw(const MaybeFault& fault, const ModelRow& model, Tier tier, DrawOrder& order) {
  const Pixels other = other_ratio(model, tier, order.size);
  misdraw(fault, order);
  if (has_fault(fault, FaultKind::wrong_ratio)) order.size = other;
}

void misdraw(const MaybeFault& fault, DrawOrder& order) {
  if (has_fault(fault, FaultKind::wrong_ratio))
    order.size = order.size.width == order.size.height ? Pixels{768, 1024} : Pixels{1024, 1024};
  if (has_fault(fault, FaultKind::wrong_size))
    order.size = {order.size.width / 2, order.size.height / 2};
  if (has_fault(fault, FaultKind::jpeg) || has_fault(fault, FaultKind::wrong_mime))
    order.mime_type = "image/jpeg";
  order.needs_padding = has_fault(fault, FaultKind::unpadded_base64);
}

std::string told_type(const MaybeFault& fault, const std::string& mime_type) {
  return has_fault(fault, FaultKind::wrong_mime) ? "image/png" : mime_type;
}

std::string told_base64(const MaybeFault& fault, const std::string& bytes) {
  std::string base64 = to_base64(has_fault(fault, FaultKind::garbage_picture)
                                     ? "no picture " + util::sha256(bytes).hex()
                                     : bytes);
  // A length that no base64 has, padded or not.
  if (has_fault(fault, FaultKind::truncated_base64)) base64.resize(base64.size() / 8 * 4 + 1);
  if (has_fault(fault, FaultKind::unpadded_base64)) base64.resize(base64.find_last_not_of('=') + 1);
  if (has_fault(fault, FaultKind::url_safe_base64)) {
    std::replace(base64.begin(), base64.end(), '+', '-');
    std::replace(base64.begin(), base64.end(), '/', '_');
  }
  return base64;
}

std::string told_in_words(const MaybeFault& fault,
                          const std::string& mime_type,
                          const std::string& bytes) {
  if (has_fault(fault, FaultKind::picture_url)) return address_of(bytes, mime_type);
  if (has_fault(fault, FaultKind::picture_markdown))
    return "Your picture:\n\n![picture](" + address_of(bytes, mime_type) + ")";
  if (has_fault(fault, FaultKind::picture_data_uri))
    return "data:" + mime_type + ";base64," + to_base64(bytes);
  return {};
}

}  // namespace vitrine::emulator
