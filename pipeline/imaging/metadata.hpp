#pragma once

#include "pipeline/util/result.hpp"

#include <string>
#include <string_view>

namespace vitrine::imaging {

/// What a delivered file says of its own making.
struct Provenance {
  std::string source_type;  ///< last part of the IPTC Digital Source Type URI
  std::string ai_system;    ///< AISystemUsed; empty: not written
  std::string ai_version;   ///< AISystemVersionUsed; empty: not written
  std::string asset_id;     ///< leads back to the record: xmpMM:InstanceID and DocumentID
  bool rehearsal = false;   ///< made by nobody's model and for no shop: CreatorTool says so
  friend bool operator==(const Provenance&, const Provenance&) = default;
};

inline constexpr const char* kCreatorTool = "Vitrine";
inline constexpr const char* kRehearsalTool = "Vitrine (rehearsal, not for sale)";

/// The same picture, pixel for pixel, with this XMP packet and named as sRGB: JPEG APP1 and APP2,
/// PNG iTXt before IDAT and sRGB, WebP "XMP " and ICCP. A packet that is already there is replaced.
/// bad_image if the file is no whole JPEG, PNG or WebP; unsupported for AVIF (`encode_avif` writes
/// the packet).
util::Result<std::string> with_provenance(std::string_view file, const Provenance& provenance);

/// Reads any writer's XMP packet. not_found if the file has none; fields it does not name are
/// empty.
util::Result<Provenance> read_provenance(std::string_view file);

/// Whether the file says that its colours are sRGB, in the way `with_provenance` does.
bool says_srgb(std::string_view file);

/// Whether the file holds a C2PA manifest: JPEG APP11, PNG caBX, WebP "C2PA", AVIF's uuid box.
/// Nothing of it is verified, and no file of ours carries it on: it is bound to the old bytes.
bool holds_content_credentials(std::string_view file);

}  // namespace vitrine::imaging
