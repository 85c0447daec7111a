#include "pipeline/schedule/kept.hpp"

#include <algorithm>
#include <utility>

namespace vitrine::schedule {

Kept::Kept(std::int64_t most_bytes) : most_bytes_(most_bytes) {}

void Kept::touch(std::shared_ptr<const void> value, std::int64_t bytes) {
  const auto known =
      std::find_if(ones_.begin(), ones_.end(), [&](const One& one) { return one.value == value; });
  if (known != ones_.end()) {
    ones_.splice(ones_.begin(), ones_, known);
    return;
  }
  if (value == nullptr || bytes > most_bytes_) return;
  ones_.push_front({std::move(value), bytes});
  bytes_ += bytes;
  while (bytes_ > most_bytes_) {
    bytes_ -= ones_.back().bytes;
    ones_.pop_back();
  }
}

}  // namespace vitrine::schedule
