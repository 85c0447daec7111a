#include "pipeline/catalog/node.hpp"

#include "pipeline/util/text.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <utility>

namespace vitrine::catalog {
namespace {

constexpr int kMostNodes = 200'000;

/// Copies yaml-cpp's tree into ours. An alias is copied wherever it stands, so the count also stops
/// a file whose aliases multiply.
class Converter {
 public:
  Converter(int file, Complaints& complaints) : file_(file), complaints_(complaints) {}

  Node convert(const YAML::Node& yaml) {
    Node node;
    node.origin = {file_, yaml.Mark().line + 1, yaml.Mark().column + 1};
    if (++count_ > kMostNodes) {
      if (count_ == kMostNodes + 1)
        complaints_.error(node, "too-large", "this file holds more entries than any table of ours");
      return node;
    }
    if (yaml.IsScalar()) {
      node.kind = Node::Kind::scalar;
      node.text = yaml.Scalar();
      // YAML's own word for nothing; in quotes it is a text.
      if (yaml.Tag() == "?" && (node.text == "null" || node.text == "~"))
        node.kind = Node::Kind::empty;
    } else if (yaml.IsSequence()) {
      node.kind = Node::Kind::list;
      for (const YAML::Node& item : yaml) node.items.push_back(convert(item));
    } else if (yaml.IsMap()) {
      node.kind = Node::Kind::map;
      for (const auto& entry : yaml) add_entry(node, entry.first, entry.second);
    }
    return node;
  }

  bool too_large() const { return count_ > kMostNodes; }

 private:
  void add_entry(Node& map, const YAML::Node& key, const YAML::Node& value) {
    Node our_key = convert(key);
    if (too_large()) return;
    if (map.find(our_key.text) != nullptr) {  // yaml-cpp would silently keep the first
      complaints_.error(our_key, "duplicate-key",
                        "key \"" + our_key.text + "\" stands twice in one table");
      return;
    }
    map.keys.push_back(std::move(our_key));
    map.items.push_back(convert(value));
  }

  int file_;
  Complaints& complaints_;
  int count_ = 0;
};

}  // namespace

const Node* Node::find(std::string_view key) const {
  for (std::size_t i = 0; i < keys.size(); ++i)
    if (keys[i].text == key) return &items[i];
  return nullptr;
}

std::string Node::text_of(std::string_view key) const {
  const Node* found = find(key);
  return found != nullptr && found->kind == Kind::scalar ? found->text : std::string();
}

Node overlaid(Node base, const Node& over) {
  if (base.kind != Node::Kind::map || over.kind != Node::Kind::map) return over;
  for (std::size_t i = 0; i < over.keys.size(); ++i) {
    const auto same = std::find_if(base.keys.begin(), base.keys.end(),
                                   [&](const Node& key) { return key.text == over.keys[i].text; });
    if (same == base.keys.end()) {
      base.keys.push_back(over.keys[i]);
      base.items.push_back(over.items[i]);
    } else {
      Node& value = base.items[static_cast<std::size_t>(same - base.keys.begin())];
      value = overlaid(std::move(value), over.items[i]);
      *same = over.keys[i];
    }
  }
  base.origin = over.origin;  // complaints about the whole row belong to who wrote it last
  return base;
}

Node without(Node map, std::string_view key) {
  for (std::size_t i = 0; i < map.keys.size(); ++i) {
    if (map.keys[i].text != key) continue;
    map.keys.erase(map.keys.begin() + static_cast<std::ptrdiff_t>(i));
    map.items.erase(map.items.begin() + static_cast<std::ptrdiff_t>(i));
    break;
  }
  return map;
}

int Complaints::add_file(std::string name) {
  files_.push_back(std::move(name));
  return static_cast<int>(files_.size()) - 1;
}

void Complaints::error(const Node& where,
                       std::string code,
                       std::string message,
                       std::string suggestion) {
  domain::Problem problem;
  if (where.origin.file >= 0) problem.file = files_.at(static_cast<std::size_t>(where.origin.file));
  problem.line = where.origin.line;
  problem.column = where.origin.column;
  const bool one_line = where.text.find('\n') == std::string::npos;
  if (where.kind == Node::Kind::scalar && one_line)
    problem.length = std::max(1, static_cast<int>(where.text.size()));
  problem.code = std::move(code);
  problem.message = std::move(message);
  problem.suggestion = std::move(suggestion);
  // A row with dated rules is read once for each of its days.
  const auto said = [&](const domain::Problem& other) {
    return other.file == problem.file && other.line == problem.line &&
           other.column == problem.column && other.message == problem.message;
  };
  if (std::none_of(problems_.begin(), problems_.end(), said))
    problems_.push_back(std::move(problem));
}

void Complaints::unknown(const Node& where,
                         std::string code,
                         std::string message,
                         const std::vector<std::string>& known) {
  if (std::optional<std::string> near = util::nearest(where.text, known)) {
    error(where, std::move(code), message + "; did you mean \"" + *near + "\"?", *near);
  } else {
    error(where, std::move(code), message + " (known: " + util::join(known, ", ") + ")");
  }
}

void Complaints::error_in_file(
    int file, int line, int column, std::string code, std::string message) {
  Node where;
  where.origin = {file, line, column};
  error(where, std::move(code), std::move(message));
}

Node parse_yaml(std::string_view yaml, int file, Complaints& complaints) {
  try {
    Converter converter(file, complaints);
    Node tree = converter.convert(YAML::Load(std::string(yaml)));
    return converter.too_large() ? Node{} : tree;
  } catch (const YAML::Exception& e) {
    complaints.error_in_file(file, std::max(0, e.mark.line + 1), std::max(0, e.mark.column + 1),
                             "bad-yaml", "this is not YAML: " + util::one_line(e.msg));
    return {};
  }
}

}  // namespace vitrine::catalog
