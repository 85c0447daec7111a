#include "pipeline/imaging/metadata.hpp"

#include "pipeline/imaging/container.hpp"
#include "pipeline/imaging/exif.hpp"
#include "pipeline/imaging/icc.hpp"
#include "pipeline/imaging/xmp.hpp"
#include "tools/fuzz/picture_seeds.hpp"
#include "tools/fuzz/target.hpp"

#include <opencv2/core.hpp>

#include <cstdlib>

// Containers, XMP, Exif and ICC profiles, each given the whole input as well; and what is written
// into a file must be what is read back.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vitrine::imaging;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  static_cast<void>(read_provenance(bytes));
  static_cast<void>(says_srgb(bytes));
  static_cast<void>(holds_content_credentials(bytes));
  static_cast<void>(read_xmp(bytes));
  const int turn = exif_orientation(bytes);
  if (turn < 1 || turn > 8) std::abort();
  static_cast<void>(jpeg_icc(jpeg_parts(bytes)));
  const cv::Mat colors(2, 2, CV_8UC3, cv::Scalar(9, 90, 200));
  if (to_srgb(colors, bytes).size() != colors.size()) std::abort();
  static_cast<void>(inks_to_srgb(cv::Mat(2, 2, CV_8UC4, cv::Scalar::all(90)), bytes));
  const Provenance provenance{"digitalCapture", "", "", "1"};
  const auto written = with_provenance(bytes, provenance);
  if (written) {
    const auto back = read_provenance(*written);
    if (!back || *back != provenance) std::abort();
  }
  return 0;
}

namespace vitrine::fuzz {
std::vector<std::string> seeds() {
  std::vector<std::string> all = picture_seeds();
  all.push_back(imaging::srgb_profile());
  all.push_back(
      imaging::profile_of_primaries({0.68, 0.32, 0.265, 0.69, 0.15, 0.06, 0.3127, 0.329}));
  all.push_back(imaging::write_xmp({"compositeSynthetic", "a & b", "\"1\"", "5f2d"}));
  return all;
}
}  // namespace vitrine::fuzz
