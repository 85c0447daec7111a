#pragma once

#include "pipeline/domain/words.hpp"
#include "pipeline/lineage/lineage.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

/// SQLite behind three small types; nothing else in the room calls it. Every failure is thrown as
/// lineage::Failure. For one thread at a time.
namespace vitrine::lineage {

class Connection;

/// A value that is bytes, not text.
struct Bytes {
  std::string_view bytes;
};

/// A prepared statement, and where the connection keeps it between executions.
struct Prepared {
  sqlite3_stmt* statement;
  std::string_view sql;
  std::vector<sqlite3_stmt*>* idle;
};

/// The execution of a statement: bind all, step, read columns from left to right. After `run` it
/// can be bound and run again. The prepared statement goes back to the connection when this ends.
class Query {
 public:
  Query(Connection& connection, std::string_view sql);
  ~Query();
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  /// The next parameters in order. Values are copied.
  template <class... Values>
  Query& bind(const Values&... values) {
    (bind_next(values), ...);
    return *this;
  }

  bool step();  ///< true: there is a row, its first column comes next
  int run();    ///< to the end; how many rows were changed
  /// Like run, but false, with nothing changed, if a unique value is taken by another row.
  bool run_if_unique();

  bool next_is_null() const;
  void skip() { ++column_; }
  std::int64_t integer();
  double real();            ///< NaN for NULL, as NaN is stored
  std::string_view view();  ///< text or bytes; valid until the next step
  std::string text() { return std::string(view()); }
  util::Digest digest();  ///< all zero for NULL
  std::optional<util::Digest> maybe_digest();
  util::Timestamp time() { return {integer()}; }
  std::optional<util::Timestamp> maybe_time();
  std::optional<util::Money> maybe_money();
  util::Money money() { return {integer()}; }
  int number() { return static_cast<int>(integer()); }
  /// An enumerator stored as its word.
  template <class E>
  E word() {
    const std::string_view stored = view();
    if (const std::optional<E> value = domain::parse<E>(stored)) return *value;
    fail_unknown_word(stored);
  }

 private:
  void bind_next(std::int64_t value);
  void bind_next(int value) { bind_next(static_cast<std::int64_t>(value)); }
  void bind_next(bool value) { bind_next(static_cast<std::int64_t>(value)); }
  void bind_next(double value);
  void bind_next(std::string_view value);
  void bind_next(const std::string& value) { bind_next(std::string_view(value)); }
  void bind_next(const char* value) { bind_next(std::string_view(value)); }
  void bind_next(Bytes value);
  void bind_next(const util::Digest& value) {
    bind_next(Bytes{{reinterpret_cast<const char*>(value.bytes.data()), value.bytes.size()}});
  }
  void bind_next(util::Timestamp value) { bind_next(value.micros); }
  void bind_next(util::Money value) { bind_next(value.micros); }
  void bind_next(std::nullopt_t);
  template <class E>
  requires std::is_enum_v<E>
  void bind_next(E value) { bind_next(domain::to_text(value)); }
  template <class T>
  void bind_next(const std::optional<T>& value) {
    if (value)
      bind_next(*value);
    else
      bind_next(std::nullopt);
  }
  [[noreturn]] void fail() const;
  [[noreturn]] void fail_unknown_word(std::string_view stored) const;

  Connection& connection_;
  Prepared prepared_;
  int parameter_ = 0;
  int column_ = 0;
};

/// An open database with the settings we rely on, and its prepared statements.
class Connection {
 public:
  /// `file` may be ":memory:". Read only: it must exist. Nothing is checkpointed by itself.
  Connection(const std::string& file, Access access);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void execute(const std::string& script);
  /// While it lives, a writer's cache of pages may hold all indices of a catalog. Memory beyond
  /// the usual is given back at its end.
  class Roomy {
   public:
    explicit Roomy(Connection& connection);
    ~Roomy();
    Roomy(const Roomy&) = delete;
    Roomy& operator=(const Roomy&) = delete;

   private:
    Connection& connection_;
  };
  std::int64_t last_row() const;
  /// Whether a transaction is open. SQLite ends one by itself after some failures.
  bool in_transaction() const;
  int version();  ///< PRAGMA user_version

  int wal_pages() const { return wal_pages_; }  ///< in the log after our last commit
  /// Copies the log into the database file as far as no reader is in the way, and with `truncate`
  /// empties it. True if all of it was copied.
  bool checkpoint(bool truncate);

 private:
  friend class Query;
  struct TextHash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  Prepared take_statement(std::string_view sql);
  [[noreturn]] void fail() const;

  std::string file_;
  sqlite3* handle_ = nullptr;
  int wal_pages_ = 0;
  std::unordered_map<std::string, std::vector<sqlite3_stmt*>, TextHash, std::equal_to<>> idle_;
};

}  // namespace vitrine::lineage
