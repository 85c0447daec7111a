#include "pipeline/spec/yaml_tree.hpp"

#include "pipeline/util/text.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <string>
#include <utility>

namespace vitrine::spec {
namespace {

/// Ends the reading of this file; caught in read_yaml.
struct Stop {
  Mark mark;
  Complaint complaint;
};

/// Finds tokens in the text: yaml-cpp says where a value begins, anchors and tags included, but
/// not how long the token is.
class Source {
 public:
  explicit Source(std::string_view text) : text_(text) {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (text_.starts_with(kByteOrderMark)) text_.remove_prefix(kByteOrderMark.size());
    line_starts_.push_back(0);
    for (std::size_t i = 0; i < text_.size(); ++i)
      if (text_[i] == '\n') line_starts_.push_back(i + 1);
  }

  /// The mark of the scalar, list or map that begins there.
  Mark token(const YAML::Mark& mark, std::size_t plain_length) const {
    const std::size_t begin = without_properties(offset(mark));
    Mark found = mark_at(begin);
    const std::size_t end = std::min(line_end(begin), begin + token_length(begin, plain_length));
    found.length = std::max(1, static_cast<int>(end - begin));
    return found;
  }

  Mark point(const YAML::Mark& mark) const { return mark_at(offset(mark)); }
  /// Whether somebody wrote the null that stands there, rather than nothing.
  bool is_null_word(const Mark& mark) const {
    const std::string_view rest = line(mark.line).substr(static_cast<std::size_t>(mark.column) - 1);
    const std::string_view word = rest.substr(0, rest.find_first_of(" \t,]}:"));
    return word == "~" || word == "null" || word == "Null" || word == "NULL";
  }
  std::string_view line(int number) const {
    const std::size_t begin = line_starts_[static_cast<std::size_t>(number - 1)];
    return text_.substr(begin, line_end(begin) - begin);
  }

 private:
  std::size_t offset(const YAML::Mark& mark) const {
    if (mark.line < 0) return 0;
    const auto line = std::min(static_cast<std::size_t>(mark.line), line_starts_.size() - 1);
    return std::min(text_.size(), line_starts_[line] + static_cast<std::size_t>(mark.column));
  }
  Mark mark_at(std::size_t at) const {
    const auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), at);
    const std::size_t line = static_cast<std::size_t>(next - line_starts_.begin()) - 1;
    return {static_cast<int>(line) + 1, static_cast<int>(at - line_starts_[line]) + 1, 1};
  }
  std::size_t line_end(std::size_t at) const {
    const std::size_t end = std::min(text_.find('\n', at), text_.size());
    return end > at && text_[end - 1] == '\r' ? end - 1 : end;
  }
  /// Steps over `&anchor` and `!tag`.
  std::size_t without_properties(std::size_t at) const {
    while (at < text_.size() && (text_[at] == '&' || text_[at] == '!')) {
      at = std::min(text_.find_first_of(" \t\r\n,]}", at), text_.size());
      at = std::min(text_.find_first_not_of(" \t\r\n", at), text_.size());
    }
    return at;
  }
  std::size_t token_length(std::size_t begin, std::size_t plain_length) const {
    if (begin >= text_.size()) return 1;
    const char quote = text_[begin];
    if (quote != '"' && quote != '\'') return plain_length;
    for (std::size_t i = begin + 1; i < text_.size(); ++i) {
      if (quote == '"' && text_[i] == '\\') {
        ++i;
      } else if (text_[i] == quote) {
        if (quote == '"' || i + 1 >= text_.size() || text_[i + 1] != '\'') return i + 1 - begin;
        ++i;
      }
    }
    return text_.size() - begin;
  }

  std::string_view text_;
  std::vector<std::size_t> line_starts_;
};

