#include "pipeline/schedule/product_gate.hpp"

#include "pipeline/finish/mending.hpp"
#include "pipeline/imaging/codec.hpp"
#include "pipeline/imaging/measure.hpp"
#include "pipeline/imaging/mesh.hpp"
#include "pipeline/imaging/resample.hpp"
#include "pipeline/quality/identity.hpp"
#include "pipeline/quality/reader_pool.hpp"
#include "pipeline/quality/text_checks.hpp"
#include "pipeline/schedule/repairs.hpp"
#include "pipeline/util/fields.hpp"

#include <opencv2/core.hpp>

#include <algorithm>
#include <utility>

namespace vitrine::schedule {
namespace {

using quality::ColorTarget;
using quality::Finding;
using util::Result;

/// Raised when methods or limits of a part change; both parts name their own as well.
constexpr int kGateVersion = 1;

cv::Mat mask_of(const domain::RenderRequest& request,
                domain::SourceRole role,
                const std::string& name,
                store::AssetStore& store) {
  for (const domain::Source& source : request.sources) {
    if (source.role != role || source.name != name) continue;
    const Result<std::string> bytes = store.get(source.digest);
    if (!bytes) break;
    if (Result<cv::Mat> mask = imaging::decode_mask(*bytes)) return *std::move(mask);
  }
  return {};
}

/// The zones that were changed and the parts that were kept. The cut-out shows them as they must
/// be, so that no target is needed beside it.
std::vector<ColorTarget> zones_of(const GateProduct& product, store::AssetStore& store) {
  std::vector<ColorTarget> zones;
  // The masks of a bundle's members lie in the members' frames.
  if (!product.request.members.empty()) return zones;
  const auto add = [&](domain::SourceRole role, const std::string& name) {
    cv::Mat mask = mask_of(product.request, role, name, store);
    if (mask.size() == product.cutout.bgr.size()) zones.push_back({name, {}, std::move(mask)});
  };
  for (const domain::ZoneChange& zone : product.request.zones)
    add(domain::SourceRole::zone, zone.zone);
  for (const domain::Source& source : product.request.sources)
    if (source.role == domain::SourceRole::protect) add(domain::SourceRole::protect, source.name);
  return zones;
}

struct ProductStudy final : GateStudy {
  GateProduct product;
  std::vector<ColorTarget> zones;
  quality::IdentityReference identity;
  quality::ReferenceText text;
  std::string remember;
  std::string to_remember() const override { return remember; }
  std::int64_t bytes() const override {
    const auto bytes_of = [](const cv::Mat& mat) {
      return static_cast<std::int64_t>(mat.total() * mat.elemSize());
    };
    std::int64_t bytes = bytes_of(product.cutout.bgr) + bytes_of(product.cutout.alpha) +
                         bytes_of(identity.product.bgr) + bytes_of(identity.product.alpha) +
                         bytes_of(identity.keypoints.descriptors);
    for (const ColorTarget& zone : zones) bytes += bytes_of(zone.mask);
    for (const ColorTarget& zone : identity.zones) bytes += bytes_of(zone.mask);
    return bytes;
  }
};

class ProductGate final : public Gate {
 public:
  std::string checks() const override {
    return "gate/" + std::to_string(kGateVersion) + "." + std::to_string(quality::kIdentityVersion);
  }
  int study_version() const override { return 100 * kGateVersion + quality::kIdentityVersion; }

  std::shared_ptr<const GateStudy> study(GateProduct product,
                                         const std::optional<std::string>& remembered,
                                         store::AssetStore& store) const override {
    auto known = std::make_shared<ProductStudy>();
    known->zones = zones_of(product, store);
    known->product = std::move(product);
    try {
      if (!remembered || !recall(*known, *remembered)) look(*known);
    } catch (const cv::Exception& error) {
      known->identity.unusable = std::string("its cut-out cannot be studied: ") + error.what();
    }
    return known;
  }

  Result<Judged> judge(const GateStudy& study,
                       std::string_view rendering,
                       store::AssetStore& store) const override {
    const auto& known = dynamic_cast<const ProductStudy&>(study);
    Result<imaging::Picture> picture = imaging::decode(rendering);
    if (!picture) return picture.error();
    const cv::Mat bgr = imaging::flatten(*picture, {255, 255, 255});
    try {
      const auto reader = readers_.borrow();
      quality::TextReader* reads = reader ? reader->get() : nullptr;
      return judge(known, bgr, reads, store);
    } catch (const cv::Exception& error) {
      return util::Error{util::ErrorKind::bad_image,
                         std::string("it cannot be compared with the product: ") + error.what()};
    }
  }

 private:
  struct Measured {
    std::vector<Finding> findings;
    std::optional<quality::FoundProduct> found;
  };

  static Judged judge(const ProductStudy& known,
                      const cv::Mat& bgr,
                      quality::TextReader* reads,
                      store::AssetStore& store) {
    Judged judged;
    Measured first = measure(known, bgr, reads);
    judged.ways.push_back({kept(first.findings, store), {}});
    for (std::vector<domain::Repair>& repairs : repairs_for(asked_of(known, first, bgr))) {
      const Result<imaging::Picture> mended = finish::mended(
          {bgr, {}}, repairs, [&](const util::Digest& digest) { return store.get(digest); });
      if (!mended) continue;
      Measured again = measure(known, mended->bgr, reads, &first.findings.back());
      Judgement way{verdicts_of(again.findings), std::move(repairs)};
      if (!is_better(way.verdicts, judged.ways.front().verdicts)) continue;
      way.verdicts = kept(again.findings, store);
      judged.ways.push_back(std::move(way));
    }
    return judged;
  }

