#include "pipeline/net/pool.hpp"

#include <algorithm>
#include <utility>

namespace vitrine::net {

std::unique_ptr<Stream> Pool::take(const std::string& origin, Time now) {
  close_old(now);
  const auto found = kept_.find(origin);
  while (found != kept_.end() && !found->second.empty()) {
    std::unique_ptr<Stream> stream = std::move(found->second.back().stream);
    found->second.pop_back();
    if (check_(*stream)) return stream;
  }
  return nullptr;
}

void Pool::put(const std::string& origin, std::unique_ptr<Stream> stream, Time now) {
  close_old(now);
  std::deque<Kept>& line = kept_[origin];
  line.push_back(Kept{std::move(stream), now});
  if (line.size() > static_cast<std::size_t>(std::max(limits_.most, 0))) line.pop_front();
}

void Pool::close_old(Time now) {
  for (auto entry = kept_.begin(); entry != kept_.end();) {
    auto& line = entry->second;
    const auto may_wait = [&] {
      const bool ready = line.size() <= static_cast<std::size_t>(std::max(limits_.ready, 0));
      return now - line.front().since < (ready ? limits_.idle : limits_.surplus);
    };
    while (!line.empty() && !may_wait()) line.pop_front();
    entry = line.empty() ? kept_.erase(entry) : std::next(entry);
  }
}

}  // namespace vitrine::net
