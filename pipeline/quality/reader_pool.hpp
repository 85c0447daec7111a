#pragma once

#include "pipeline/quality/reading.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace vitrine::quality {

/// Readers that are lent and come back: to make one takes longer than to read a label. Any thread
/// may borrow. There are as many as were borrowed at once, of which `most_idle` are kept.
class ReaderPool {
 public:
  using Make = std::function<util::Result<std::unique_ptr<TextReader>>()>;
  explicit ReaderPool(Make make, std::size_t most_idle = 8);

  struct Return {
    ReaderPool* pool = nullptr;
    void operator()(TextReader* reader) const;
  };
  /// Comes back when it goes out of scope, before the pool does; after an exception it is not lent
  /// again.
  using Lent = std::unique_ptr<TextReader, Return>;
  /// One that is idle, else a new one; the error of making it.
  util::Result<Lent> borrow();

 private:
  void take_back(std::unique_ptr<TextReader> reader);

  Make make_;
  std::size_t most_idle_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<TextReader>> idle_;
};

}  // namespace vitrine::quality
