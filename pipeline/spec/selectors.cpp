#include "pipeline/spec/selectors.hpp"

#include "pipeline/spec/read_values.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <array>

namespace vitrine::spec {
namespace {

constexpr std::array<std::string_view, 4> kProductFields{"sku", "title", "category", "group"};
constexpr std::array<std::string_view, 6> kShotFields{"colorway", "color",   "scene",
                                                      "view",     "profile", "shot"};

bool is_pattern(const std::string& text) { return text.find('*') != std::string::npos; }

bool matches_any(const std::string& pattern, const std::vector<std::string>& values) {
  return std::any_of(values.begin(), values.end(), [&](const std::string& value) {
    return util::matches_pattern(value, pattern);
  });
}

std::string without_digits(std::string text) {
  std::erase_if(text, [](char c) { return c >= '0' && c <= '9'; });
  return text;
}

std::vector<std::string> skus_of(const std::vector<domain::Product>& products) {
  std::vector<std::string> skus;
  for (const domain::Product& product : products) skus.push_back(product.sku);
  return skus;
}

void check_sku(const Node& value, const SelectorChecks::World& world, Complaints& complaints) {
  std::vector<std::string> known = skus_of(world.products);
  known.insert(known.end(), world.set_aside_skus.begin(), world.set_aside_skus.end());
  if (matches_any(value.text, known)) return;
  Complaint complaint =
      unknown_word("no-such-sku", "no product " + quote(value.text), value.text, known);
  // With a feed, an article may be gone tonight. A slip of the pen changes more than its digits.
  const bool looks_like_a_slip = !complaint.suggestion.empty() &&
                                 without_digits(complaint.suggestion) != without_digits(value.text);
  const bool is_error = !is_pattern(value.text) && (!world.has_feeds || looks_like_a_slip);
  complaints.add(is_error ? Complaints::Level::error : Complaints::Level::warning, value,
                 std::move(complaint));
}

/// Whole categories and the steps of their paths ("Kitchen > Mugs"), to find what a pattern meant.
std::vector<std::string> category_words(const std::vector<domain::Product>& products) {
  std::set<std::string> words;
  for (const domain::Product& product : products) {
    words.insert(product.category);
    for (const std::string_view step : util::split(product.category, '>'))
      words.emplace(util::trim(step));
  }
  words.erase("");
  return {words.begin(), words.end()};
}

void check_category(const Node& value, const SelectorChecks::World& world, Complaints& complaints) {
  const bool matches = std::any_of(world.products.begin(), world.products.end(),
                                   [&](const domain::Product& product) {
                                     return util::matches_pattern(product.category, value.text);
                                   });
  if (matches || world.products.empty()) return;
  // The pattern "Kitchn*" is held against "Kitchen*": the known words with the same stars.
  const std::string before(value.text.starts_with('*') ? "*" : "");
  const std::string behind(value.text.size() > 1 && value.text.ends_with('*') ? "*" : "");
  std::vector<std::string> known = category_words(world.products);
  for (std::string& word : known) word = before + word + behind;
  Complaint complaint = unknown_word(
      "no-such-category", "no product of the category " + quote(value.text), value.text, known);
  const bool is_error = !world.has_feeds && !complaint.suggestion.empty();
  complaints.add(is_error ? Complaints::Level::error : Complaints::Level::warning, value,
                 std::move(complaint));
}

}  // namespace

void check_colorway(const Node& value,
                    const std::vector<std::string>& known,
                    bool has_feeds,
                    Complaints& complaints) {
  if (matches_any(value.text, known)) return;
  Complaint complaint =
      unknown_word("no-such-colorway", "no colorway " + quote(value.text), value.text, known);
  const bool is_error = !has_feeds || !complaint.suggestion.empty();
  complaints.add(is_error ? Complaints::Level::error : Complaints::Level::warning, value,
                 std::move(complaint));
}

std::map<std::string, std::string> product_fields(const domain::Product& product) {
  std::map<std::string, std::string> fields = product.attributes;
  fields["sku"] = product.sku;
  fields["title"] = product.title;
  if (!product.category.empty()) fields["category"] = product.category;
  if (!product.group.empty()) fields["group"] = product.group;
  return fields;
}

void SelectorChecks::add(const Node* selector, Subject subject) {
  if (selector && selector->is_map()) added_.push_back({selector, subject});
}

void SelectorChecks::check_field(const Node& key, Subject subject, Complaints& complaints) {
  const bool is_of_shots =
      std::find(kShotFields.begin(), kShotFields.end(), key.text) != kShotFields.end();
  if (is_of_shots && subject == Subject::product && !attributes_.has(key.text))
    complaints.error(key,
                     {"wrong-field", quote(key.text) + " is known of a shot, not of a product; "
                                                       "use `scenes`, `colorways` or adjust"});
  else
    attributes_.refer(key);
}

void SelectorChecks::check(const World& world, Complaints& complaints) {
  for (const domain::Product& product : world.products)
    for (const auto& [attribute, value] : product.attributes) attributes_.define(attribute);
  for (const Added& added : added_)
    for (const Node::Entry& entry : added.selector->entries)
      check_field(entry.key, added.subject, complaints);
  for (const std::string_view field : kProductFields) attributes_.define(std::string(field));
  for (const std::string_view field : kShotFields) attributes_.define(std::string(field));
  attributes_.check(complaints);
  for (const Added& added : added_)
    for (const Node::Entry& entry : added.selector->entries) check_values(entry, world, complaints);
}

void SelectorChecks::check_values(const Node::Entry& entry,
                                  const World& world,
                                  Complaints& complaints) const {
  const std::string& field = entry.key.text;
  const auto check_word = [&](const Node& value, const std::string& what,
                              const std::vector<std::string>& known) {
    if (!matches_any(value.text, known))
      complaints.error(
          value, unknown_word("no-such-" + what, "no " + what + " " + quote(value.text), value.text,
                              known));
  };
  const std::span<const std::string> views = domain::names<domain::View>();
  for (const Node* value : scalars_of(&entry.value)) {
    if (field == "sku")
      check_sku(*value, world, complaints);
    else if (field == "category")
      check_category(*value, world, complaints);
    else if (field == "scene")
      check_word(*value, "scene", world.scenes);
    else if (field == "profile")
      check_word(*value, "profile", world.profiles);
    else if (field == "view")
      check_word(*value, "view", {views.begin(), views.end()});
    else if (field == "colorway")
      check_colorway(*value, world.colorways, world.has_feeds, complaints);
  }
}

}  // namespace vitrine::spec
