#include "pipeline/lineage/sqlite.hpp"

#include "pipeline/util/fault_points.hpp"

#include <sqlite3.h>

#include <cmath>
#include <limits>

namespace vitrine::lineage {
namespace {

constexpr int kBusyMilliseconds = 5000;
// A run writes row by row, slower than any disk reads. Whoever writes a catalog at once goes
// through all of its indices, and each row would cost reads if they did not fit.
constexpr const char* kWriterCache = "PRAGMA cache_size = -2048";
constexpr const char* kRoomyCache = "PRAGMA cache_size = -131072";
constexpr const char* kReaderCache = "PRAGMA cache_size = -16384";

int flags_of(Access access) {
  const int how = access == Access::read_only ? SQLITE_OPEN_READONLY
                                              : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  return how | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
}

bool needs_a_writer_first(int code) {
  return (code & 0xff) == SQLITE_CANTOPEN || code == SQLITE_READONLY_RECOVERY ||
         code == SQLITE_READONLY_CANTINIT || code == SQLITE_READONLY_CANTLOCK;
}

}  // namespace

Query::Query(Connection& connection, std::string_view sql)
    : connection_(connection), prepared_(connection.take_statement(sql)) {}

Query::~Query() {
  sqlite3_reset(prepared_.statement);
  sqlite3_clear_bindings(prepared_.statement);
  prepared_.idle->push_back(prepared_.statement);  // has room: take_statement saw to it
}

void Query::fail() const { connection_.fail(); }

void Query::fail_unknown_word(std::string_view stored) const {
  throw Failure("the lineage database holds \"" + std::string(stored) +
                "\" where this program knows no such word: " + std::string(prepared_.sql));
}

void Query::bind_next(std::int64_t value) {
  if (sqlite3_bind_int64(prepared_.statement, ++parameter_, value) != SQLITE_OK) fail();
}

void Query::bind_next(double value) {
  if (sqlite3_bind_double(prepared_.statement, ++parameter_, value) != SQLITE_OK) fail();
}

void Query::bind_next(std::string_view value) {
  // A null pointer would be NULL; an empty text is not.
  const char* data = value.data() == nullptr ? "" : value.data();
  if (sqlite3_bind_text64(prepared_.statement, ++parameter_, data, value.size(), SQLITE_TRANSIENT,
                          SQLITE_UTF8) != SQLITE_OK)
    fail();
}

void Query::bind_next(Bytes value) {
  const char* data = value.bytes.data() == nullptr ? "" : value.bytes.data();
  if (sqlite3_bind_blob64(prepared_.statement, ++parameter_, data, value.bytes.size(),
                          SQLITE_TRANSIENT) != SQLITE_OK)
    fail();
}

void Query::bind_next(std::nullopt_t) {
  if (sqlite3_bind_null(prepared_.statement, ++parameter_) != SQLITE_OK) fail();
}

bool Query::step() {
  column_ = 0;
  const int code = sqlite3_step(prepared_.statement);
  if (code != SQLITE_ROW && code != SQLITE_DONE) fail();
  return code == SQLITE_ROW;
}

int Query::run() {
  while (step()) {
  }
  sqlite3_reset(prepared_.statement);
  parameter_ = 0;
  return sqlite3_changes(connection_.handle_);
}

bool Query::run_if_unique() {
  const int code = sqlite3_step(prepared_.statement);
  if (code != SQLITE_DONE && code != SQLITE_CONSTRAINT_UNIQUE) fail();
  sqlite3_reset(prepared_.statement);
  parameter_ = 0;
  return code == SQLITE_DONE;
}

bool Query::next_is_null() const {
  return sqlite3_column_type(prepared_.statement, column_) == SQLITE_NULL;
}

std::int64_t Query::integer() { return sqlite3_column_int64(prepared_.statement, column_++); }

double Query::real() {
  if (next_is_null()) return skip(), std::numeric_limits<double>::quiet_NaN();
  return sqlite3_column_double(prepared_.statement, column_++);
}

std::string_view Query::view() {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(prepared_.statement, column_));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(prepared_.statement, column_));
  ++column_;
  return data == nullptr ? std::string_view() : std::string_view(data, size);
}

