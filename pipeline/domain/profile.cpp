#include "pipeline/domain/profile.hpp"

#include <algorithm>

namespace vitrine::domain {

std::string Profile::slot_name(int position) const {
  const std::size_t first = slot_code.find('#');
  if (first == std::string::npos) return slot_code;
  const std::size_t last = slot_code.find_first_not_of('#', first);
  const std::size_t end = last == std::string::npos ? slot_code.size() : last;
  std::string number = std::to_string(position);
  if (number.size() < end - first) number.insert(0, end - first - number.size(), '0');
  return slot_code.substr(0, first) + number + slot_code.substr(end);
}

std::string family_of(const std::string& profile) { return profile.substr(0, profile.find('@')); }

std::vector<Profile> responsive_set(const Profile& profile) {
  std::vector<Profile> all;
  const std::vector<ImageFormat> first(profile.formats.begin(),
                                       profile.formats.begin() + (profile.formats.empty() ? 0 : 1));
  const auto [target_width, target_height] = profile.target_px;
  for (const int width : profile.widths) {
    if (width > target_width) continue;
    for (const ImageFormat format : profile.width_formats.empty() ? first : profile.width_formats) {
      Profile variant = profile;
      variant.widths.clear();
      variant.width_formats.clear();
      variant.variant_of = profile.id;
      variant.name_suffix = "-" + std::to_string(width);
      variant.id = profile.id + "@" + std::to_string(width) + "." + std::string(to_text(format));
      variant.target_px = {
          width, std::max(1, (2 * width * target_height + target_width) / (2 * target_width))};
      variant.formats = {format};
      variant.min_px = 0;
      variant.min_bytes = 0;
      variant.aspect.reset();  // the ratio of whole pixels, as near as the width allows
      all.push_back(std::move(variant));
    }
  }
  return all;
}

}  // namespace vitrine::domain
