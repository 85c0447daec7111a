#pragma once

#include "pipeline/domain/values.hpp"
#include "pipeline/domain/words.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace vitrine::domain {

/// One field → the values or `*` patterns it may have.
struct Condition {
  std::string field;
  std::vector<std::string> patterns;
  Origin origin;
};
/// All conditions must match; a field that is not there never matches. An empty selector matches
/// everything.
struct Selector {
  std::vector<Condition> conditions;

  bool empty() const { return conditions.empty(); }
  /// `fields` holds every value of the subject by name (sku, title, category, scene, …).
  bool matches(const std::map<std::string, std::string>& fields) const;
};

/// The product alone: transparent, or on a plain colour.
struct PackshotBackdrop {
  std::optional<Rgb> color;  ///< nothing: transparent
};
struct PictureBackdrop {
  std::filesystem::path file;
};
struct PromptBackdrop {
  std::string text;
};

/// Where things stand in a scene picture.
struct Surface {
  SurfaceKind on = SurfaceKind::table;
  std::vector<Point> polygon;        ///< at least three corners
  std::optional<Length> front_edge;  ///< true length of the polygon's lowest side
};
struct Place {
  Point at{0.5, 0.8};   ///< where the middle of the product's foot stands
  double height = 0.3;  ///< of the product, as a fraction of the picture's height
  friend bool operator==(const Place&, const Place&) = default;
};
struct Light {
  LightFrom from = LightFrom::above;
  LightQuality quality = LightQuality::soft;
  friend bool operator==(const Light&, const Light&) = default;
};

/// Which harm a model that filters shall withhold, and from when on.
struct SafetyRule {
  HarmCategory category = HarmCategory::harassment;
  SafetyThreshold threshold = SafetyThreshold::medium_and_above;
  friend bool operator==(const SafetyRule&, const SafetyRule&) = default;
};
/// Such a rule as a job says it.
struct SafetyWish {
  SafetyRule rule;
  Origin from;  ///< of the category
  friend bool operator==(const SafetyWish&, const SafetyWish&) = default;
};

/// What only a model that is asked is told about a picture; nothing of it reaches the studio.
struct Wishes {
  std::string style;                      ///< "editorial, muted colours"
  std::string resolution;                 ///< the vendor's size class ("2K"); empty: its usual one
  std::optional<std::int32_t> seed;       ///< recorded; no model promises to heed it
  std::optional<ThinkingLevel> thinking;  ///< nothing: the model's own default
  Origin resolution_from, thinking_from;
  std::string system = {};              ///< standing instruction beside the prompt
  std::vector<SafetyWish> safety = {};  ///< by category in its order, each once
  std::string prompt_template = {};     ///< id of who words the request; empty: the usual one
  Origin system_from = {}, template_from = {};
  std::string quality = {};  ///< a word of QualityLevel; empty: the model's usual one
  Origin quality_from = {}, seed_from = {};
  friend bool operator==(const Wishes&, const Wishes&) = default;
};
/// What `over` says beats `wishes`, one by one; of safety, category by category.
Wishes laid_over(Wishes wishes, const Wishes& over);

/// One more request about a shot's picture: what is to be changed in it.
struct RefineStep {
  std::string words;
  StandsOn from = StandsOn::original;
  std::optional<std::filesystem::path> within =
      {};  ///< mask, white where it may change; nothing: all
  Origin origin = {};
  friend bool operator==(const RefineStep&, const RefineStep&) = default;
};

/// What a scene is of a series: frames that show one product, and whoever is in them, in order.
struct Frame {
  std::string series;
  std::string after;  ///< the scene whose picture a model is shown with it; empty: it is the first
  friend bool operator==(const Frame&, const Frame&) = default;
};

/// A model that is asked where the ones before it gave no picture, as a job names it.
struct Fallback {
  std::string model;
  Origin from;
  friend bool operator==(const Fallback&, const Fallback&) = default;
};

struct Scene {
  std::string name;
  std::optional<Frame> frame;
  std::variant<PackshotBackdrop, PictureBackdrop, PromptBackdrop> backdrop;
  std::optional<Surface> surface;
  std::optional<Place> place;
  std::optional<std::filesystem::path> foreground;  ///< mask of what stands in front
  std::optional<Light> light;                       ///< nothing said: as the picture itself shows
  std::optional<double>
      reflection;  ///< of the surface, 0..1; nothing said: a picture's mirrors none
  std::string camera;
  std::optional<Aspect> aspect;
  Origin aspect_from;
  Wishes wishes;  ///< beat the job's
  /// In order; beats the job's, and an empty list is one. Nothing said: the job's.
  std::optional<std::vector<Fallback>> fallback = {};
  Selector fits;  ///< other products are never put here
  std::optional<PixelMode> pixels;
  std::optional<ShadowKind> shadow;
  std::optional<Approval> approve;
  Origin origin;

  bool is_packshot() const { return std::holds_alternative<PackshotBackdrop>(backdrop); }
  /// "morning-2" answers to its own name and to that of its series, "morning".
  bool is_called(const std::string& called) const {
    return called == name || (frame && called == frame->series);
  }
};

/// The names of the scenes that are called so, in order; of none, the name itself.
std::vector<std::string> scenes_named(const std::string& called, const std::vector<Scene>& scenes);

/// The selector with the names of all frames where it names a series.
Selector with_frames(Selector selector, const std::vector<Scene>& scenes);

}  // namespace vitrine::domain
