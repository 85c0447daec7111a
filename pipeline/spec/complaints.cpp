#include "pipeline/spec/complaints.hpp"

#include "pipeline/util/text.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace vitrine::spec {

int Complaints::add_file(std::string shown_as) {
  files_.push_back(std::move(shown_as));
  return static_cast<int>(files_.size()) - 1;
}

void Complaints::add(Level level, const Node& at, Complaint complaint) {
  add(level, at.file, at.mark, std::move(complaint));
}

void Complaints::add(Level level, int file, const Mark& mark, Complaint complaint) {
  domain::Problem problem;
  problem.file = files_.at(static_cast<std::size_t>(file));
  problem.line = mark.line;
  problem.column = mark.column;
  problem.length = mark.length;
  problem.level = level;
  problem.code = std::move(complaint.code);
  problem.message = std::move(complaint.message);
  problem.suggestion = std::move(complaint.suggestion);
  // An alias shows the same mistake at the same place each time it is used: once is enough.
  if (!said_.emplace(file, mark.line, mark.column, problem.message).second) return;
  if (level == Level::error) ++errors_;
  filed_.push_back({file, std::move(problem)});
}

void Complaints::row(Level level, int file, const FeedPlace& place, Complaint complaint) {
  domain::Problem problem;
  problem.file = files_.at(static_cast<std::size_t>(file));
  problem.line = place.line;
  problem.level = level;
  problem.code = std::move(complaint.code);
  problem.message = std::move(complaint.message);
  problem.suggestion = std::move(complaint.suggestion);
  problem.row = place.row;
  problem.heading = place.heading;
  if (level == Level::error) ++errors_;
  filed_.push_back({file, std::move(problem)});
}

domain::Problems Complaints::take() && {
  std::stable_sort(filed_.begin(), filed_.end(), [](const Filed& a, const Filed& b) {
    return std::tie(a.file, a.problem.line, a.problem.column) <
           std::tie(b.file, b.problem.line, b.problem.column);
  });
  domain::Problems problems;
  for (Filed& filed : filed_) problems.push_back(std::move(filed.problem));
  return problems;
}

std::string quote(std::string_view text) { return '"' + util::one_line(text, 80) + '"'; }

Complaint unknown_word(std::string code,
                       std::string sentence,
                       std::string_view word,
                       std::span<const std::string> known) {
  Complaint complaint{std::move(code), std::move(sentence)};
  if (const std::optional<std::string> near = util::nearest(word, known)) {
    complaint.message += "; did you mean " + quote(*near) + "?";
    complaint.suggestion = *near;
  } else if (!known.empty()) {
    constexpr std::size_t kMost = 12;
    const std::size_t shown = std::min(known.size(), kMost);
    complaint.message += "; known: " + util::join(known.first(shown), ", ");
    if (shown < known.size()) complaint.message += ", ...";
  }
  return complaint;
}

}  // namespace vitrine::spec
