#include "pipeline/spec/redo_line.hpp"

#include "pipeline/spec/yaml_tree.hpp"
#include "pipeline/util/json_writer.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace vitrine::spec {
namespace {

/// A piece of the text that is to be another one.
struct Edit {
  std::size_t at = 0, length = 0;
  std::string text;
};

/// JSON's strings are YAML's double-quoted ones.
std::string quoted(const std::string& text) {
  util::JsonWriter json;
  json.value(text);
  return std::move(json).take();
}

bool same(const Node& a, const Node& b) {
  if (a.kind != b.kind || a.items.size() != b.items.size() || a.entries.size() != b.entries.size())
    return false;
  if (a.kind == Node::Kind::scalar && (a.text != b.text || type_of(a) != type_of(b))) return false;
  for (std::size_t i = 0; i < a.items.size(); ++i)
    if (!same(a.items[i], b.items[i])) return false;
  for (std::size_t i = 0; i < a.entries.size(); ++i)
    if (a.entries[i].key.text != b.entries[i].key.text ||
        !same(a.entries[i].value, b.entries[i].value))
      return false;
  return true;
}

std::optional<Node> parsed(std::string_view text) {
  Complaints complaints;
  const int file = complaints.add_file("");
  std::optional<Node> tree = read_yaml(text, file, complaints);
  if (complaints.error_count() > 0) return std::nullopt;
  return tree;
}

/// Without quotes where YAML reads the same text then, inside braces too.
std::string word(const std::string& text) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
  };
  if (!std::all_of(text.begin(), text.end(), is_plain)) return quoted(text);
  const std::optional<Node> read = parsed(text);
  const bool same_text = read && read->kind == Node::Kind::scalar && read->text == text &&
                         type_of(*read) == ScalarType::text;
  return same_text ? text : quoted(text);
}

Node* find_in(Node& map, std::string_view key) { return const_cast<Node*>(map.find(key)); }

/// Whether `for` names this shot and no other.
bool is_for(const Node& item, const RedoLine& line) {
  const Node* subject = item.find("for");
  if (subject == nullptr || !subject->is_map()) return false;
  std::string view;
  std::size_t named = 0;
  for (const Node::Entry& entry : subject->entries) {
    const std::string& key = entry.key.text;
    if (entry.value.kind != Node::Kind::scalar) return false;
    const std::string& text = entry.value.text;
    if (key == "view")
      view = text;
    else if ((key == "sku" && text == line.sku) || (key == "scene" && text == line.scene) ||
             ((key == "colorway" || key == "color") && text == line.colorway))
      ++named;
    else
      return false;
  }
  return named == 3 && (view == line.view || (line.view.empty() && view == "front"));
}

class Editor {
 public:
  Editor(std::string_view job, const RedoLine& line) : line_(line) {
    // The mark of byte order is no part of the first line's columns.
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    begin_ = job.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
    text_ = job;
    starts_.push_back(begin_);
    for (std::size_t i = begin_; i < text_.size(); ++i)
      if (text_[i] == '\n') starts_.push_back(i + 1);
    const std::size_t first_end = text_.find('\n');
    if (first_end != std::string::npos && first_end > 0 && text_[first_end - 1] == '\r')
      line_end_ = "\r\n";
  }

  /// The new text, and `tree` made what it must say.
  std::string edit(Node& tree) {
    Node* adjust = find_in(tree, "adjust");
    if (adjust == nullptr) {
      add_adjust(tree);
    } else if (adjust->is_list()) {
      const auto own = std::find_if(adjust->items.begin(), adjust->items.end(),
                                    [&](const Node& item) { return is_for(item, line_); });
      if (own != adjust->items.end())
        change(*own);
      else
        add_item(*adjust);
    } else if (adjust->is_null()) {
      const Mark key = tree.find_entry("adjust")->key.mark;
      add_line(key.line, std::string(static_cast<std::size_t>(key.column) + 1, ' '));
      adjust->kind = Node::Kind::list;
      adjust->items.push_back(new_item());
    }
    return applied();
  }

 private:
  std::size_t at(const Mark& mark) const {
    return starts_[static_cast<std::size_t>(mark.line - 1)] +
           static_cast<std::size_t>(mark.column - 1);
  }
  std::string_view text_of_line(int number) const {
    const std::size_t begin = starts_[static_cast<std::size_t>(number - 1)];
    return std::string_view(text_).substr(begin, text_.find('\n', begin) - begin);
  }
  bool is_flow(const Node& node) const {
    const std::size_t begin = at(node.mark);
    return begin < text_.size() && (text_[begin] == '[' || text_[begin] == '{');
  }

  Node new_item() const { return parsed(to_text(line_)).value(); }

