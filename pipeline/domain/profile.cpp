#include "pipeline/domain/profile.hpp"

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

}  // namespace vitrine::domain
