#include "pipeline/spec/scenes.hpp"

#include "pipeline/util/text.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>

namespace vitrine::spec {
namespace {

constexpr std::array<std::string_view, 3> kBackdropKeys{"packshot", "backdrop", "prompt"};

/// What all frames are told, and what one of them is.
std::string told(const std::string& of_all, const std::string& of_one) {
  if (of_all.empty()) return of_one;
  const bool ends = of_all.ends_with('.') || of_all.ends_with('!') || of_all.ends_with('?');
  return of_all + (ends ? " " : ". ") + of_one;
}

/// The keys of one scene, its own and those of the scenes it extends.
using SceneKeys = std::map<std::string, const Node*, std::less<>>;

class SceneReader {
 public:
  SceneReader(const NamedNodes& named, NameTable& names, PathReader& paths, Complaints& complaints)
      : named_(named), names_(names), paths_(paths), complaints_(complaints) {}

  std::vector<domain::Scene> run() {
    for (const Node::Entry* entry : named_)
      if (const Node* parent = entry->value.find("extends"); text_of(parent)) names_.refer(*parent);
    std::vector<domain::Scene> scenes;
    for (const Node::Entry* entry : named_) {
      const SceneKeys keys = keys_of(*entry);
      if (keys.contains("series"))
        read_series(*entry, keys, scenes);
      else
        scenes.push_back(read(*entry, keys));
    }
    return scenes;
  }

 private:
  const Node::Entry* find(const std::string& name) const {
    const auto found = std::find_if(named_.begin(), named_.end(), [&](const Node::Entry* entry) {
      return entry->key.text == name;
    });
    return found == named_.end() ? nullptr : *found;
  }

  /// From the scene up through what it extends; a key nearer to the scene wins, and a backdrop of
  /// one kind replaces that of another.
  SceneKeys keys_of(const Node::Entry& scene) {
    SceneKeys keys;
    std::vector<const Node::Entry*> passed;
    for (const Node::Entry* level = &scene; level;) {
      passed.push_back(level);
      const bool has_backdrop =
          std::any_of(kBackdropKeys.begin(), kBackdropKeys.end(),
                      [&](std::string_view key) { return keys.contains(key); });
      for (const Node::Entry& entry : level->value.entries) {
        const bool is_backdrop = std::find(kBackdropKeys.begin(), kBackdropKeys.end(),
                                           entry.key.text) != kBackdropKeys.end();
        if (!is_backdrop || !has_backdrop) keys.emplace(entry.key.text, &entry.value);
      }
      const Node* parent = level->value.find("extends");
      const std::string* name = text_of(parent);
      level = name ? find(*name) : nullptr;
      if (level && std::find(passed.begin(), passed.end(), level) != passed.end()) {
        complaints_.error(*parent, {"cycle", "the scene " + quote(scene.key.text) +
                                                 " extends itself through " + quote(*name)});
        level = nullptr;
      }
    }
    return keys;
  }

  domain::Scene read(const Node::Entry& entry, const SceneKeys& keys) {
    domain::Scene scene = read_settings(entry, keys);
    read_backdrop(entry, keys, scene);
    return scene;
  }

  /// Each frame is a scene of its own, named after the series.
  void read_series(const Node::Entry& entry,
                   const SceneKeys& keys,
                   std::vector<domain::Scene>& scenes) {
    for (const std::string_view other : {"packshot", "backdrop"})
      if (const auto found = keys.find(other); found != keys.end())
        complaints_.error(
            *found->second,
            {"series-in-words", "the frames of the series " + quote(entry.key.text) +
                                    " are told in words; leave out " + std::string(other)});
    const domain::Scene common = read_settings(entry, keys);
    const auto said = keys.find("prompt");
    const std::string of_all = said == keys.end() ? std::string() : text_or(said->second);
    const std::size_t first = scenes.size();
    for (const Node& item : keys.find("series")->second->items) {
      const Node* words = item.is_map() ? item.find("prompt") : &item;
      const Node* name = item.find("name");
      domain::Scene scene = common;
      scene.origin = item.origin();
      scene.name = common.name + "-" +
                   (text_of(name) ? name->text : std::to_string(scenes.size() - first + 1));
      scene.backdrop = domain::PromptBackdrop{told(of_all, text_or(words))};
      if (const Node* camera = item.find("camera")) scene.camera = text_or(camera);
      scene.frame = domain::Frame{common.name, {}};
      const Node* from = item.find("from");
      const bool is_next = text_of(from) && from->text == "last";
      if (scenes.size() > first)
        scene.frame->after = scenes[is_next ? scenes.size() - 1 : first].name;
      if (names_.has(scene.name))
        complaints_.error(name ? *name : item,
                          {"two-scenes", "there is another scene " + quote(scene.name) +
                                             "; give this frame a name of its own"});
      names_.define(scene.name);
      scenes.push_back(std::move(scene));
    }
  }

