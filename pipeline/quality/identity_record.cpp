#include "pipeline/quality/identity_record.hpp"

#include "pipeline/quality/identity_look.hpp"
#include "pipeline/util/fields.hpp"
#include "pipeline/util/text.hpp"

#include <opencv2/core.hpp>

#include <charconv>
#include <optional>

namespace vitrine::quality {
namespace {

constexpr int kDescriptor = 128;
constexpr std::string_view kDigits = "0123456789abcdef";

template <class Bytes>
std::string hex(const Bytes& bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

std::optional<std::vector<std::uint8_t>> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::vector<std::uint8_t> bytes(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t digit = kDigits.find(text[i]);
    if (digit == std::string_view::npos) return std::nullopt;
    bytes[i / 2] = static_cast<std::uint8_t>(bytes[i / 2] << 4 | digit);
  }
  return bytes;
}

std::string numbers(const std::vector<double>& values) {
  std::vector<std::string> words;
  for (const double value : values) words.push_back(util::number_text(value));
  return util::join(words, " ");
}

std::optional<std::vector<double>> from_numbers(std::string_view text) {
  std::vector<double> values;
  if (text.empty()) return values;
  for (const std::string_view word : util::split(text, ' ')) {
    double value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
    values.push_back(value);
  }
  return values;
}

template <class ToByte>
std::string packed(const std::vector<float>& values, ToByte to_byte) {
  std::vector<std::uint8_t> bytes;
  for (const float value : values) bytes.push_back(to_byte(value));
  return hex(bytes);
}

template <class FromByte>
std::optional<std::vector<float>> unpacked(const std::optional<std::string_view>& text,
                                           FromByte from_byte) {
  if (!text) return std::nullopt;
  const auto bytes = from_hex(*text);
  if (!bytes) return std::nullopt;
  std::vector<float> values;
  for (const std::uint8_t byte : *bytes) values.push_back(from_byte(byte));
  return values;
}

/// Fills what a record adds to a prepared reference; false if the record is not of it.
bool add(const util::Fields& fields, IdentityReference& reference) {
  const auto text = [&](std::string_view name) { return util::find(fields, name); };
  const auto list = [&](std::string_view name) { return from_numbers(text(name).value_or("?")); };
  const cv::Rect& box = reference.box;
  const std::vector<double> frame{reference.cutout.width + 0.0,
                                  reference.cutout.height + 0.0,
                                  box.x + 0.0,
                                  box.y + 0.0,
                                  box.width + 0.0,
                                  box.height + 0.0};
  if (text("version") != std::to_string(kIdentityVersion) || list("frame") != frame ||
      !text("unusable"))
    return false;
  const auto self = list("self"), sides = list("sides"), blurs = list("blurs"),
             points = list("points");
  const auto descriptors = from_hex(text("descriptors").value_or("?"));
  if (!self || !sides || !blurs || !points || !descriptors) return false;
  if (blurs->size() != sides->size() || points->size() % 4 != 0 ||
      descriptors->size() != points->size() / 4 * kDescriptor)
    return false;
  for (const double inliers : *self) reference.self_inliers.push_back(static_cast<int>(inliers));
  for (std::size_t i = 0; i + 3 < points->size(); i += 4)
    reference.keypoints.points.push_back(
        {static_cast<float>((*points)[i]), static_cast<float>((*points)[i + 1]),
         static_cast<float>((*points)[i + 2]), static_cast<float>((*points)[i + 3])});
  if (!descriptors->empty())
    reference.keypoints.descriptors =
        cv::Mat(*descriptors).reshape(1, static_cast<int>(points->size() / 4)).clone();
  for (std::size_t i = 0; i < sides->size(); ++i) {
    const std::string number = std::to_string(i);
    auto likeness = unpacked(text("likeness" + number), recorded_likeness);
    auto sharpness = unpacked(text("sharpness" + number), recorded_sharpness);
    auto added = unpacked(text("added" + number), recorded_added);
    if (!likeness || !sharpness || !added) return false;
    if (likeness->size() != sharpness->size() || likeness->size() != added->size()) return false;
    reference.limits.push_back({static_cast<int>((*sides)[i]), std::move(*likeness),
                                std::move(*sharpness), std::move(*added),
                                static_cast<float>((*blurs)[i])});
  }
  reference.unusable = std::string(*text("unusable"));
  return true;
}

}  // namespace

std::string to_text(const IdentityReference& reference) {
  const cv::Rect& box = reference.box;
  std::vector<double> self(reference.self_inliers.begin(), reference.self_inliers.end());
  std::vector<double> points, sides, blurs;
  for (const imaging::Keypoint& point : reference.keypoints.points)
    points.insert(points.end(), {point.x, point.y, point.size, point.direction});
  std::vector<std::uint8_t> descriptors;
  for (int y = 0; y < reference.keypoints.descriptors.rows; ++y) {
    const auto* row = reference.keypoints.descriptors.ptr<std::uint8_t>(y);
    descriptors.insert(descriptors.end(), row, row + kDescriptor);
  }
  for (const TileLimits& limits : reference.limits)
    sides.push_back(limits.side), blurs.push_back(limits.blur);
  util::Fields fields{
      {"version", std::to_string(kIdentityVersion)},
      {"frame", numbers({reference.cutout.width + 0.0, reference.cutout.height + 0.0, box.x + 0.0,
                         box.y + 0.0, box.width + 0.0, box.height + 0.0})},
      {"unusable", reference.unusable},
      {"self", numbers(self)},
      {"sides", numbers(sides)},
      {"blurs", numbers(blurs)},
      {"points", numbers(points)},
      {"descriptors", hex(descriptors)}};
  for (std::size_t i = 0; i < reference.limits.size(); ++i) {
    const TileLimits& limits = reference.limits[i];
    const std::string number = std::to_string(i);
    fields.push_back({"likeness" + number, packed(limits.likeness, record_of_likeness)});
    fields.push_back({"sharpness" + number, packed(limits.sharpness, record_of_sharpness)});
    fields.push_back({"added" + number, packed(limits.added, record_of_added)});
  }
  return util::to_json(fields);
}

util::Result<IdentityReference> identity_from_text(std::string_view text,
                                                   const imaging::Picture& cutout,
                                                   const std::vector<ColorTarget>& zones) {
  const util::Result<util::Fields> fields = util::fields_from_json(text);
  if (!fields) return fields.error();
  IdentityReference reference = prepared(cutout, zones);
  if (!add(*fields, reference))
    return util::Error{util::ErrorKind::damaged,
                       "what is on record of a packshot is of another version or picture"};
  return reference;
}

}  // namespace vitrine::quality