/// Turns yaml-cpp's events into a tree. Keeps a stack of its own, so that depth is known before
/// anything recursive touches the tree.
class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(const Source& source, int file, Complaints& complaints, const YamlLimits& limits)
      : source_(source), file_(file), complaints_(complaints), limits_(limits) {}

  std::optional<Node> take() && { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ > 0)
      throw Stop{source_.point(mark), {"second-document", "a job file holds one document"}};
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Node node = make(Node::Kind::null, mark, 4);
    // An empty value is marked where the next token is; its key says more.
    if (!source_.is_null_word(node.mark) && !open_.empty())
      node.mark = open_.back().key ? open_.back().key->mark : open_.back().node.mark;
    finish(std::move(node), anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto anchored = anchored_.find(anchor);
    if (anchored == anchored_.end())
      throw Stop{source_.point(mark), {"alias-cycle", "this alias stands inside what it repeats"}};
    count(anchored->second.size, source_.point(mark));
    check_depth(anchored->second.depth, source_.point(mark));
    if (!open_.empty()) open_.back().height = std::max(open_.back().height, anchored->second.depth);
    finish(anchored->second.node, YAML::NullAnchor);
  }

  void OnScalar(const YAML::Mark& mark,
                const std::string& tag,
                YAML::anchor_t anchor,
                const std::string& value) override {
    Node node = make(Node::Kind::scalar, mark, value.size());
    check_tag(tag, node);
    node.quoted = tag != "?";
    node.text = value;
    finish(std::move(node), anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark,
                       const std::string& tag,
                       YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(Node::Kind::list, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark,
                  const std::string& tag,
                  YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(Node::Kind::map, mark, tag, anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    Node node;
    YAML::anchor_t anchor;
    std::size_t nodes_before;
    int height = 0;  ///< levels below it so far
    std::optional<Node> key = {};
    std::map<std::string, int, std::less<>> lines = {};  ///< of the keys so far
  };
  struct Anchored {
    Node node;
    std::size_t size;
    int depth;
  };

  Node make(Node::Kind kind, const YAML::Mark& mark, std::size_t plain_length) {
    Node node;
    node.kind = kind;
    node.file = file_;
    node.mark = source_.token(mark, plain_length);
    count(1, node.mark);
    return node;
  }

  void count(std::size_t more, const Mark& at) {
    nodes_ += more;
    if (nodes_ > limits_.nodes)
      throw Stop{at,
                 {"too-many-values", "more than " + std::to_string(limits_.nodes) +
                                         " values once aliases are expanded"}};
  }
  void check_depth(int below, const Mark& at) const {
    if (static_cast<int>(open_.size()) + below > limits_.depth)
      throw Stop{at,
                 {"too-deep", "nested deeper than " + std::to_string(limits_.depth) + " levels"}};
  }
  void check_tag(const std::string& tag, const Node& node) {
    if (!tag.empty() && tag != "?" && tag != "!" && tag != "tag:yaml.org,2002:str")
      complaints_.error(node, {"tag", "the tag " + quote(tag) + " has no meaning in a job file"});
  }

  void open(Node::Kind kind,
            const YAML::Mark& mark,
            const std::string& tag,
            YAML::anchor_t anchor) {
    const std::size_t before = nodes_;
    Node node = make(kind, mark, 1);
    check_tag(tag, node);
    check_depth(1, node.mark);
    open_.push_back({std::move(node), anchor, before});
  }

  void close() {
    Open done = std::move(open_.back());
    open_.pop_back();
    const int height = done.height + 1;
    if (!open_.empty()) open_.back().height = std::max(open_.back().height, height);
    if (done.anchor != YAML::NullAnchor)
      anchored_[done.anchor] = {done.node, nodes_ - done.nodes_before, height};
    finish(std::move(done.node), YAML::NullAnchor);
  }

  void finish(Node node, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) anchored_[anchor] = {node, 1, 0};
    if (open_.empty())
      root_ = std::move(node);
    else if (open_.back().node.kind == Node::Kind::list)
      open_.back().node.items.push_back(std::move(node));
    else if (!open_.back().key)
      open_.back().key = std::move(node);
    else
      add_entry(open_.back(), std::move(node));
  }

  void add_entry(Open& map, Node value) {
    Node key = std::move(*map.key);
    map.key.reset();
    if (key.kind != Node::Kind::scalar) {
      complaints_.error(key, {"bad-key", "a key must be a word or text"});
      return;
    }
    const auto [known, is_new] = map.lines.emplace(key.text, key.mark.line);
    if (!is_new) {
      complaints_.error(key, {"duplicate-key", "the key " + quote(key.text) +
                                                   " stands twice here; first in line " +
                                                   std::to_string(known->second)});
      return;
    }
    map.node.entries.push_back({std::move(key), std::move(value)});
  }

  const Source& source_;
  int file_;
  Complaints& complaints_;
  const YamlLimits& limits_;
  std::optional<Node> root_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, Anchored> anchored_;
  std::size_t nodes_ = 0;
  int documents_ = 0;
};

std::optional<Complaint> unreadable(std::string_view text, const YamlLimits& limits) {
  if (text.size() > limits.bytes)
    return Complaint{"too-large", "larger than " + std::to_string(limits.bytes >> 20) + " MiB"};
  if (!util::is_valid_utf8(text)) return Complaint{"encoding", "this is not UTF-8"};
  if (util::trim(text).empty()) return Complaint{"empty-file", "the file is empty"};
  return std::nullopt;
}

Complaint not_yaml(const YAML::ParserException& error, std::string_view line) {
  const std::size_t indent = line.find_first_not_of(' ');
  if (indent != std::string_view::npos && line[indent] == '\t')
    return {"yaml", "a tab cannot indent; use spaces"};
  return {"yaml", "this is not YAML: " + util::one_line(error.msg)};
}

}  // namespace

std::optional<Node> read_yaml(std::string_view text,
                              int file,
                              Complaints& complaints,
                              const YamlLimits& limits) {
  const auto fail = [&](const Mark& mark, Complaint complaint) {
    complaints.add(Complaints::Level::error, file, mark, std::move(complaint));
    return std::nullopt;
  };
  if (std::optional<Complaint> complaint = unreadable(text, limits)) return fail({}, *complaint);
  const Source source(text);
  TreeBuilder builder(source, file, complaints, limits);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Stop& stop) {
    return fail(stop.mark, stop.complaint);
  } catch (const YAML::ParserException& error) {
    const Mark mark = source.point(error.mark);
    return fail(mark, not_yaml(error, source.line(mark.line)));
  }
  std::optional<Node> root = std::move(builder).take();
  if (!root) return fail({}, {"empty-file", "the file holds no value"});
  return root;
}

}  // namespace vitrine::spec