  /// All that is said beside the backdrop.
  domain::Scene read_settings(const Node::Entry& entry, const SceneKeys& keys) {
    const auto key = [&](std::string_view name) {
      const auto found = keys.find(name);
      return found == keys.end() ? nullptr : found->second;
    };
    domain::Scene scene;
    scene.name = entry.key.text;
    scene.origin = entry.key.origin();
    scene.surface = surface_of(key("surface"));
    scene.place = place_of(key("place"));
    scene.foreground = paths_.picture(key("foreground"));
    if (const Node* light = key("light")) scene.light = light_of(*light);
    if (const Node* reflection = key("reflection")) scene.reflection = number_of(*reflection);
    scene.camera = text_or(key("camera"));
    if (const Node* aspect = key("aspect"); text_of(aspect)) {
      scene.aspect = domain::parse_aspect(aspect->text);
      scene.aspect_from = aspect->origin();
    }
    scene.wishes = wishes_of(key);
    if (const Node* models = key("fallback")) scene.fallback = fallback_of(models);
    scene.fits = selector_of(key("fits"));
    scene.pixels = choice_of<domain::PixelMode>(key("pixels"));
    scene.shadow = choice_of<domain::ShadowKind>(key("shadow"));
    scene.approve = choice_of<domain::Approval>(key("approve"));
    return scene;
  }

  void read_backdrop(const Node::Entry& entry, const SceneKeys& keys, domain::Scene& scene) {
    std::vector<std::string> given;
    for (const std::string_view key : kBackdropKeys)
      if (keys.contains(key)) given.emplace_back(key);
    if (given.empty() && entry.value.is_map() && !misspells_backdrop(entry.value))
      complaints_.error(entry.key,
                        {"no-backdrop", "the scene " + quote(scene.name) +
                                            " needs packshot, backdrop, prompt or series"});
    if (given.size() > 1) {
      const Node::Entry* second = entry.value.find_entry(given[1]);
      complaints_.error(second ? second->key : entry.key,
                        {"two-backdrops", "the scene " + quote(scene.name) + " has " + given[0] +
                                              " and " + given[1] + "; it can have one of them"});
    }
    if (given.size() != 1) return;
    const Node* value = keys.find(given[0])->second;
    if (given[0] == "packshot")
      scene.backdrop = packshot_backdrop(*value);
    else if (given[0] == "prompt")
      scene.backdrop = domain::PromptBackdrop{text_or(value)};
    else if (std::optional<std::filesystem::path> picture = paths_.picture(value))
      scene.backdrop = domain::PictureBackdrop{std::move(*picture)};
  }

  /// Then the unknown key was complained about, and that is enough.
  static bool misspells_backdrop(const Node& scene) {
    std::vector<std::string> keys(kBackdropKeys.begin(), kBackdropKeys.end());
    keys.emplace_back("series");
    return std::any_of(scene.entries.begin(), scene.entries.end(), [&](const Node::Entry& entry) {
      return util::nearest(entry.key.text, keys).has_value();
    });
  }

  static domain::PackshotBackdrop packshot_backdrop(const Node& value) {
    constexpr domain::Rgb kWhite{255, 255, 255};
    if (value.text == "transparent") return {std::nullopt};
    return {domain::parse_color(value.text).value_or(kWhite)};
  }

  static std::optional<domain::Surface> surface_of(const Node* node) {
    if (!node || !node->is_map()) return std::nullopt;
    domain::Surface surface;
    surface.on = choice_of<domain::SurfaceKind>(node->find("on")).value_or(surface.on);
    if (const Node* polygon = node->find("polygon"))
      for (const Node& corner : polygon->items)
        if (const std::optional<domain::Point> point = point_of(corner))
          surface.polygon.push_back(*point);
    surface.front_edge = length_of(node->find("front_edge"));
    return surface;
  }

  static domain::Light light_of(const Node& node) {
    domain::Light light;
    light.from = choice_of<domain::LightFrom>(node.find("from")).value_or(light.from);
    light.quality = choice_of<domain::LightQuality>(node.find("quality")).value_or(light.quality);
    return light;
  }

  const NamedNodes& named_;
  NameTable& names_;
  PathReader& paths_;
  Complaints& complaints_;
};

}  // namespace

std::vector<domain::Scene> read_scenes(const NamedNodes& named,
                                       NameTable& names,
                                       PathReader& paths,
                                       Complaints& complaints) {
  return SceneReader(named, names, paths, complaints).run();
}

std::vector<domain::Colorway> read_colorways(const NamedNodes& named,
                                             PathReader& paths,
                                             Complaints& complaints) {
  std::vector<domain::Colorway> colorways;
  for (const Node::Entry* entry : named) {
    domain::Colorway colorway;
    colorway.name = entry->key.text;
    colorway.origin = entry->key.origin();
    colorway.zone = text_or(entry->value.find("zone"));
    const Node::Entry* color = entry->value.find_entry("color");
    const Node::Entry* swatch = entry->value.find_entry("swatch");
    if (color && swatch)
      complaints.error(swatch->key, {"two-targets", "the colorway " + quote(colorway.name) +
                                                        " has color and swatch; it can have one"});
    const bool has_unknown_key =
        entry->value.entries.size() >
        (entry->value.find("zone") ? 1U : 0U) + (color ? 1U : 0U) + (swatch ? 1U : 0U);
    if (!color && !swatch && entry->value.is_map() && !has_unknown_key)
      complaints.error(entry->key, {"no-target", "the colorway " + quote(colorway.name) +
                                                     " needs a color or a swatch"});
    if (std::optional<domain::Target> target = paths.target(color    ? &color->value
                                                            : swatch ? &swatch->value
                                                                     : nullptr))
      colorway.target = std::move(*target);
    colorways.push_back(std::move(colorway));
  }
  return colorways;
}

}  // namespace vitrine::spec
