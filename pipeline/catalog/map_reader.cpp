#include "pipeline/catalog/map_reader.hpp"

#include "pipeline/util/money.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>
#include <utility>

namespace vitrine::catalog {
namespace {

template <class Number>
std::optional<Number> whole_text_as(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::size_t> parse_bytes(std::string_view text) {
  const std::size_t unit_at = std::min(text.find_first_not_of("0123456789"), text.size());
  const std::optional<std::size_t> number = whole_text_as<std::size_t>(text.substr(0, unit_at));
  if (!number || *number > 1'000'000) return std::nullopt;
  const std::string_view unit = util::trim(text.substr(unit_at));
  // Channels do not say which megabyte they mean; the smaller one is right for both.
  if (unit == "MB") return *number * 1'000'000;
  if (unit == "KB" || unit == "kB") return *number * 1'000;
  if (unit == "B") return *number;
  return std::nullopt;
}

}  // namespace

std::optional<double> parse_number(std::string_view text) { return whole_text_as<double>(text); }
std::optional<int> parse_whole(std::string_view text) { return whole_text_as<int>(text); }

std::optional<domain::PixelSize> parse_pixel_size(std::string_view text) {
  const std::vector<std::string_view> sides = util::split(text, 'x');
  if (sides.size() != 2) return std::nullopt;
  const std::optional<int> width = parse_whole(sides[0]), height = parse_whole(sides[1]);
  constexpr int kMostSide = 20'000;
  if (!width || !height || *width < 1 || *height < 1 || *width > kMostSide || *height > kMostSide)
    return std::nullopt;
  return domain::PixelSize{*width, *height};
}

MapReader::MapReader(const Node& table, std::string what, Complaints& complaints)
    : table_(table), what_(std::move(what)), complaints_(complaints) {
  if (table.kind != Node::Kind::map)
    complaints_.error(table, "wrong-type", what_ + " must be a table of keys and values");
}

const Node* MapReader::find(std::string_view key) {
  if (std::find(known_.begin(), known_.end(), key) == known_.end()) known_.emplace_back(key);
  const Node* node = table_.find(key);
  return node == nullptr || node->kind == Node::Kind::empty ? nullptr : node;
}

const Node* MapReader::need(std::string_view key) {
  const Node* node = find(key);
  if (node == nullptr && table_.kind == Node::Kind::map)
    complaints_.error(table_, "missing-key", what_ + " lacks \"" + std::string(key) + "\"");
  return node;
}

const Node* MapReader::scalar(std::string_view key) {
  const Node* node = find(key);
  if (node == nullptr || node->kind == Node::Kind::scalar) return node;
  wrong_type(*node, key, "a single value");
  return nullptr;
}

void MapReader::wrong_type(const Node& node, std::string_view key, std::string_view wanted) {
  const std::string shown =
      node.kind == Node::Kind::scalar ? "\"" + util::one_line(node.text, 40) + "\"" : "this";
  error(node, "wrong-type",
        std::string(key) + " of " + what_ + ": " + shown + " is not " + std::string(wanted));
}

void MapReader::unknown_word(const Node& node,
                             std::string_view key,
                             const std::vector<std::string>& known) {
  complaints_.unknown(
      node, "unknown-word",
      std::string(key) + " of " + what_ + ": there is no \"" + util::one_line(node.text, 40) + "\"",
      known);
}

std::vector<Node> MapReader::elements(const Node& node) {
  return node.kind == Node::Kind::list ? node.items : std::vector<Node>{node};
}

void MapReader::read(std::string_view key, std::string& value) {
  if (const Node* node = scalar(key)) value = node->text;
}

void MapReader::read(std::string_view key, bool& value) {
  const Node* node = scalar(key);
  if (node == nullptr) return;
  if (node->text == "true" || node->text == "false")
    value = node->text == "true";
  else
    wrong_type(*node, key, "true or false");
}

void MapReader::read(std::string_view key, char& value) {
  const Node* node = scalar(key);
  if (node == nullptr) return;
  if (node->text.size() == 1)
    value = node->text.front();
  else if (node->text == "tab")
    value = '\t';
  else
    wrong_type(*node, key, "a single character (or the word tab)");
}

void MapReader::read(std::string_view key, util::Date& value) {
  const Node* node = scalar(key);
  if (node == nullptr) return;
  if (const std::optional<util::Date> date = util::parse_date(node->text))
    value = *date;
  else
    wrong_type(*node, key, "a day such as 2027-01-31");
}

void MapReader::read(std::string_view key, domain::PixelSize& value) {
  const Node* node = scalar(key);
  if (node == nullptr) return;
  if (const std::optional<domain::PixelSize> size = parse_pixel_size(node->text))
    value = *size;
  else
    wrong_type(*node, key, "a size in pixels such as 2000x2000");
}

void MapReader::read(std::string_view key, domain::Rgb& value) {
  const Node* node = scalar(key);
  if (node == nullptr) return;
  if (const std::optional<domain::Rgb> color = domain::parse_color(node->text))
    value = *color;
  else
    wrong_type(*node, key, "a colour such as \"#F2F3F4\"");
}

void MapReader::read(std::string_view key, std::optional<domain::Aspect>& value) {
  const Node* node = scalar(key);
  if (node == nullptr) return;
  value = domain::parse_aspect(node->text);
  if (!value) wrong_type(*node, key, "a ratio such as \"4:5\"");
}

void MapReader::read(std::string_view key, std::vector<std::string>& value) {
  const Node* node = find(key);
  if (node == nullptr) return;
  value.clear();
  for (const Node& item : elements(*node)) {
    if (item.kind == Node::Kind::scalar)
      value.push_back(item.text);
    else
      wrong_type(item, key, "a text");
  }
}

void MapReader::read(std::string_view key, int& value, int least, int most) {
  const Node* node = scalar(key);
  if (node == nullptr) return;
  const std::optional<int> number = parse_whole(node->text);
  if (number && *number >= least && *number <= most)
    value = *number;
  else
    wrong_type(*node, key,
               "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
}

void MapReader::read(std::string_view key, std::vector<int>& values, int least, int most) {
  const Node* node = find(key);
  if (node == nullptr) return;
  values.clear();
  for (const Node& item : elements(*node)) {
    const std::optional<int> number =
        item.kind == Node::Kind::scalar ? parse_whole(item.text) : std::nullopt;
    if (number && *number >= least && *number <= most)
      values.push_back(*number);
    else
      wrong_type(item, key,
                 "whole numbers from " + std::to_string(least) + " to " + std::to_string(most));
  }
}

void MapReader::read(std::string_view key, double& value, double least, double most) {
  const Node* node = scalar(key);
  if (node == nullptr) return;
  const std::optional<double> number = parse_number(node->text);
  if (number && *number >= least && *number <= most)
    value = *number;
  else
    wrong_type(*node, key,
               "a number from " + util::number_text(least) + " to " + util::number_text(most));
}

void MapReader::read_bytes(std::string_view key, std::size_t& value) {
  const Node* node = scalar(key);
  if (node == nullptr) return;
  if (const std::optional<std::size_t> bytes = parse_bytes(node->text))
    value = *bytes;
  else
    wrong_type(*node, key, "a size such as 300 KB or 5 MB");
}

void MapReader::read_micros(std::string_view key, std::int64_t& value) {
  const Node* node = scalar(key);
  if (node == nullptr) return;
  const util::Result<util::Money> amount = util::parse_money(node->text);
  if (amount)
    value = amount->micros;
  else
    error(*node, "wrong-type", std::string(key) + " of " + what_ + ": " + amount.error().message);
}

void MapReader::need_confidence(std::string& value) {
  static const std::vector<std::string> kWords{"high", "medium", "low"};
  const Node* node = need("confidence");
  if (node == nullptr) return;
  if (std::find(kWords.begin(), kWords.end(), node->text) != kWords.end())
    value = node->text;
  else
    unknown_word(*node, "confidence", kWords);
}

void MapReader::refuse_other_keys() {
  for (const Node& key : table_.keys)
    if (std::find(known_.begin(), known_.end(), key.text) == known_.end())
      complaints_.unknown(key, "unknown-key", "unknown key \"" + key.text + "\" in " + what_,
                          known_);
}

void MapReader::error(const Node& where, std::string code, const std::string& message) {
  complaints_.error(where, std::move(code), message);
}

}  // namespace vitrine::catalog
