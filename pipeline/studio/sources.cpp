#include "pipeline/studio/sources.hpp"

#include "pipeline/imaging/codec.hpp"

namespace vitrine::studio {
namespace {

using domain::Source;
using domain::SourceRole;
using util::Error;
using util::ErrorKind;
using util::Result;

std::string described(SourceRole role, std::string_view name) {
  if (role == SourceRole::network) return "the matting network";
  std::string text = "the " + std::string(domain::to_text(role)) + " picture";
  if (!name.empty()) text += " \"" + std::string(name) + "\"";
  return text;
}

Error about(const Source& source, const Error& error) {
  return {error.kind, described(source.role, source.name) + ": " + error.message};
}

std::string size_text(cv::Size size) {
  return std::to_string(size.width) + " x " + std::to_string(size.height);
}

}  // namespace

Sources::Sources(const domain::RenderRequest& request,
                 const SourceReader& read,
                 MattingNetworks* networks)
    : request_(request), read_(read), networks_(networks) {}

util::Digest Sources::digest(SourceRole role) const {
  const Source* source = find(role, {});
  return source == nullptr ? util::Digest{} : source->digest;
}

const Source* Sources::find(SourceRole role, std::string_view name) const {
  for (const Source& source : request_.sources)
    if (source.role == role && source.name == name) return &source;
  return nullptr;
}

bool Sources::has(SourceRole role, std::string_view name) const {
  return find(role, name) != nullptr;
}

std::vector<std::string> Sources::names(SourceRole role) const {
  std::vector<std::string> names;
  for (const Source& source : request_.sources)
    if (source.role == role) names.push_back(source.name);
  return names;
}

Result<imaging::Picture> Sources::decoded(const Source& source) const {
  const Result<std::string> bytes = read_(source.digest);
  if (!bytes) return about(source, bytes.error());
  Result<imaging::Picture> picture = imaging::decode(*bytes);
  if (!picture) return about(source, picture.error());
  return picture;
}

Result<std::string> Sources::bytes(SourceRole role) const {
  const Source* source = find(role, {});
  if (source == nullptr)
    return Error{ErrorKind::bad_spec, "the request names no " + described(role, {}).substr(4)};
  Result<std::string> bytes = read_(source->digest);
  if (!bytes) return about(*source, bytes.error());
  return bytes;
}

Result<imaging::Picture> Sources::picture(SourceRole role, std::string_view name) const {
  const Source* source = find(role, name);
  if (source == nullptr)
    return Error{ErrorKind::bad_spec, "the request names no " + described(role, name).substr(4)};
  return decoded(*source);
}

Result<std::vector<imaging::Picture>> Sources::pictures(SourceRole role) const {
  std::vector<imaging::Picture> all;
  for (const Source& source : request_.sources) {
    if (source.role != role) continue;
    Result<imaging::Picture> picture = decoded(source);
    if (!picture) return picture.error();
    all.push_back(std::move(*picture));
  }
  return all;
}

Result<cv::Mat> Sources::mask(SourceRole role, std::string_view name, cv::Size size) const {
  const Source* source = find(role, name);
  if (source == nullptr)
    return Error{ErrorKind::bad_spec, "the request names no " + described(role, name).substr(4)};
  const Result<std::string> bytes = read_(source->digest);
  if (!bytes) return about(*source, bytes.error());
  Result<cv::Mat> mask = imaging::decode_mask(*bytes);
  if (!mask) return about(*source, mask.error());
  if (mask->size() != size)
    return about(*source, {ErrorKind::bad_image, "it is " + size_text(mask->size()) +
                                                     " pixels, its picture " + size_text(size)});
  return mask;
}

}  // namespace vitrine::studio
