#include "tests/crash/record.hpp"

#include <sqlite3.h>

#include <stdexcept>

namespace vitrine::test {

void Record::Close::operator()(sqlite3* handle) const { sqlite3_close(handle); }

Record::Record(const std::filesystem::path& store) {
  sqlite3* handle = nullptr;
  const std::string file = (store / "lineage.db").string();
  const int code = sqlite3_open_v2(file.c_str(), &handle, SQLITE_OPEN_READWRITE, nullptr);
  handle_.reset(handle);
  if (code != SQLITE_OK) throw std::runtime_error("cannot open " + file);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

std::vector<Record::Row> Record::rows(const std::string& sql) const {
  std::vector<Row> found;
  sqlite3_stmt* statement = nullptr;
  int code = sqlite3_prepare_v2(handle_.get(), sql.c_str(), -1, &statement, nullptr);
  while (code == SQLITE_OK && (code = sqlite3_step(statement)) == SQLITE_ROW) {
    Row& row = found.emplace_back();
    for (int i = 0; i < sqlite3_column_count(statement); ++i) {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
      row.emplace_back(text == nullptr ? "" : text);
    }
    code = SQLITE_OK;
  }
  sqlite3_finalize(statement);
  if (code != SQLITE_DONE)
    throw std::runtime_error(std::string(sqlite3_errmsg(handle_.get())) + ": " + sql);
  return found;
}

std::int64_t Record::number(const std::string& sql) const {
  const auto found = rows(sql);
  return found.empty() || found.front().front().empty() ? 0 : std::stoll(found.front().front());
}

bool has_record(const std::filesystem::path& store) {
  return std::filesystem::exists(store / "lineage.db") &&
         Record(store).number("SELECT count(*) FROM sqlite_schema WHERE name = 'ledger'") == 1;
}

}  // namespace vitrine::test
