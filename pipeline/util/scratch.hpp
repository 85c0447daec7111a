#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace vitrine::util {

/// What large steps of work may take of memory at once, over all threads: the scale space of a
/// picture, the planes of a cut-out, a page that is read. Two of them side by side would decide
/// what the process takes at its height, and they are short beside the work around them. Any thread
/// may ask.
class Scratch {
 public:
  explicit Scratch(std::int64_t most_bytes) : most_bytes_(most_bytes) {}
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  /// Gives its bytes back when destroyed.
  class Hold {
   public:
    Hold(Hold&& other) noexcept;
    Hold& operator=(Hold&& other) = delete;
    ~Hold();

   private:
    friend class Scratch;
    Hold(Scratch* of, std::int64_t bytes) : of_(of), bytes_(bytes) {}
    Scratch* of_;
    std::int64_t bytes_;
  };

  /// Blocks until there is room, first come, first served; more than there is in all waits until
  /// everything is free. A thread that holds some must not ask for more.
  [[nodiscard]] Hold take(std::int64_t bytes);

  std::int64_t in_use() const;
  std::int64_t most_bytes() const { return most_bytes_; }

 private:
  void give_back(std::int64_t bytes);

  const std::int64_t most_bytes_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::int64_t in_use_ = 0;
  std::uint64_t next_ = 0, served_ = 0;  ///< tickets
};

/// The process's: 36 MiB for each hardware thread, 72 MiB at least.
Scratch& scratch();

}  // namespace vitrine::util
