#include "pipeline/spec/feed_table.hpp"

#include "pipeline/util/text.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace vitrine::spec {
namespace {

/// Indices of the columns that must be equal, in the feed and in the second table.
struct JoinKeys {
  std::vector<std::size_t> here, there;
};

std::optional<std::size_t> index_of(const std::vector<std::string>& headings,
                                    std::string_view heading) {
  if (heading.empty()) return std::nullopt;
  const auto exact = std::find(headings.begin(), headings.end(), heading);
  if (exact != headings.end()) return static_cast<std::size_t>(exact - headings.begin());
  const std::string lower = util::to_lower(util::trim(heading));
  for (std::size_t i = 0; i < headings.size(); ++i)
    if (util::to_lower(headings[i]) == lower) return i;
  return std::nullopt;
}

std::optional<std::size_t> index_or_complain(const FeedFile& file,
                                             const Node& heading,
                                             Complaints& complaints) {
  const std::optional<std::size_t> index = index_of(file.csv.headings, heading.text);
  if (!index)
    complaints.error(
        heading,
        unknown_word("no-such-column", "no column " + quote(heading.text) + " in " + file.shown_as,
                     heading.text, file.csv.headings));
  return index;
}

std::optional<JoinKeys> keys_of(const FeedFile& feed,
                                const FeedFile& second,
                                const Node& on,
                                Complaints& complaints) {
  JoinKeys keys;
  for (const Node::Entry& entry : on.entries) {
    const std::optional<std::size_t> here = index_or_complain(feed, entry.key, complaints);
    const std::optional<std::size_t> there =
        text_of(&entry.value) ? index_or_complain(second, entry.value, complaints) : std::nullopt;
    if (here) keys.here.push_back(*here);
    if (there) keys.there.push_back(*there);
  }
  if (keys.here.size() != on.entries.size() || keys.there.size() != on.entries.size())
    return std::nullopt;
  return keys;
}

/// Each cell ends in a character that no cell holds, so that "ab","c" and "a","bc" differ.
std::string joined_key(const CsvRow& row, const std::vector<std::size_t>& columns) {
  std::string key;
  for (const std::size_t column : columns) key += row.cells[column] + '\0';
  return key;
}

struct Match {
  const CsvRow* row;
  bool is_unclear = false;  ///< another row with the same key says something else
  bool is_used = false;
};
using Matches = std::unordered_map<std::string, Match>;

Matches index_rows(const FeedFile& second, const JoinKeys& keys, Complaints& complaints) {
  Matches matches;
  for (const CsvRow& row : second.csv.rows) {
    const auto report = [&](Complaint complaint) {
      complaints.row(Complaints::Level::warning, second.index, {row.line, row.row},
                     std::move(complaint));
    };
    if (!row.wrong.empty()) {
      report({"bad-row", "not read: " + row.wrong});
      continue;
    }
    const auto [match, is_new] = matches.try_emplace(joined_key(row, keys.there), Match{&row});
    if (is_new || match->second.row->cells == row.cells) continue;
    match->second.is_unclear = true;
    report({"duplicate-key", quote(row.cells[keys.there.front()]) + " stands here and in row " +
                                 std::to_string(match->second.row->row) +
                                 " with different data; neither is used"});
  }
  return matches;
}

}  // namespace

FeedTable::FeedTable(FeedFile feed) {
  files_.push_back(std::make_unique<FeedFile>(std::move(feed)));
  for (const std::string& heading : files_.front()->csv.headings)
    columns_.push_back({heading, files_.front().get()});
}

void FeedTable::join(FeedFile added, const Node& on, Complaints& complaints) {
  const std::optional<JoinKeys> keys = keys_of(feed(), added, on, complaints);
  files_.push_back(std::make_unique<FeedFile>(std::move(added)));
  const FeedFile& second = *files_.back();
  for (const std::string& heading : second.csv.headings) columns_.push_back({heading, &second});
  if (!keys) return;
  for (std::size_t i = 0; i < keys->here.size(); ++i)
    if (feed().csv.headings[keys->here[i]] == second.csv.headings[keys->there[i]])
      join_keys_.push_back(util::to_lower(second.csv.headings[keys->there[i]]));

  Matches matches = index_rows(second, *keys, complaints);
  for (CsvRow& row : rows()) {
    if (!row.wrong.empty()) continue;
    const auto match = matches.find(joined_key(row, keys->here));
    row.cells.resize(columns_.size());
    if (match == matches.end()) continue;
    match->second.is_used = true;
    if (match->second.is_unclear)
      row.wrong = second.shown_as + " has two rows for it with different data";
    std::copy(match->second.row->cells.begin(), match->second.row->cells.end(),
              row.cells.end() - static_cast<std::ptrdiff_t>(second.csv.headings.size()));
  }
  for (const CsvRow& row : second.csv.rows) {
    if (!row.wrong.empty() || matches.at(joined_key(row, keys->there)).is_used) continue;
    complaints.row(Complaints::Level::warning, second.index, {row.line, row.row},
                   {"unmatched-row", quote(row.cells[keys->there.front()]) + " matches no row of " +
                                         feed().shown_as});
  }
}

std::optional<std::size_t> FeedTable::find(std::string_view heading) const {
  return index_of(headings(), heading);
}

bool FeedTable::is_ambiguous(std::string_view heading) const {
  const std::string lower = util::to_lower(util::trim(heading));
  if (std::find(join_keys_.begin(), join_keys_.end(), lower) != join_keys_.end()) return false;
  return std::count_if(columns_.begin(), columns_.end(), [&](const Column& column) {
           return util::to_lower(column.heading) == lower;
         }) > 1;
}

std::vector<std::string> FeedTable::headings() const {
  std::vector<std::string> all;
  for (const Column& column : columns_) all.push_back(column.heading);
  return all;
}

std::string FeedTable::file_names() const {
  std::string names;
  for (const auto& file : files_) names += (names.empty() ? "" : " or ") + file->shown_as;
  return names;
}

}  // namespace vitrine::spec