  void add_adjust(Node& tree) {
    const bool open = !text_.empty() && text_.back() != '\n';
    edits_.push_back({text_.size(), 0,
                      (open ? line_end_ : "") + line_end_ + "adjust:" + line_end_ + "  - " +
                          to_text(line_) + line_end_});
    Node::Entry entry;
    entry.key.kind = Node::Kind::scalar;
    entry.key.text = "adjust";
    entry.value.kind = Node::Kind::list;
    entry.value.items.push_back(new_item());
    tree.entries.push_back(std::move(entry));
  }

  void add_item(Node& list) {
    if (is_flow(list)) {
      // Its end may be anywhere; a line of its own shot need not be the last one.
      edits_.push_back({at(list.mark) + 1, 0, to_text(line_) + (list.items.empty() ? "" : ", ")});
      list.items.insert(list.items.begin(), new_item());
      return;
    }
    const auto indent = static_cast<std::size_t>(list.mark.column - 1);
    add_line(last_line_of(list.items.back(), indent), std::string(indent, ' '));
    list.items.push_back(new_item());
  }

  /// What is further in than the dash belongs to the item, comments too.
  int last_line_of(const Node& item, std::size_t indent) const {
    int last = item.mark.line;
    for (int number = last + 1; static_cast<std::size_t>(number) <= starts_.size(); ++number) {
      const std::size_t begin = text_of_line(number).find_first_not_of(" \t\r");
      if (begin == std::string_view::npos) continue;
      if (begin <= indent) break;
      last = number;
    }
    return last;
  }

  void add_line(int after, const std::string& indent) {
    const bool is_last = static_cast<std::size_t>(after) == starts_.size();
    const std::string line = indent + "- " + to_text(line_);
    if (is_last)
      edits_.push_back({text_.size(), 0, line_end_ + line + line_end_});
    else
      edits_.push_back({starts_[static_cast<std::size_t>(after)], 0, line + line_end_});
  }

  void change(Node& item) {
    if (!line_.note.empty()) set(item, "note", line_.note, quoted(line_.note));
    set(item, "take", std::to_string(line_.take), std::to_string(line_.take));
  }

  void set(Node& item, const char* key, const std::string& text, const std::string& written) {
    if (Node* value = find_in(item, key)) {
      edits_.push_back({at(value->mark), static_cast<std::size_t>(value->mark.length), written});
      value->kind = Node::Kind::scalar;
      value->text = text;
      value->quoted = key == std::string_view("note");
      return;
    }
    // Before the item's second key, so that `for` stays in front where it was.
    const std::size_t place = item.entries.size() > 1 ? 1 : 0;
    const Mark before = item.entries[place].key.mark;
    const std::string next =
        is_flow(item) ? ", "
                      : line_end_ + std::string(static_cast<std::size_t>(before.column - 1), ' ');
    edits_.push_back({at(before), 0, key + (": " + written) + next});
    Node::Entry entry;
    entry.key.kind = entry.value.kind = Node::Kind::scalar;
    entry.key.text = key;
    entry.key.mark = before;
    entry.value.text = text;
    entry.value.quoted = key == std::string_view("note");
    item.entries.insert(item.entries.begin() + static_cast<std::ptrdiff_t>(place),
                        std::move(entry));
  }

  std::string applied() {
    // From the end, so that places stay what they were; of two at one place the first comes first.
    std::stable_sort(edits_.begin(), edits_.end(),
                     [](const Edit& a, const Edit& b) { return a.at > b.at; });
    std::string text = text_;
    for (const Edit& edit : edits_) text.replace(edit.at, edit.length, edit.text);
    return text;
  }

  const RedoLine& line_;
  std::string text_;
  std::size_t begin_ = 0;
  std::string line_end_ = "\n";
  std::vector<std::size_t> starts_;  ///< of lines
  std::vector<Edit> edits_;
};

}  // namespace

std::string to_text(const RedoLine& line) {
  std::string text = "{for: {sku: " + word(line.sku) + ", colorway: " + word(line.colorway) +
                     ", scene: " + word(line.scene);
  if (!line.view.empty()) text += ", view: " + word(line.view);
  text += "}";
  if (!line.note.empty()) text += ", note: " + quoted(line.note);
  return text + ", take: " + std::to_string(line.take) + "}";
}

util::Result<std::string> with_redo(std::string_view job, const RedoLine& line) {
  const auto by_hand = [&](const std::string& why) {
    return util::Error{util::ErrorKind::bad_spec,
                       why + "; put this line into its adjust:\n  - " + to_text(line)};
  };
  std::optional<Node> tree = parsed(job);
  if (!tree || !tree->is_map()) return by_hand("the job cannot be read");
  std::string text = Editor(job, line).edit(*tree);
  const std::optional<Node> now = parsed(text);
  if (text == job || !now || !same(*now, *tree))
    return by_hand("the job is written so that its lines cannot be changed one by one");
  return text;
}

}  // namespace vitrine::spec
