#include "tools/fuzz/picture_seeds.hpp"

#include "pipeline/imaging/codec.hpp"
#include "pipeline/imaging/metadata.hpp"
#include "pipeline/imaging/xmp.hpp"
#include "tests/support/drawn.hpp"

namespace vitrine::fuzz {

std::vector<std::string> picture_seeds() {
  const imaging::Picture opaque = test::ramp(24, 17, false), clear = test::ramp(24, 17, true);
  const imaging::Provenance provenance{"compositeSynthetic", "a model", "1", "5f2d"};
  const std::vector<std::string> bare{imaging::encode_jpeg(opaque.bgr, 80, false),
                                      imaging::encode_jpeg(opaque.bgr, 80, true),
                                      imaging::encode_png(opaque),
                                      imaging::encode_png(clear),
                                      imaging::encode_png_grey(clear.alpha),
                                      imaging::encode_webp(opaque, 70),
                                      imaging::encode_webp(clear, 70)};
  std::vector<std::string> all = bare;
  for (const std::string& file : bare)
    all.push_back(imaging::with_provenance(file, provenance).value());
  const std::string exif(
      "Exif\0\0II\x2A\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0", 32);
  all.push_back(bare[0].substr(0, 2) + std::string("\xFF\xE1\0\x22", 4) + exif + bare[0].substr(2));
  all.push_back(imaging::encode_avif(opaque, 60, false));
  all.push_back(imaging::encode_avif(clear, 60, true, imaging::write_xmp(provenance)));
  return all;
}

}  // namespace vitrine::fuzz
