#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::domain {

/// Where something was said: an index into the job's list of files, then line and column from 1.
/// file < 0: built in.
struct Origin {
  int file = -1;
  int line = 0;
  int column = 0;
  friend bool operator==(const Origin&, const Origin&) = default;
};

/// An sRGB colour, 8 bits a channel.
struct Rgb {
  std::uint8_t r = 0, g = 0, b = 0;
  friend auto operator<=>(const Rgb&, const Rgb&) = default;
  friend bool operator==(const Rgb&, const Rgb&) = default;
};
/// "#RRGGBB" or "#RGB", either case; nothing for anything else.
std::optional<Rgb> parse_color(std::string_view text);
std::string to_text(Rgb color);  ///< "#RRGGBB", upper case

/// A position in fractions of a picture's width and height, from the top left corner.
struct Point {
  double x = 0, y = 0;
  friend bool operator==(const Point&, const Point&) = default;
};
/// A box in the same fractions: left, top, right, bottom.
struct Box {
  double left = 0, top = 0, right = 1, bottom = 1;
  friend bool operator==(const Box&, const Box&) = default;
};

struct Length {
  double millimetres = 0;
  friend auto operator<=>(const Length&, const Length&) = default;
  friend bool operator==(const Length&, const Length&) = default;
};
/// "21 cm", "140 mm", "1.2 m", `12"`, "12 in"; a comma may stand for the point.
std::optional<Length> parse_length(std::string_view text);
std::string to_text(Length length);  ///< in cm: "21 cm"

/// width : height.
struct Aspect {
  int width = 0, height = 0;
  double ratio() const { return static_cast<double>(width) / height; }
  friend bool operator==(const Aspect&, const Aspect&) = default;
};
std::optional<Aspect> parse_aspect(std::string_view text);  ///< "4:5"
std::string to_text(Aspect aspect);

struct PixelSize {
  int width = 0, height = 0;
  friend bool operator==(const PixelSize&, const PixelSize&) = default;
};

}  // namespace vitrine::domain
