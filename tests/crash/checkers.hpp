#pragma once

#include "tests/crash/record.hpp"
#include "tests/crash/small_shop.hpp"

#include <rapidjson/document.h>

#include <map>
#include <set>
#include <string>
#include <vector>

/// What must hold after every crash, told as sentences: none is good news.
namespace vitrine::test {

using Complaints = std::vector<std::string>;

/// What one or several emulators would charge, request by request.
class Bill {
 public:
  void add(const rapidjson::Document& bill);
  struct Entry {
    std::string fault;
    int asked = 0;
    std::int64_t micros = 0;
  };
  const std::map<std::string, Entry>& attempts() const { return attempts_; }  ///< by our name
  std::int64_t micros() const { return micros_; }
  int nameless() const { return nameless_; }  ///< billed, but of no attempt that names itself

 private:
  std::map<std::string, Entry> attempts_;
  std::int64_t micros_ = 0;
  int nameless_ = 0;
};

/// 1. Attempt by attempt, to the millionth: what the ledger claims to know is what was billed, what
/// it names unknown covers what was, nothing was billed that has no row, no wish was settled twice.
Complaints money_complaints(const Record& record, const Bill& bill);
/// 2. Every blob on record is there, and has the bytes it is named after.
Complaints blob_complaints(const Record& record, const std::filesystem::path& store);
/// 3. Once a run has come to its end: no attempt, task or delivery is left between two states.
Complaints state_complaints(const Record& record);
/// 3b. What is recorded as published lies there as recorded, and between two runs nothing else
/// does.
Complaints published_complaints(const Record& record, const std::filesystem::path& out);
/// What of it must hold in the middle of a run as well: the file may already be the next one, and
/// is a whole one that is on record.
Complaints torn_complaints(const Record& record, const std::filesystem::path& out);
Complaints stray_complaints(const Record& record, const std::filesystem::path& out);
/// 4. At most `most` of the assets, rebuilt by the real binary.
Complaints reproduce_complaints(const SmallShop& shop, int most);

/// All of them, after a run that came to its end.
Complaints all_complaints(const SmallShop& shop, const Bill& bill, int reproduced = 8);

/// Answers that were sealed when a run ended in the middle: each is paid for.
std::set<std::string> sealed_answers(const std::filesystem::path& store);
/// Of those, the ones that were given up for lost all the same.
Complaints lost_answers(const Record& record, const std::set<std::string>& sealed);

/// Calls whose outcome nobody knows because a run ended under them.
std::int64_t named_unknown(const Record& record);

std::string joined(const Complaints& complaints);

}  // namespace vitrine::test
