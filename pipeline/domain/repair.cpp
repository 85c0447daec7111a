#include "pipeline/domain/repair.hpp"

#include "pipeline/util/text.hpp"

#include <charconv>
#include <optional>
#include <system_error>

namespace vitrine::domain {
namespace {

/// Words of a line, and numbers out of them; the first that does not fit spoils all that follows.
class Words {
 public:
  Words(std::string_view text, char separator) : parts_(util::split(text, separator)) {}

  std::string_view next() {
    if (at_ == parts_.size()) return fits_ = false, std::string_view();
    return parts_[at_++];
  }
  template <class T>
  void read(T& number) {
    const std::string_view word = next();
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    fits_ = fits_ && error == std::errc{} && end == word.data() + word.size();
  }
  void fail() { fits_ = false; }
  bool read_all() const { return fits_ && at_ == parts_.size(); }

 private:
  std::vector<std::string_view> parts_;
  std::size_t at_ = 0;
  bool fits_ = true;
};

bool has_place(RepairKind kind) {
  return kind != RepairKind::white_snap && kind != RepairKind::pad;
}

void read_place(Words& words, MeshPlace& place) {
  for (int* number : {&place.x, &place.y, &place.width, &place.height, &place.columns, &place.rows})
    words.read(*number);
  if (place.columns < 1 || place.rows < 1 || place.columns > 64 || place.rows > 64)
    return words.fail();
  place.points.resize(static_cast<std::size_t>((place.columns + 1) * (place.rows + 1)));
  for (auto& [x, y] : place.points) {
    words.read(x);
    words.read(y);
  }
}

}  // namespace

std::string to_text(const Repair& repair) {
  std::string text(to_text(repair.kind));
  if (!has_place(repair.kind)) return text;
  text += " " + repair.source.hex();
  const auto add = [&text](std::int64_t number) { text += " " + std::to_string(number); };
  if (repair.kind == RepairKind::match_color)
    for (const int part : repair.shift) add(part);
  const MeshPlace& place = repair.place;
  for (const int number : {place.x, place.y, place.width, place.height, place.columns, place.rows})
    add(number);
  for (const auto& [x, y] : place.points) {
    add(x);
    add(y);
  }
  return text;
}

util::Result<Repair> repair_from_text(std::string_view text) {
  const util::Error damaged{util::ErrorKind::damaged, "a stored repair cannot be read"};
  Words words(text, ' ');
  const std::optional<RepairKind> kind = parse<RepairKind>(words.next());
  if (!kind) return damaged;
  Repair repair;
  repair.kind = *kind;
  if (has_place(repair.kind)) {
    const std::optional<util::Digest> source = util::Digest::from_hex(words.next());
    if (!source) return damaged;
    repair.source = *source;
    if (repair.kind == RepairKind::match_color)
      for (int& part : repair.shift) words.read(part);
    read_place(words, repair.place);
  }
  if (!words.read_all()) return damaged;
  return repair;
}

std::string names_of(const std::vector<Repair>& repairs) {
  std::string names;
  for (const Repair& repair : repairs) {
    if (!names.empty()) names += ", ";
    names += to_text(repair.kind);
  }
  return names;
}

}  // namespace vitrine::domain
