#include "pipeline/domain/prompt_template.hpp"

#include <algorithm>
#include <span>

namespace vitrine::domain {
namespace {

template <class E>
void add_keys(std::vector<std::string>& keys, const char* group) {
  for (const std::string& name : names<E>()) keys.push_back(std::string(group) + "." + name);
}

}  // namespace

std::string PromptTemplate::word(const std::string& key) const {
  const auto found = words.find(key);
  return found != words.end() ? found->second : key.substr(key.find('.') + 1);
}

const std::vector<std::string>& prompt_placeholders() {
  static const std::vector<std::string> kNames{
      "prompt",   "style",   "camera",     "lens",       "aperture",  "light",     "surface",
      "stance",   "changes", "keep_parts", "keep_text",  "pieces",    "packshots", "backdrops",
      "swatches", "picture", "mask",       "foreground", "protected", "frame",     "aspect"};
  return kNames;
}

const std::vector<std::string>& prompt_word_keys() {
  static const std::vector<std::string> kKeys = [] {
    // Those of `change` and `camera` are phrases with placeholders of their own.
    std::vector<std::string> keys{"change.color", "change.swatch",   "change.area", "change.like",
                                  "camera.lens",  "camera.aperture", "camera.both", "list.and"};
    for (const char* why :
         {"picture", "product", "text", "print", "color", "complete", "count", "overlay"})
      keys.push_back(std::string("again.") + why);
    add_keys<LightFrom>(keys, "light_from");
    add_keys<LightQuality>(keys, "light_quality");
    add_keys<SurfaceKind>(keys, "surface");
    add_keys<Stance>(keys, "stance");
    return keys;
  }();
  return kKeys;
}

std::vector<std::string_view> placeholders_in(std::string_view text) {
  std::vector<std::string_view> names;
  for (std::size_t open = text.find('{'); open != std::string_view::npos;
       open = text.find('{', open + 1)) {
    const std::size_t close = text.find('}', open);
    if (close == std::string_view::npos) break;
    names.push_back(text.substr(open + 1, close - open - 1));
    open = close;
  }
  return names;
}

}  // namespace vitrine::domain
