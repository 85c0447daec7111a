#include "pipeline/emulator/yaml_node.hpp"

#include "pipeline/util/text.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

namespace vitrine::emulator {
namespace {

constexpr int kMostNodes = 20'000;

class Converter {
 public:
  explicit Converter(std::vector<Mistake>& mistakes) : mistakes_(mistakes) {}

  YamlNode convert(const YAML::Node& yaml) {
    YamlNode node;
    node.line = yaml.Mark().line + 1;
    node.column = yaml.Mark().column + 1;
    if (++count_ > kMostNodes) {
      if (count_ == kMostNodes + 1)
        mistakes_.push_back({node.line, node.column, "more entries than any scenario needs"});
      return node;
    }
    if (yaml.IsScalar()) {
      node.kind = YamlNode::Kind::scalar;
      node.text = yaml.Scalar();
    } else if (yaml.IsSequence()) {
      node.kind = YamlNode::Kind::list;
      for (const YAML::Node& item : yaml) node.items.push_back(convert(item));
    } else if (yaml.IsMap()) {
      node.kind = YamlNode::Kind::map;
      for (const auto& entry : yaml) add_entry(node, entry.first, entry.second);
    }
    return node;
  }

 private:
  void add_entry(YamlNode& map, const YAML::Node& key, const YAML::Node& value) {
    YamlNode own_key = convert(key);
    if (map.find(own_key.text) != nullptr) {
      mistakes_.push_back(
          {own_key.line, own_key.column, "the key \"" + own_key.text + "\" stands twice here"});
      return;
    }
    map.keys.push_back(std::move(own_key));
    map.items.push_back(convert(value));
  }

