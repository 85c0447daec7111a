#pragma once

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <memory>

namespace vitrine::async {

/// So many units (calls, bytes) may be in use at once; whoever asks for more waits its turn, first
/// come, first served. Belongs to one I/O thread.
class Slots {
 public:
  Slots(boost::asio::any_io_executor executor, std::int64_t capacity);
  ~Slots();
  Slots(const Slots&) = delete;
  Slots& operator=(const Slots&) = delete;

  /// Gives its units back when destroyed.
  class Hold {
   public:
    Hold() = default;
    Hold(Hold&& other) noexcept;
    Hold& operator=(Hold&& other) noexcept;
    ~Hold();

   private:
    friend class Slots;
    Hold(Slots* slots, std::int64_t units) : slots_(slots), units_(units) {}
    Slots* slots_ = nullptr;
    std::int64_t units_ = 0;
  };

  enum class Place { last, first };
  /// More units than there are in all wait only until everything is free. `first`: before all who
  /// wait.
  boost::asio::awaitable<Hold> acquire(std::int64_t units, Place place = Place::last);

  std::int64_t in_use() const;

 private:
  void give_back(std::int64_t units);
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace vitrine::async