  void look(ProductStudy& known) const {
    known.identity = quality::study(known.product.cutout, known.zones);
    const auto reader = readers_.borrow();
    if (!reader) return;  // and nothing is remembered: somebody may be able to read it later
    const cv::Rect box = imaging::bounding_box(imaging::product_area(known.product.cutout.alpha));
    known.text = quality::read_reference(**reader, packshot_of(known), {box});
    known.remember = util::to_json(
        {{"identity", quality::to_text(known.identity)}, {"text", quality::to_text(known.text)}});
  }

  /// The cut-out on white: what is read. Made anew for each picture, as that takes milliseconds and
  /// keeping it as much memory as the cut-out.
  static cv::Mat packshot_of(const ProductStudy& known) {
    return imaging::flatten(known.product.cutout, {255, 255, 255});
  }

  static bool recall(ProductStudy& known, const std::string& remembered) {
    const auto fields = util::fields_from_json(remembered);
    if (!fields) return false;
    const auto identity = util::find(*fields, "identity"), text = util::find(*fields, "text");
    if (!identity || !text) return false;
    auto read = quality::identity_from_text(*identity, known.product.cutout, known.zones);
    auto lettering = quality::reference_text_from(*text);
    if (!read || !lettering) return false;
    known.identity = *std::move(read);
    known.text = *std::move(lettering);
    return true;
  }

  /// `added`: what text.added said of the same picture before the product was mended, as repairs
  /// change nothing beside it.
  static Measured measure(const ProductStudy& known,
                          const cv::Mat& bgr,
                          quality::TextReader* reader,
                          const Finding* added = nullptr) {
    quality::IdentityReport report =
        quality::check_identity({known.identity, bgr, known.product.pieces});
    Measured measured{std::move(report.findings), std::move(report.found)};
    if (reader == nullptr) {
      const auto add = [&measured](const char* check) {
        measured.findings.push_back(
            quality::not_measured({check, domain::Severity::reject, ""},
                                  "nobody here can read letters: install tesseract-ocr-eng"));
      };
      for (const char* check : {"text.brand", "text.label", "text.added"}) add(check);
      // Words that must stay, and that nobody read, are a person's question.
      if (!known.product.keep_text.empty()) add(kUnread);
      return measured;
    }
    cv::Mat mask;
    std::optional<cv::Matx33d> registration;
    std::optional<quality::LaidFlat> flat;
    if (measured.found) {
      registration = measured.found->to_rendering;
      if (!known.text.lines.empty())
        flat = quality::laid_flat(known.identity, *measured.found, bgr);
      mask = seen_mask(known, *measured.found, bgr.size());
    }
    const cv::Rect box = mask.empty() ? cv::Rect() : imaging::bounding_box(mask);
    const cv::Mat packshot = packshot_of(known);
    const quality::LabelledSubject labelled{
        bgr, packshot, known.text, known.product.keep_text, registration, box, std::move(flat)};
    for (Finding& finding : quality::check_text(*reader, labelled))
      measured.findings.push_back(std::move(finding));
    const quality::OverlaidSubject overlaid{bgr, mask, words_of(known)};
    measured.findings.push_back(added != nullptr ? *added
                                                 : quality::check_added_text(*reader, overlaid));
    return measured;
  }

  static cv::Mat seen_mask(const ProductStudy& known,
                           const quality::FoundProduct& found,
                           cv::Size frame) {
    const cv::Mat& alpha = known.product.cutout.alpha;
    const imaging::Mesh mesh =
        mesh_over(known.identity, found, cv::Rect({}, alpha.size()), {12, 12});
    if (!imaging::is_sound(mesh)) return {};
    cv::Mat seen = imaging::carry({known.product.cutout.bgr, alpha}, mesh, frame).weight > 127;
    return cv::countNonZero(seen) > 0 ? seen : cv::Mat();
  }

  static std::vector<std::string> words_of(const ProductStudy& known) {
    std::vector<std::string> words = known.product.keep_text;
    for (const quality::ReferenceLine& line : known.text.lines)
      for (const quality::ReferenceWord& word : line.words) words.push_back(word.text);
    return words;
  }

  static RepairQuestion asked_of(const ProductStudy& known,
                                 const Measured& measured,
                                 const cv::Mat& rendering) {
    return {verdicts_of(measured.findings),
            known.identity,
            measured.found,
            known.text,
            known.zones,
            known.product,
            rendering};
  }

  static std::vector<domain::Verdict> verdicts_of(const std::vector<Finding>& findings) {
    std::vector<domain::Verdict> verdicts;
    for (const Finding& finding : findings) verdicts.push_back(finding.verdict);
    return verdicts;
  }

  static std::vector<domain::Verdict> kept(std::vector<Finding>& findings,
                                           store::AssetStore& store) {
    for (Finding& finding : findings)
      if (!finding.evidence_png.empty()) finding.verdict.evidence = store.put(finding.evidence_png);
    return verdicts_of(findings);
  }

  mutable quality::ReaderPool readers_{[] { return quality::make_tesseract_reader(); }};
};

}  // namespace

std::unique_ptr<Gate> make_product_gate() { return std::make_unique<ProductGate>(); }

}  // namespace vitrine::schedule
