#include "pipeline/spec/names.hpp"

#include "pipeline/util/text.hpp"

#include <optional>

namespace vitrine::spec {

std::vector<std::string> NameTable::names() const {
  std::vector<std::string> all;
  for (const auto& [name, at] : defined_) all.push_back(name);
  return all;
}

void NameTable::refer(const Node& at) {
  references_.push_back(&at);
  used_.insert(at.text);
}

std::vector<std::string> NameTable::all_missed() const {
  std::vector<std::string> all = missed_;
  for (const Node* reference : references_)
    if (!has(reference->text)) all.push_back(reference->text);
  return all;
}

void NameTable::check(Complaints& complaints) const {
  const std::vector<std::string> known = names();
  for (const Node* reference : references_) {
    if (has(reference->text)) continue;
    Complaint complaint =
        unknown_word("no-such-" + util::file_name_safe(what_),
                     "no " + what_ + " " + quote(reference->text), reference->text, known);
    const auto near = defined_.find(complaint.suggestion);
    if (near != defined_.end() && near->second) {
      complaint.message.pop_back();
      complaint.message += line_hint(*reference, *near->second, complaints) + "?";
    }
    complaints.error(*reference, std::move(complaint));
  }
  const std::vector<std::string> wanted = all_missed();
  for (const auto& [name, at] : defined_) {
    if (!at || used_.contains(name)) continue;
    if (const std::optional<std::string> meant = util::nearest(name, wanted))
      complaints.error(*at, {"unused-" + util::file_name_safe(what_),
                             "nobody asks for the " + what_ + " " + quote(name) +
                                 "; did you mean " + quote(*meant) + "?",
                             *meant});
  }
}

void NameTable::complain_of_unused(Complaints& complaints,
                                   Complaints::Level level,
                                   int file,
                                   const std::string& sentence) const {
  const std::vector<std::string> wanted = all_missed();
  for (const auto& [name, at] : defined_)
    if (at && at->file == file && !used_.contains(name) && !util::nearest(name, wanted))
      complaints.add(level, *at,
                     {"unused-" + util::file_name_safe(what_), sentence + " " + quote(name)});
}

std::string line_hint(const Node& from, const Node& to, const Complaints& complaints) {
  const std::string line = std::to_string(to.mark.line);
  if (from.file == to.file) return " (line " + line + ")";
  return " (" + complaints.files()[static_cast<std::size_t>(to.file)] + ":" + line + ")";
}

}  // namespace vitrine::spec
