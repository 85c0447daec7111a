#include "pipeline/imaging/codec.hpp"
#include "pipeline/imaging/metadata.hpp"
#include "pipeline/quality/checks.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <cmath>

namespace vitrine::quality {
namespace {

using domain::ImageFormat;
using domain::Severity;
using domain::SideRule;

ImageFormat format_of(std::string_view bytes) {
  switch (imaging::inspect(bytes)->kind) {  // the exam has decoded it
    case imaging::FileKind::jpeg:
      return ImageFormat::jpeg;
    case imaging::FileKind::png:
      return ImageFormat::png;
    case imaging::FileKind::webp:
      return ImageFormat::webp;
    case imaging::FileKind::avif:
      return ImageFormat::avif;
  }
  return ImageFormat::jpeg;
}

std::string size_text(cv::Size size) {
  return std::to_string(size.width) + " x " + std::to_string(size.height);
}

int side_by_rule(cv::Size size, SideRule rule) {
  return rule == SideRule::longest_side ? std::max(size.width, size.height)
                                        : std::min(size.width, size.height);
}

/// What the file fails to say of its making, or nothing.
std::string missing_metadata(const Subject& subject) {
  const auto read = imaging::read_provenance(subject.delivered);
  if (!read) return read.error().message;
  if (read->source_type.empty()) return "the file does not say its digital source type";
  if (read->source_type != subject.recipe.source_type)
    return "the file says source type " + read->source_type + ", not " + subject.recipe.source_type;
  if (read->ai_system != subject.recipe.ai_system)
    return "the file does not name the system that made it";
  if (read->asset_id.empty() || (!subject.asset_id.empty() && read->asset_id != subject.asset_id))
    return "the file does not lead back to its record";
  if (!imaging::says_srgb(subject.delivered)) return "the file does not say that it is sRGB";
  return {};
}

}  // namespace

Finding check_format(const Exam& exam) {
  const Subject& subject = exam.subject;
  const Rule format_rule = rule(exam, "format", Severity::reject);
  const ImageFormat format = format_of(subject.delivered);
  const std::string word(domain::to_text(format));
  const auto& accepted = subject.profile.formats;
  if (std::ranges::find(accepted, format) == accepted.end())
    return failed(format_rule, {0, 1, "the channel does not take " + word + " files"}, {});
  if (format != subject.recipe.format)
    return failed(format_rule, {0, 1, "the file is " + word + ", not what its name says"}, {});
  if (exam.picture.has_alpha() && !subject.profile.alpha_allowed)
    return failed(format_rule, {0, 1, "the channel takes no transparency"}, {});
  return passed(format_rule, {1, 1, word});
}

Finding check_pixels(const Exam& exam) {
  const domain::Profile& profile = exam.subject.profile;
  const Rule pixel_rule = rule(exam, "pixels", Severity::reject, "px");
  const cv::Size size = exam.frame();
  const int side = side_by_rule(size, profile.min_px_rule);
  const int longest = std::max(size.width, size.height);
  const double megapixels = static_cast<double>(size.area()) / 1e6;
  const std::string text = size_text(size);
  if (side < profile.min_px)
    return failed(pixel_rule, {double(side), double(profile.min_px), text + " is too small"}, {});
  if (profile.max_px != 0 && longest > profile.max_px)
    return failed(pixel_rule, {double(longest), double(profile.max_px), text + " is too large"},
                  {});
  if (profile.max_megapixels != 0 && megapixels > profile.max_megapixels) {
    const Rule area_rule = rule(exam, "pixels", Severity::reject, "megapixels");
    return failed(area_rule, {megapixels, profile.max_megapixels, text + " is too large"}, {});
  }
  if (size != cv::Size(exam.subject.recipe.size.width, exam.subject.recipe.size.height))
    return failed(pixel_rule,
                  {double(side), double(profile.min_px), text + " is not what was asked for"}, {});
  return passed(pixel_rule, {double(side), double(profile.min_px), text});
}

std::optional<Finding> check_ratio(const Exam& exam) {
  const domain::Profile& profile = exam.subject.profile;
  if (!profile.aspect && profile.target_px.height == 0) return std::nullopt;
  const double wanted =
      profile.aspect ? profile.aspect->ratio()
                     : static_cast<double>(profile.target_px.width) / profile.target_px.height;
  const double ratio = static_cast<double>(exam.frame().width) / exam.frame().height;
  const double off = std::abs(ratio - wanted) / wanted;
  const Rule ratio_rule = rule(exam, "ratio", Severity::reject);
  const std::string text =
      "width : height is " + util::fixed_text(ratio, 4) + ", wanted " + util::fixed_text(wanted, 4);
  if (off > profile.aspect_tolerance)
    return failed(ratio_rule, {off, profile.aspect_tolerance, text}, {});
  return passed(ratio_rule, {off, profile.aspect_tolerance, text});
}

std::optional<Finding> check_bytes(const Exam& exam) {
  const domain::Profile& profile = exam.subject.profile;
  if (profile.max_bytes == 0 && profile.min_bytes == 0) return std::nullopt;
  const Rule bytes_rule = rule(exam, "bytes", Severity::reject, "bytes");
  const std::size_t size = exam.subject.delivered.size();
  const std::string text = std::to_string(size) + " bytes";
  const auto measured = [&](std::size_t limit, const char* judgement) {
    return Measured{double(size), double(limit), text + judgement};
  };
  if (profile.max_bytes != 0 && size > profile.max_bytes)
    return failed(bytes_rule, measured(profile.max_bytes, " are too many"), {});
  if (size < profile.min_bytes)
    return failed(bytes_rule, measured(profile.min_bytes, " are too few"), {});
  const std::size_t limit = profile.max_bytes != 0 ? profile.max_bytes : profile.min_bytes;
  return passed(bytes_rule, measured(limit, ""));
}

Finding check_metadata(const Exam& exam) {
  const domain::Profile& profile = exam.subject.profile;
  const Severity otherwise = profile.need_source_type ? Severity::reject : Severity::warn;
  // Profiles speak of the source type, the part of the metadata that channels ask for.
  const Rule metadata_rule = rule(exam, "metadata", profile.severity_of("source_type", otherwise));
  const std::string missing = missing_metadata(exam.subject);
  if (!missing.empty()) return failed(metadata_rule, {0, 1, missing}, {});
  return passed(metadata_rule, {1, 1, exam.subject.recipe.source_type});
}

}  // namespace vitrine::quality