util::Digest Query::digest() {
  util::Digest digest;
  const auto* data =
      static_cast<const std::uint8_t*>(sqlite3_column_blob(prepared_.statement, column_));
  const int size = sqlite3_column_bytes(prepared_.statement, column_++);
  if (data == nullptr) return digest;
  if (size != static_cast<int>(digest.bytes.size()))
    throw Failure("the lineage database holds a digest of " + std::to_string(size) +
                  " bytes: " + std::string(prepared_.sql));
  std::copy_n(data, digest.bytes.size(), digest.bytes.begin());
  return digest;
}

std::optional<util::Digest> Query::maybe_digest() {
  if (next_is_null()) return skip(), std::nullopt;
  return digest();
}

std::optional<util::Timestamp> Query::maybe_time() {
  if (next_is_null()) return skip(), std::nullopt;
  return time();
}

std::optional<util::Money> Query::maybe_money() {
  if (next_is_null()) return skip(), std::nullopt;
  return money();
}

Connection::Connection(const std::string& file, Access access) : file_(file) {
  const int code = sqlite3_open_v2(file.c_str(), &handle_, flags_of(access), nullptr);
  try {
    if (code != SQLITE_OK) fail();
    // Closing must not checkpoint: another process may be committing at that moment.
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    sqlite3_busy_timeout(handle_, kBusyMilliseconds);
    execute("PRAGMA trusted_schema = OFF; PRAGMA foreign_keys = ON");
    execute(util::is_left_out(util::Safeguard::database_commit) ? "PRAGMA synchronous = OFF"
                                                                : "PRAGMA synchronous = FULL");
    execute("PRAGMA wal_autocheckpoint = 0; PRAGMA temp_store = MEMORY");
    execute(access == Access::read_only ? kReaderCache : kWriterCache);
    sqlite3_wal_hook(
        handle_,
        [](void* pages, sqlite3*, const char*, int in_log) {
          *static_cast<int*>(pages) = in_log;
          return SQLITE_OK;
        },
        &wal_pages_);
  } catch (...) {
    sqlite3_close(handle_);
    throw;
  }
}

Connection::~Connection() {
  for (auto& [sql, statements] : idle_)
    for (sqlite3_stmt* statement : statements) sqlite3_finalize(statement);
  sqlite3_close(handle_);
}

void Connection::fail() const {
  const int code = handle_ == nullptr ? SQLITE_NOMEM : sqlite3_extended_errcode(handle_);
  if (needs_a_writer_first(code))
    throw NeedsWriter(file_ + " cannot be read as it is: run `vitrine doctor --repair` first (" +
                      sqlite3_errstr(code) + ")");
  throw Failure(file_ + ": " + (handle_ == nullptr ? "out of memory" : sqlite3_errmsg(handle_)));
}

void Connection::execute(const std::string& script) {
  if (sqlite3_exec(handle_, script.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail();
}

Connection::Roomy::Roomy(Connection& connection) : connection_(connection) {
  connection_.execute(kRoomyCache);
}

Connection::Roomy::~Roomy() {
  // Neither can fail for want of anything: they only let go.
  sqlite3_exec(connection_.handle_, kWriterCache, nullptr, nullptr, nullptr);
  sqlite3_db_release_memory(connection_.handle_);
}

std::int64_t Connection::last_row() const { return sqlite3_last_insert_rowid(handle_); }

bool Connection::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

int Connection::version() {
  Query query(*this, "PRAGMA user_version");
  query.step();
  return query.number();
}

bool Connection::checkpoint(bool truncate) {
  // A reader in the way is no reason to wait: what it pins is copied another time.
  sqlite3_busy_timeout(handle_, 0);
  int in_log = 0, copied = 0;
  const int mode = truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
  const int code = sqlite3_wal_checkpoint_v2(handle_, nullptr, mode, &in_log, &copied);
  sqlite3_busy_timeout(handle_, kBusyMilliseconds);
  if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY) fail();
  return code == SQLITE_OK && in_log == copied;
}

Prepared Connection::take_statement(std::string_view sql) {
  auto place = idle_.find(sql);
  if (place == idle_.end()) place = idle_.try_emplace(std::string(sql)).first;
  auto& [kept_sql, idle] = *place;
  if (!idle.empty()) {
    sqlite3_stmt* const statement = idle.back();
    idle.pop_back();
    return {statement, kept_sql, &idle};
  }
  idle.reserve(idle.capacity() + 1);  // now, because giving back must not throw
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v3(handle_, kept_sql.data(), static_cast<int>(kept_sql.size()),
                         SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK)
    fail();
  return {statement, kept_sql, &idle};
}

}  // namespace vitrine::lineage