  std::vector<Mistake>& mistakes_;
  int count_ = 0;
};

std::optional<double> number_of(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

std::optional<std::int64_t> milliseconds_of(std::string_view text) {
  const std::size_t unit_at = std::min(text.find_first_not_of("0123456789."), text.size());
  const std::optional<double> number = number_of(text.substr(0, unit_at));
  const std::string_view unit = util::trim(text.substr(unit_at));
  constexpr double kMost = 1e12;
  double factor = 0;
  if (unit == "ms") factor = 1;
  if (unit == "s" || unit.empty()) factor = 1'000;
  if (unit == "m") factor = 60'000;
  if (unit == "h") factor = 3'600'000;
  if (!number || factor == 0 || *number * factor > kMost) return std::nullopt;
  return static_cast<std::int64_t>(*number * factor + 0.5);
}

/// A few words; of many nobody would find the right one in a line.
std::string known_words(const std::vector<std::string>& known) {
  constexpr std::size_t kReadable = 20;
  return known.size() > kReadable ? " (--help lists them all)"
                                  : " (known: " + util::join(known, ", ") + ")";
}

}  // namespace

const YamlNode* YamlNode::find(std::string_view key) const {
  for (std::size_t i = 0; i < keys.size(); ++i)
    if (keys[i].text == key) return &items[i];
  return nullptr;
}

std::string to_text(const Mistake& mistake, std::string_view file) {
  return std::string(file) + ":" + std::to_string(mistake.line) + ":" +
         std::to_string(mistake.column) + ": " + mistake.message;
}

YamlNode parse_yaml(std::string_view text, std::vector<Mistake>& mistakes) {
  try {
    return Converter(mistakes).convert(YAML::Load(std::string(text)));
  } catch (const YAML::Exception& error) {
    mistakes.push_back({std::max(1, error.mark.line + 1), std::max(1, error.mark.column + 1),
                        "this is not YAML: " + util::one_line(error.msg)});
    return {};
  }
}

YamlMap::YamlMap(const YamlNode& node, std::string what, std::vector<Mistake>& mistakes)
    : node_(node), what_(std::move(what)), mistakes_(mistakes) {
  if (node.kind != YamlNode::Kind::map && node.kind != YamlNode::Kind::empty)
    wrong(node, what_ + " must be keys and values");
}

const YamlNode* YamlMap::find(std::string_view key) {
  known_.emplace_back(key);
  const YamlNode* found = node_.find(key);
  return found == nullptr || found->kind == YamlNode::Kind::empty ? nullptr : found;
}

void YamlMap::wrong(const YamlNode& where, const std::string& message) {
  mistakes_.push_back({where.line, where.column, message});
}

void YamlMap::unknown_word(const YamlNode& where,
                           std::string_view key,
                           const std::vector<std::string>& known) {
  const std::optional<std::string> near = util::nearest(where.text, known);
  wrong(where, std::string(key) + " of " + what_ + ": there is no \"" +
                   util::one_line(where.text, 40) + "\"" +
                   (near ? "; did you mean \"" + *near + "\"?" : known_words(known)));
}

std::vector<YamlNode> YamlMap::words(std::string_view key) {
  const YamlNode* found = find(key);
  if (found == nullptr) return {};
  std::vector<YamlNode> all =
      found->kind == YamlNode::Kind::list ? found->items : std::vector<YamlNode>{*found};
  for (const YamlNode& one : all)
    if (one.kind != YamlNode::Kind::scalar)
      wrong(one, std::string(key) + " of " + what_ + " must hold words");
  std::erase_if(all, [](const YamlNode& one) { return one.kind != YamlNode::Kind::scalar; });
  return all;
}

void YamlMap::read(std::string_view key, double& value, double least, double most) {
  const YamlNode* found = find(key);
  if (found == nullptr) return;
  const std::optional<double> number = number_of(found->text);
  if (found->kind == YamlNode::Kind::scalar && number && *number >= least && *number <= most)
    value = *number;
  else
    wrong(*found, std::string(key) + " of " + what_ + " must be a number from " +
                      util::number_text(least) + " to " + util::number_text(most));
}

void YamlMap::read(std::string_view key, std::uint64_t& value) {
  double number = static_cast<double>(value);
  read(key, number, 0, 9007199254740992.0);
  if (number != std::floor(number))
    wrong(*node_.find(key), std::string(key) + " of " + what_ + " must be a whole number");
  else
    value = static_cast<std::uint64_t>(number);
}

void YamlMap::read(std::string_view key, std::string& value) {
  const YamlNode* found = find(key);
  if (found == nullptr) return;
  if (found->kind == YamlNode::Kind::scalar)
    value = found->text;
  else
    wrong(*found, std::string(key) + " of " + what_ + " must be a text");
}

void YamlMap::read(std::string_view key, bool& value) {
  const YamlNode* found = find(key);
  if (found == nullptr) return;
  if (found->text == "true" || found->text == "false")
    value = found->text == "true";
  else
    wrong(*found, std::string(key) + " must be true or false");
}

void YamlMap::read_span(std::string_view key, std::int64_t& milliseconds) {
  if (const YamlNode* found = find(key)) span_of(*found, key, milliseconds);
}

bool YamlMap::span_of(const YamlNode& node, std::string_view key, std::int64_t& milliseconds) {
  const std::optional<std::int64_t> span =
      node.kind == YamlNode::Kind::scalar ? milliseconds_of(node.text) : std::nullopt;
  if (span)
    milliseconds = *span;
  else
    wrong(node, std::string(key) + " of " + what_ + " must be a time such as 200ms, 1.5s or 2m");
  return span.has_value();
}

void YamlMap::refuse_other_keys() {
  for (const YamlNode& key : node_.keys) {
    if (std::find(known_.begin(), known_.end(), key.text) != known_.end()) continue;
    const std::optional<std::string> near = util::nearest(key.text, known_);
    wrong(key, "unknown key \"" + util::one_line(key.text, 40) + "\" in " + what_ +
                   (near ? "; did you mean \"" + *near + "\"?" : known_words(known_)));
  }
}

}  // namespace vitrine::emulator
