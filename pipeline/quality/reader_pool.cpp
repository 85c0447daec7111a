#include "pipeline/quality/reader_pool.hpp"

#include <exception>
#include <utility>

namespace vitrine::quality {

ReaderPool::ReaderPool(Make make, std::size_t most_idle)
    : make_(std::move(make)), most_idle_(most_idle) {}

void ReaderPool::Return::operator()(TextReader* reader) const {
  std::unique_ptr<TextReader> back(reader);
  if (std::uncaught_exceptions() == 0) pool->take_back(std::move(back));
}

util::Result<ReaderPool::Lent> ReaderPool::borrow() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      Lent lent(idle_.back().release(), Return{this});
      idle_.pop_back();
      return lent;
    }
  }
  util::Result<std::unique_ptr<TextReader>> made = make_();
  if (!made) return made.error();
  return Lent(made->release(), Return{this});
}

void ReaderPool::take_back(std::unique_ptr<TextReader> reader) {
  const std::lock_guard lock(mutex_);
  if (idle_.size() < most_idle_) idle_.push_back(std::move(reader));
}

}  // namespace vitrine::quality
