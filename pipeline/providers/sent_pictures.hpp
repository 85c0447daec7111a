#pragma once

#include "pipeline/domain/request.hpp"
#include "pipeline/domain/values.hpp"
#include "pipeline/providers/provider.hpp"
#include "pipeline/util/result.hpp"

#include <functional>
#include <string>
#include <vector>

namespace vitrine::providers {

/// A picture as it will be sent: as bytes, or, where `file_uri` is set, by the address of an
/// upload.
struct SentPicture {
  domain::Source source;
  std::string bytes;
  std::string media_type;  ///< by the bytes, whatever a file's name said
  domain::PixelSize size;
  std::string file_uri;
  bool flattened = false;  ///< `bytes` are its pixels on white, not the stored file
  bool scaled = false;     ///< a mask, made as large as the picture it is of
  bool turned = false;     ///< a photograph with a mask, its pixels put upright
};

/// Reads what will be sent, in the order of `sent_sources`. A picture that is transparent somewhere
/// is laid on white (a mask: in grey), since what a model sees behind it would be chance; black has
/// been reported. An AVIF, which no image API takes, is sent as PNG. Errors are those of `read`, or
/// bad_image naming the picture for anything that is no JPEG, PNG, WebP or AVIF: a label that does
/// not fit the bytes is refused. One that `lies_there` (null: none does) stays as it is stored:
/// nobody will send its bytes.
util::Result<std::vector<SentPicture>> load_pictures(
    const std::vector<domain::Source>& sources,
    const SourceReader& read,
    const std::function<bool(const util::Digest&)>& lies_there = {});

}  // namespace vitrine::providers
