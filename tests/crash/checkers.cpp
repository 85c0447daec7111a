#include "tests/crash/checkers.hpp"

#include "pipeline/util/digest.hpp"

#include <algorithm>

namespace vitrine::test {
namespace {

namespace fs = std::filesystem;

/// A name of 64 hex digits as the tables spell it.
std::string lower(std::string hex) {
  for (char& c : hex)
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
  return hex;
}

std::string has_its_bytes(const fs::path& file, const std::string& digest) {
  if (!fs::is_regular_file(file)) return " is not there";
  if (util::sha256(read_text(file)).hex() != digest) return " has other bytes than its name says";
  return "";
}

struct Attempt {
  std::string state, facts, task;
  std::int64_t reserved = 0, charged = 0;
  std::map<std::string, std::int64_t> ledger;  ///< kind → sum
  std::int64_t booked(const char* kind) const {
    const auto found = ledger.find(kind);
    return found == ledger.end() ? 0 : found->second;
  }
};

std::map<std::string, Attempt> paid_attempts(const Record& record) {
  std::map<std::string, Attempt> attempts;
  for (const Record::Row& row :
       record.rows("SELECT id, state, facts, hex(render_key), reserved, charged FROM attempt"
                   " WHERE reserved > 0 OR charged > 0"))
    attempts[row[0]] = {row[1], row[2], row[3], std::stoll(row[4]), std::stoll(row[5]), {}};
  for (const Record::Row& row :
       record.rows("SELECT attempt, kind, sum(amount) FROM ledger GROUP BY attempt, kind"))
    attempts[row[0]].ledger[row[1]] = std::stoll(row[2]);
  return attempts;
}

std::string usd(std::int64_t micros) { return std::to_string(micros) + " micro-dollars"; }

/// What is wrong with one attempt; empty: nothing.
std::string complaint_about(const Attempt& attempt, const Bill::Entry* billed) {
  const std::int64_t cost = billed == nullptr ? 0 : billed->micros;
  const bool is_unknown = attempt.state == "unknown";
  if (attempt.state != "sent" && attempt.booked("reserve") + attempt.booked("release") != 0)
    return "has ended and still reserves money";
  if (attempt.booked("charge") + attempt.booked("correct") != (is_unknown ? 0 : attempt.charged) ||
      attempt.booked("unknown") != (is_unknown ? attempt.charged : 0))
    return "is charged otherwise than the ledger says";
  if (attempt.state == "sent") return "";
  if (is_unknown)
    return cost <= attempt.charged ? ""
                                   : "was billed " + usd(cost) + ", more than the " +
                                         usd(attempt.charged) + " it is named unknown with";
  if (cost != attempt.charged)
    return "is charged " + usd(attempt.charged) + ", and was billed " + usd(cost);
  return "";
}

}  // namespace

void Bill::add(const rapidjson::Document& bill) {
  for (const auto& request : bill["requests"].GetArray()) {
    const std::int64_t micros = request["micros"].GetInt64();
    micros_ += micros;
    const std::string name = request["attempt"].GetString();
    if (name.empty()) {
      if (request["billed"].GetBool()) ++nameless_;
      continue;
    }
    Entry& entry = attempts_[name];
    ++entry.asked;
    entry.micros += micros;
    if (request["fault"].IsString()) entry.fault = request["fault"].GetString();
  }
}

Complaints money_complaints(const Record& record, const Bill& bill) {
  Complaints complaints;
  if (bill.nameless() > 0) complaints.push_back("a request was billed that named no attempt");
  const auto attempts = paid_attempts(record);
  std::map<std::string, int> settled;
  std::int64_t known = 0, billed_of_unknown = 0;
  for (const auto& [id, attempt] : attempts) {
    const auto entry = bill.attempts().find(id);
    const Bill::Entry* billed = entry == bill.attempts().end() ? nullptr : &entry->second;
    const std::string complaint = complaint_about(attempt, billed);
    if (!complaint.empty())
      complaints.push_back("attempt " + id + " (" + attempt.state +
                           (billed && !billed->fault.empty() ? ", " + billed->fault : "") + ") " +
                           complaint);
    if (billed != nullptr && billed->asked > 1)
      complaints.push_back("attempt " + id + " was sent " + std::to_string(billed->asked) +
                           " times");
    if (attempt.state == "settled" && ++settled[attempt.task] == 2)
      complaints.push_back("task " + attempt.task + " was bought twice");
    known += attempt.booked("charge") + attempt.booked("correct");
    if (billed != nullptr && (attempt.state == "unknown" || attempt.state == "sent"))
      billed_of_unknown += billed->micros;
  }
  for (const auto& [id, entry] : bill.attempts())
    if (attempts.count(id) == 0)
      complaints.push_back("attempt " + id + " reached the provider and has no row");
  if (known + billed_of_unknown != bill.micros())
    complaints.push_back("the ledger knows of " + usd(known) + " and " + usd(billed_of_unknown) +
                         " were billed of what it names unknown, but the bill is " +
                         usd(bill.micros()));
  return complaints;
}

Complaints blob_complaints(const Record& record, const fs::path& store) {
  Complaints complaints;
  std::set<std::string> names;
  for (const Record::Row& row : record.rows("SELECT hex(digest) FROM blob"))
    names.insert(lower(row[0]));
  // A model's turn is on record by name only.
  for (const Record::Row& row :
       record.rows("SELECT json_extract(f.value, '$[1]') FROM attempt a, json_each(a.facts) f"
                   " WHERE json_extract(f.value, '$[0]') = 'turn_sha256'"))
    names.insert(row[0]);
  for (const std::string& name : names) {
    const std::string wrong =
        has_its_bytes(store / "blobs/sha256" / name.substr(0, 2) / name, name);
    if (!wrong.empty()) complaints.push_back("blob " + name + wrong);
  }
  return complaints;
}

Complaints state_complaints(const Record& record) {
  Complaints complaints;
  for (const Record::Row& row :
       record.rows("SELECT id FROM attempt WHERE state IN ('sent', 'batched')"))
    complaints.push_back("attempt " + row[0] + " has no end");
  for (const Record::Row& row : record.rows("SELECT hex(render_key), state FROM task"
                                            " WHERE state NOT IN ('rendered', 'failed', 'parked')"))
    complaints.push_back("task " + row[0] + " is still " + row[1]);
  for (const Record::Row& row :
       record.rows("SELECT d.shot, d.state, d.why, t.state FROM delivery d"
                   " LEFT JOIN task t ON t.render_key = d.render_key"
                   " WHERE d.state NOT IN ('accepted', 'needs_person', 'rejected')"))
    // One that waits does so for a task that failed, and says why.
    if (row[1] != "waiting" || row[2].empty())
      complaints.push_back("delivery " + row[0] + " is still " + row[1]);
  return complaints;
}

Complaints published_complaints(const Record& record, const fs::path& out) {
  Complaints complaints;
  for (const Record::Row& row : record.rows("SELECT path, hex(blob) FROM publish_item")) {
    const std::string wrong = has_its_bytes(out / row[0], lower(row[1]));
    if (!wrong.empty()) complaints.push_back("delivered file " + row[0] + wrong);
  }
  return complaints;
}

Complaints torn_complaints(const Record& record, const fs::path& out) {
  Complaints complaints;
  std::set<std::string> assets;
  for (const Record::Row& row : record.rows("SELECT lower(hex(blob)) FROM asset"))
    assets.insert(row[0]);
  for (const Record::Row& row : record.rows("SELECT path FROM publish_item")) {
    const fs::path file = out / row[0];
    if (!fs::is_regular_file(file))
      complaints.push_back("delivered file " + row[0] + " is not there");
    else if (assets.count(util::sha256(read_text(file)).hex()) == 0)
      complaints.push_back("delivered file " + row[0] + " has bytes that no asset has");
  }
  return complaints;
}

Complaints stray_complaints(const Record& record, const fs::path& out) {
  Complaints complaints;
  if (!fs::exists(out)) return complaints;
  std::set<std::string> known;
  for (const Record::Row& row : record.rows("SELECT path FROM publish_item")) known.insert(row[0]);
  for (const auto& entry : fs::recursive_directory_iterator(out)) {
    const std::string path = fs::relative(entry.path(), out).string();
    // The report lies beside the folders of the profiles; what a kill left half written is hidden.
    const bool delivered = entry.is_regular_file() && path.find('/') != std::string::npos &&
                           !entry.path().filename().string().starts_with(".");
    if (delivered && known.count(path) == 0)
      complaints.push_back("file " + path + " was delivered and is not on record");
  }
  return complaints;
}

Complaints reproduce_complaints(const SmallShop& shop, int most) {
  std::vector<std::string> arguments{"--json", "reproduce"};
  {
    const Record record(shop.store());
    for (const Record::Row& row : record.rows("SELECT hex(finish_key) FROM asset ORDER BY "
                                              "finish_key LIMIT " +
                                              std::to_string(most)))
      arguments.push_back(lower(row[0]));
  }
  if (arguments.size() == 2) return {"there is no asset to reproduce"};
  const Ending ended = shop.command(arguments).wait();
  rapidjson::Document told;
  told.Parse(ended.out.c_str());
  if (ended.exit_code == 0 && told.IsObject() &&
      told["identical"].GetInt() == static_cast<int>(arguments.size()) - 2)
    return {};
  return {"not every asset is rebuilt: " + ended.out + ended.err};
}

Complaints all_complaints(const SmallShop& shop, const Bill& bill, int reproduced) {
  Complaints all;
  const auto add = [&all](Complaints more) { all.insert(all.end(), more.begin(), more.end()); };
  {
    const Record record(shop.store());
    add(money_complaints(record, bill));
    add(blob_complaints(record, shop.store()));
    add(state_complaints(record));
    add(published_complaints(record, shop.out()));
    add(stray_complaints(record, shop.out()));
  }
  if (reproduced > 0) add(reproduce_complaints(shop, reproduced));
  return all;
}

std::set<std::string> sealed_answers(const fs::path& store) {
  std::set<std::string> found;
  if (!fs::exists(store / "spool")) return found;
  for (const auto& entry : fs::directory_iterator(store / "spool"))
    if (entry.path().extension() == ".resp") found.insert(entry.path().stem().string());
  return found;
}

Complaints lost_answers(const Record& record, const std::set<std::string>& sealed) {
  Complaints complaints;
  std::map<std::string, std::string> states;
  for (const Record::Row& row : record.rows("SELECT id, state FROM attempt"))
    states[row[0]] = row[1];
  for (const std::string& id : sealed)
    if (states.count(id) == 0 || states[id] == "unknown")
      complaints.push_back("attempt " + id + " had its answer, and the answer was lost");
  return complaints;
}

std::int64_t named_unknown(const Record& record) {
  return record.number(
      "SELECT count(*) FROM attempt WHERE state = 'unknown' AND error_kind = 'cancelled'");
}

std::string joined(const Complaints& complaints) {
  std::string text;
  for (std::size_t i = 0; i < std::min<std::size_t>(complaints.size(), 12); ++i)
    text += complaints[i] + "\n";
  if (complaints.size() > 12) text += "and " + std::to_string(complaints.size() - 12) + " more\n";
  return text;
}

}  // namespace vitrine::test
