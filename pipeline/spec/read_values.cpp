#include "pipeline/spec/read_values.hpp"

#include <utility>

namespace vitrine::spec {

namespace fs = std::filesystem;

std::optional<fs::path> PathReader::take(const Node& named, FoundFile found) {
  if (!found.complaint) return std::move(found.path);
  complaints_.error(named, std::move(*found.complaint));
  return std::nullopt;
}

std::optional<fs::path> PathReader::file(const Node* named) {
  const std::string* text = text_of(named);
  if (!text) return std::nullopt;
  return take(*named, files_.file(folder_of(*named), *text));
}

std::optional<fs::path> PathReader::picture(const Node* named) {
  const std::string* text = text_of(named);
  if (!text) return std::nullopt;
  return take(*named, files_.picture(folder_of(*named), *text));
}

std::optional<fs::path> PathReader::place(const Node* named) {
  const std::string* text = text_of(named);
  if (!text) return std::nullopt;
  const fs::path path = (folder_of(*named) / *text).lexically_normal();
  return take(*named, {path, files_.outside(path, *text), {}});
}

std::optional<domain::Target> PathReader::target(const Node* node) {
  const std::string* text = text_of(node);
  if (!text) return std::nullopt;
  if (const std::optional<domain::Rgb> color = domain::parse_color(*text)) return *color;
  if (text->starts_with('#')) return std::nullopt;
  if (std::optional<fs::path> swatch = picture(node)) return std::move(*swatch);
  return std::nullopt;
}

std::string text_or(const Node* node, std::string otherwise) {
  const std::string* text = text_of(node);
  return text ? *text : std::move(otherwise);
}

std::vector<const Node*> scalars_of(const Node* node) {
  std::vector<const Node*> all;
  if (!node) return all;
  if (node->kind == Node::Kind::scalar) all.push_back(node);
  for (const Node& item : node->items)
    if (item.kind == Node::Kind::scalar) all.push_back(&item);
  return all;
}

std::vector<std::string> words_of(const Node* node) {
  std::vector<std::string> words;
  for (const Node* scalar : scalars_of(node)) words.push_back(scalar->text);
  return words;
}

std::vector<domain::Fallback> fallback_of(const Node* node) {
  std::vector<domain::Fallback> models;
  for (const Node* scalar : scalars_of(node)) models.push_back({scalar->text, scalar->origin()});
  return models;
}

std::optional<domain::Length> length_of(const Node* node) {
  const std::string* text = text_of(node);
  return text ? domain::parse_length(*text) : std::nullopt;
}

std::optional<domain::Point> point_of(const Node& node) {
  if (node.items.size() != 2) return std::nullopt;
  const std::optional<double> x = number_of(node.items[0]), y = number_of(node.items[1]);
  if (!x || !y) return std::nullopt;
  return domain::Point{*x, *y};
}

std::optional<domain::TrueSize> size_of(const Node* node) {
  if (!node || !node->is_map()) return std::nullopt;
  return domain::TrueSize{length_of(node->find("height")), length_of(node->find("width"))};
}

std::optional<domain::Place> place_of(const Node* node) {
  if (!node || !node->is_map()) return std::nullopt;
  domain::Place place;
  if (const Node* at = node->find("at"))
    if (const std::optional<domain::Point> point = point_of(*at)) place.at = *point;
  if (const Node* height = node->find("height"))
    if (const std::optional<double> value = number_of(*height)) place.height = *value;
  return place;
}

domain::Selector selector_of(const Node* node) {
  domain::Selector selector;
  if (!node) return selector;
  for (const Node::Entry& entry : node->entries)
    selector.conditions.push_back({entry.key.text, words_of(&entry.value), entry.key.origin()});
  return selector;
}

namespace {

std::vector<domain::SafetyWish> safety_of(const Node* node) {
  std::vector<domain::SafetyWish> safety;
  if (!node) return safety;
  for (const Node::Entry& entry : node->entries) {
    const auto category = domain::parse<domain::HarmCategory>(entry.key.text);
    const auto threshold = choice_of<domain::SafetyThreshold>(&entry.value);
    if (category && threshold) safety.push_back({{*category, *threshold}, entry.key.origin()});
  }
  return safety;
}

}  // namespace

domain::Wishes wishes_of(const std::function<const Node*(std::string_view)>& key) {
  domain::Wishes wishes;
  wishes.style = text_or(key("style"));
  if (const Node* resolution = key("resolution"); text_of(resolution)) {
    wishes.resolution = resolution->text;
    wishes.resolution_from = resolution->origin();
  }
  if (const Node* seed = key("seed"))
    if (const std::optional<long long> number = integer_of(*seed)) {
      wishes.seed = static_cast<std::int32_t>(*number);
      wishes.seed_from = seed->origin();
    }
  if (const Node* thinking = key("thinking")) {
    wishes.thinking = choice_of<domain::ThinkingLevel>(thinking);
    wishes.thinking_from = thinking->origin();
  }
  if (const Node* quality = key("quality"); text_of(quality)) {
    wishes.quality = quality->text;
    wishes.quality_from = quality->origin();
  }
  if (const Node* system = key("system"); text_of(system)) {
    wishes.system = system->text;
    wishes.system_from = system->origin();
  }
  if (const Node* prompt_template = key("template"); text_of(prompt_template)) {
    wishes.prompt_template = prompt_template->text;
    wishes.template_from = prompt_template->origin();
  }
  domain::Wishes withheld;
  withheld.safety = safety_of(key("safety"));
  return domain::laid_over(std::move(wishes), withheld);
}

}  // namespace vitrine::spec
