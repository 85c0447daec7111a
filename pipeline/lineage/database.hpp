#pragma once

#include "pipeline/lineage/file_lock.hpp"
#include "pipeline/lineage/sqlite.hpp"
#include "pipeline/store/layout.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace vitrine::lineage {

/// The lineage database of one store folder: its connection, and the rules by which it is opened,
/// written and checkpointed.
///
/// SQLite before 3.51.3 can corrupt a database in WAL mode when one connection commits while
/// another checkpoints. So every writing transaction and every checkpoint, of any process, holds
/// lineage.lock.
class Database {
 public:
  Database(const std::string& folder, Access access);  ///< ":memory:" has no folder and no lock
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  Connection& connection() { return *connection_; }
  Query query(std::string_view sql) { return Query(*connection_, sql); }

  /// Runs `work` in one durable transaction, or in a nested one that is undone alone. Undone if
  /// `work` throws.
  template <class Work>
  void write(Work&& work) {
    Transaction transaction(*this);
    std::forward<Work>(work)();
    transaction.commit();
  }

 private:
  class Transaction {
   public:
    explicit Transaction(Database& database);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

   private:
    bool outermost() const { return database_.depth_ == 1; }
    void undo() noexcept;

    Database& database_;
    bool open_ = true;
  };

  void open_for_writing();
  void open_for_reading();
  bool keeps_log();
  void hold_lock();
  void release_lock();
  void checkpoint_if_due();

  std::string folder_;
  Access access_;
  std::unique_ptr<FileLock> lock_;
  std::unique_ptr<Connection> connection_;
  int depth_ = 0;
  int checkpoint_at_;
};

}  // namespace vitrine::lineage
