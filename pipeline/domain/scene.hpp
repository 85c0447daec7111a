#pragma once

#include "pipeline/domain/values.hpp"
#include "pipeline/domain/words.hpp"

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

struct Scene {
  std::string name;
  std::variant<PackshotBackdrop, PictureBackdrop, PromptBackdrop> backdrop;
  std::optional<Surface> surface;
  std::optional<Place> place;
  std::optional<std::filesystem::path> foreground;  ///< mask of what stands in front
  Light light;
  std::string camera;
  std::optional<Aspect> aspect;
  Selector fits;  ///< other products are never put here
  std::optional<PixelMode> pixels;
  std::optional<ShadowKind> shadow;
  std::optional<Approval> approve;
  Origin origin;

  bool is_packshot() const { return std::holds_alternative<PackshotBackdrop>(backdrop); }
};

}  // namespace vitrine::domain
