#pragma once

#include <cstdint>
#include <list>
#include <memory>

namespace vitrine::schedule {

/// Large values that are made again at some cost when they are gone: decoded cut-outs, what the
/// gate knows of a product. Those that were used last are kept as long as they fit together; an
/// older one lives on only where somebody still uses it. Whoever may need one again holds a
/// weak_ptr. Belongs to one thread.
class Kept {
 public:
  /// One value that is larger by itself is not kept at all.
  explicit Kept(std::int64_t most_bytes);
  /// It is used now.
  void touch(std::shared_ptr<const void> value, std::int64_t bytes);
  std::int64_t bytes() const { return bytes_; }

 private:
  struct One {
    std::shared_ptr<const void> value;
    std::int64_t bytes;
  };
  std::int64_t most_bytes_, bytes_ = 0;
  std::list<One> ones_;  ///< the last used first
};

}  // namespace vitrine::schedule
