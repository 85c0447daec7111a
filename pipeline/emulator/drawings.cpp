#include "pipeline/emulator/drawings.hpp"

#include <utility>

namespace vitrine::emulator {

std::string Drawings::find_or(const util::Digest& key, const std::function<std::string()>& draw) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = by_key_.find(key); known != by_key_.end()) {
      ones_.splice(ones_.begin(), ones_, known->second);
      return known->second->file;
    }
  }
  // Without the lock: others draw other things meanwhile, and the same twice at worst.
  std::string file = draw();
  const std::lock_guard lock(mutex_);
  if (by_key_.contains(key)) return file;
  ones_.push_front({key, file});
  by_key_[key] = ones_.begin();
  if (ones_.size() > most_kept_) {
    by_key_.erase(ones_.back().key);
    ones_.pop_back();
  }
  return file;
}

}  // namespace vitrine::emulator
