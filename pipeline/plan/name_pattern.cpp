#include "pipeline/plan/name_pattern.hpp"

#include "pipeline/util/text.hpp"

namespace vitrine::plan {
namespace {

const char* extension(domain::ImageFormat format) {
  switch (format) {
    case domain::ImageFormat::jpeg:
      return "jpg";
    case domain::ImageFormat::png:
      return "png";
    case domain::ImageFormat::webp:
      return "webp";
    case domain::ImageFormat::avif:
      return "avif";
  }
  return "jpg";
}

std::string_view gtin(const domain::Product& product) {
  const auto found = product.attributes.find("gtin");
  return found == product.attributes.end() ? std::string_view() : found->second;
}

}  // namespace

NamePattern::NamePattern(const spec::Job& job, const domain::Profile& profile)
    : job_(job), profile_(profile) {
  // One folder per profile keeps channels apart without asking anything of the pattern.
  const std::string& channel = profile.variant_of.empty() ? profile.id : profile.variant_of;
  add_literal(util::file_name_safe(channel) + "/");
  const std::string_view pattern = job.output.name ? *job.output.name : profile.name_pattern;
  for (std::size_t i = 0; i < pattern.size();) {
    const std::size_t end = pattern[i] == '{' ? pattern.find('}', i) : std::string_view::npos;
    if (end == std::string_view::npos) {
      add_literal(pattern.substr(i++, 1));
      continue;
    }
    add_placeholder(pattern.substr(i + 1, end - i - 1));
    i = end + 1;
  }
}

void NamePattern::add_literal(std::string_view text) {
  if (pieces_.empty() || pieces_.back().kind != Kind::literal) pieces_.emplace_back();
  pieces_.back().text += text;
}

void NamePattern::add_placeholder(std::string_view key) {
  if (key == "sku")
    pieces_.push_back({Kind::sku});
  else if (key == "group")
    pieces_.push_back({Kind::group});
  else if (key == "color")
    pieces_.push_back({Kind::color});
  else if (key == "scene")
    pieces_.push_back({Kind::scene});
  else if (key == "view")
    pieces_.push_back({Kind::view});
  else if (key == "slot")
    pieces_.push_back({Kind::slot});
  else if (key == "gtin")
    pieces_.push_back({Kind::gtin});
  else if (key == "ext")
    add_extension();
  else if (key == "version")
    add_literal("{version}");
  else
    add_literal(util::file_name_safe(""));
}

/// A picture of a responsive set is named with its width: "mug-800.webp".
void NamePattern::add_extension() {
  if (!profile_.name_suffix.empty()) {
    add_literal("");
    std::string& text = pieces_.back().text;
    text.insert(text.size() - (text.ends_with('.') ? 1 : 0), profile_.name_suffix);
  }
  add_literal(
      extension(profile_.formats.empty() ? domain::ImageFormat::jpeg : profile_.formats.front()));
}

void NamePattern::append(std::string& name, const Wanted& wanted) const {
  const domain::Product& product = job_.products[wanted.product];
  for (const Piece& piece : pieces_) {
    switch (piece.kind) {
      case Kind::literal:
        name += piece.text;
        break;
      case Kind::sku:
        util::append_file_name_safe(name, sold_as(job_, wanted));
        break;
      case Kind::group:
        util::append_file_name_safe(name, product.group.empty() ? product.sku : product.group);
        break;
      case Kind::color:
        util::append_file_name_safe(name, product.colorways[wanted.colorway].name);
        break;
      case Kind::scene:
        util::append_file_name_safe(name, job_.scenes[wanted.scene].name);
        break;
      case Kind::view:
        util::append_file_name_safe(name, view_name(product, wanted.packshot));
        break;
      case Kind::slot:
        util::append_file_name_safe(name, profile_.slot_name(wanted.slot));
        break;
      case Kind::gtin:
        util::append_file_name_safe(name, gtin(product));
        break;
    }
  }
}

}  // namespace vitrine::plan
