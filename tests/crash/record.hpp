#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

struct sqlite3;

namespace vitrine::test {

/// The lineage of a store as its tables say it, read without the program under test. Nothing may
/// be running there; the log is left as it is.
class Record {
 public:
  explicit Record(const std::filesystem::path& store);

  using Row = std::vector<std::string>;
  /// Every value as text, NULL as nothing. Throws std::runtime_error if SQLite will not.
  std::vector<Row> rows(const std::string& sql) const;
  std::int64_t number(const std::string& sql) const;  ///< the first value of the first row; 0

 private:
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  std::unique_ptr<sqlite3, Close> handle_;
};

/// Whether there is anything to read.
bool has_record(const std::filesystem::path& store);

}  // namespace vitrine::test
