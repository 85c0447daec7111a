#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <memory>

namespace vitrine::schedule {

/// So many turns at once, for work that needs something large of its subject: a picture of a
/// product is judged by the product's cut-out. Who comes first is served first, but for those of
/// the subject that had the last turn, who go before; after so many of one in a row it is the turn
/// of who has waited longest, so that nothing waits for a catalog's largest product. Belongs to one
/// I/O thread.
class Turns {
 public:
  Turns(boost::asio::any_io_executor executor, int at_once, int most_in_a_row);
  ~Turns();
  Turns(const Turns&) = delete;
  Turns& operator=(const Turns&) = delete;

  /// Gives its turn to the next when destroyed.
  class Hold {
   public:
    Hold() = default;
    Hold(Hold&& other) noexcept;
    Hold& operator=(Hold&& other) noexcept;
    ~Hold();

   private:
    friend class Turns;
    explicit Hold(Turns* turns) : turns_(turns) {}
    Turns* turns_ = nullptr;
  };

  /// `subject` is only compared.
  boost::asio::awaitable<Hold> acquire(const void* subject);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace vitrine::schedule
