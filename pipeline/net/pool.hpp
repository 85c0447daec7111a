#pragma once

#include "pipeline/net/stream.hpp"

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

namespace vitrine::net {

/// Connections that wait for another call, by origin. The youngest is lent first, so that the
/// surplus of a busy hour grows old and is closed.
class Pool {
 public:
  using Time = std::chrono::steady_clock::time_point;

  using Check = std::function<bool(Stream&)>;

  struct Limits {
    int most, ready;                    ///< by origin: in all, and those kept for `idle`
    std::chrono::milliseconds idle;     ///< a connection waits no longer
    std::chrono::milliseconds surplus;  ///< nor do those beyond `ready`
  };

  /// `check` decides whether a connection may still be used.
  Pool(Limits limits, Check check) : limits_(limits), check_(std::move(check)) {}

  /// One that passes the check; null if there is none.
  std::unique_ptr<Stream> take(const std::string& origin, Time now);
  void put(const std::string& origin, std::unique_ptr<Stream> stream, Time now);
  void clear() { kept_.clear(); }
  /// What has waited too long is closed, as `take` and `put` do on their way. No timer does this:
  /// one would keep the program's loop running with nothing to do.
  void close_old(Time now);

 private:
  struct Kept {
    std::unique_ptr<Stream> stream;
    Time since;
  };

  Limits limits_;
  Check check_;
  std::map<std::string, std::deque<Kept>> kept_;  ///< youngest at the back
};

}  // namespace vitrine::net
