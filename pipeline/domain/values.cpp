#include "pipeline/domain/values.hpp"

#include "pipeline/util/text.hpp"

#include <charconv>
#include <system_error>

namespace vitrine::domain {
namespace {

std::optional<double> parse_number(std::string_view text) {
  std::string plain(text);
  for (char& c : plain)
    if (c == ',') c = '.';
  double value = 0;
  const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), value);
  if (error != std::errc{} || end != plain.data() + plain.size()) return std::nullopt;
  return value;
}

std::optional<int> parse_whole(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::optional<Rgb> parse_color(std::string_view text) {
  if ((text.size() != 7 && text.size() != 4) || text[0] != '#') return std::nullopt;
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), value, 16);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  if (text.size() == 7)
    return Rgb{static_cast<std::uint8_t>(value >> 16), static_cast<std::uint8_t>(value >> 8 & 0xFF),
               static_cast<std::uint8_t>(value & 0xFF)};
  return Rgb{static_cast<std::uint8_t>((value >> 8) * 17),
             static_cast<std::uint8_t>((value >> 4 & 15) * 17),
             static_cast<std::uint8_t>((value & 15) * 17)};
}

std::string to_text(Rgb color) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string text = "#";
  for (const std::uint8_t channel : {color.r, color.g, color.b}) {
    text += kDigits[channel >> 4];
    text += kDigits[channel & 15];
  }
  return text;
}

std::optional<Length> parse_length(std::string_view text) {
  text = util::trim(text);
  const std::size_t unit_at = text.find_first_not_of("0123456789.,");
  if (unit_at == 0 || unit_at == std::string_view::npos) return std::nullopt;
  const std::optional<double> number = parse_number(text.substr(0, unit_at));
  if (!number || !(*number > 0)) return std::nullopt;
  const std::string_view unit = util::trim(text.substr(unit_at));
  double millimetres = 0;
  if (unit == "mm")
    millimetres = 1;
  else if (unit == "cm")
    millimetres = 10;
  else if (unit == "m")
    millimetres = 1000;
  else if (unit == "in" || unit == "\"")
    millimetres = 25.4;
  else
    return std::nullopt;
  return Length{*number * millimetres};
}

std::string to_text(Length length) { return util::number_text(length.millimetres / 10) + " cm"; }

std::optional<Aspect> parse_aspect(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::optional<int> width = parse_whole(text.substr(0, colon));
  const std::optional<int> height = parse_whole(text.substr(colon + 1));
  if (!width || !height || *width < 1 || *height < 1 || *width > 100 || *height > 100)
    return std::nullopt;
  return Aspect{*width, *height};
}

std::string to_text(Aspect aspect) {
  return std::to_string(aspect.width) + ":" + std::to_string(aspect.height);
}

}  // namespace vitrine::domain
