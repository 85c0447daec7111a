#pragma once

#include "pipeline/lineage/lineage.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

#include <deque>
#include <functional>
#include <memory>

namespace vitrine::schedule {

/// Writes of many coroutines to the lineage. What comes while a transaction is being made durable
/// goes into the next one together: one fsync for all of them. Belongs to one I/O thread; `records`
/// is the database's.
class Commits {
 public:
  Commits(boost::asio::any_io_executor executor,
          boost::asio::thread_pool& records,
          lineage::Lineage& lineage);
  ~Commits();
  Commits(const Commits&) = delete;
  Commits& operator=(const Commits&) = delete;

  /// Runs `work` on the database's thread; durable when it returns. What it throws is thrown here
  /// and takes back its own writes alone; a commit that fails is thrown to everyone it was for.
  boost::asio::awaitable<void> write(std::function<void()> work);

 private:
  struct Entry;
  using Batch = std::deque<std::shared_ptr<Entry>>;
  boost::asio::awaitable<void> lead();
  void commit(const Batch& batch);

  boost::asio::any_io_executor executor_;
  boost::asio::thread_pool& records_;
  lineage::Lineage& lineage_;
  Batch waiting_;
  bool has_leader_ = false;
};

}  // namespace vitrine::schedule
