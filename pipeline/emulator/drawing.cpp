#include "pipeline/emulator/drawing.hpp"

#include "pipeline/domain/request.hpp"
#include "pipeline/imaging/codec.hpp"
#include "pipeline/imaging/matte.hpp"
#include "pipeline/imaging/metadata.hpp"
#include "pipeline/imaging/place.hpp"
#include "pipeline/imaging/resample.hpp"
#include "pipeline/studio/composing.hpp"
#include "pipeline/studio/cutting.hpp"
#include "pipeline/studio/retouch.hpp"
#include "pipeline/util/digest.hpp"
#include "pipeline/util/text.hpp"

#include <opencv2/core.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

namespace vitrine::emulator {
namespace {

using domain::Operation;
using domain::RenderRequest;
using domain::SourceRole;
using imaging::Picture;

constexpr int kWorkingSide = 1280;  // of pictures that were sent
constexpr int kDrawnSide = 2048;    // larger answers are scaled up
constexpr double kAloneHeight = 0.82;

/// The pictures of one order, by digest: what the studio reads from.
class Shelf {
 public:
  util::Digest put(const Picture& picture) {
    std::string bytes = imaging::encode_png(picture);
    const util::Digest digest = util::sha256(bytes);
    blobs_[digest] = std::move(bytes);
    return digest;
  }
  studio::SourceReader reader() const {
    return [this](const util::Digest& digest) -> util::Result<std::string> {
      const auto blob = blobs_.find(digest);
      if (blob == blobs_.end())
        return util::Error{util::ErrorKind::not_found, "no picture " + digest.short_hex()};
      return blob->second;
    };
  }

 private:
  std::map<util::Digest, std::string> blobs_;
};

/// A picture that was sent, and what it seems to be.
struct Sent {
  Picture picture;
  std::optional<Picture> product;  ///< cut out
  bool plain = false;              ///< a packshot: alone, on nothing
};

Picture reduced(Picture picture) {
  const int longest = std::max(picture.width(), picture.height());
  if (longest <= kWorkingSide) return picture;
  const double scale = static_cast<double>(kWorkingSide) / longest;
  return imaging::resample(picture, {std::max(1, static_cast<int>(picture.width() * scale)),
                                     std::max(1, static_cast<int>(picture.height() * scale))});
}

std::optional<Sent> understood(const std::string& bytes) {
  const util::Result<Picture> decoded = imaging::decode(bytes);
  if (!decoded) return std::nullopt;  // a format that this machine cannot read
  Sent sent;
  sent.picture = reduced(*decoded);
  if (sent.picture.has_alpha()) {
    sent.plain = true;
    if (!imaging::product_box(sent.picture.alpha).empty()) sent.product = sent.picture;
    return sent;
  }
  util::Result<imaging::CutOut> cut = imaging::product_matte(sent.picture.bgr);
  if (!cut || imaging::product_box(cut->picture.alpha).empty()) return sent;
  sent.plain = cut->method == imaging::CutMethod::plain_backdrop;
  sent.product = std::move(cut->picture);
  return sent;
}

bool says(const std::string& prompt, std::string_view words) {
  return prompt.find(words) != std::string::npos;
}

bool wants_alone(const std::string& prompt) {
  return says(prompt, "white background") || says(prompt, "plain white") ||
         says(prompt, "pure white") || says(prompt, "cut out") || says(prompt, "transparent");
}

/// Whether the prompt says of the nth picture that it shows the product: "the product shown in
/// image 1 and image 2".
bool is_said_to_show_it(const std::string& lower, std::size_t n) {
  constexpr std::string_view kShownIn = "product shown in ";
  const std::size_t said = lower.find(kShownIn);
  if (said == std::string::npos) return false;
  std::size_t at = said + kShownIn.size();
  while (lower.compare(at, 6, "image ") == 0) {
    at += 6;
    std::size_t number = 0;
    for (; at < lower.size() && lower[at] >= '0' && lower[at] <= '9'; ++at)
      number = std::min<std::size_t>(number * 10 + static_cast<std::size_t>(lower[at] - '0'), 1000);
    if (number == n) return true;
    for (const char* between : {", and ", " and ", ", "})
      if (lower.compare(at, std::char_traits<char>::length(between), between) == 0) {
        at += std::char_traits<char>::length(between);
        break;
      }
  }
  return false;
}

/// The number of the picture before or behind these words: "this is about image 1"; 0: none.
std::size_t number_beside(const std::string& lower,
                          std::string_view before,
                          std::string_view behind) {
  const std::string image = std::string(before) + "image ";
  for (std::size_t at = lower.find(image); at != std::string::npos;
       at = lower.find(image, at + 1)) {
    std::size_t end = at + image.size(), number = 0;
    for (; end < lower.size() && lower[end] >= '0' && lower[end] <= '9'; ++end)
      number =
          std::min<std::size_t>(number * 10 + static_cast<std::size_t>(lower[end] - '0'), 1000);
    if (lower.compare(end, behind.size(), behind) == 0) return number;
  }
  return 0;
}

/// "#A8C8D8" in a prompt that speaks of colour.
std::optional<domain::Rgb> asked_color(const std::string& prompt, const std::string& lower) {
  if (!says(lower, "colo")) return std::nullopt;
  const std::size_t at = prompt.find('#');
  if (at == std::string::npos) return std::nullopt;
  return domain::parse_color(std::string_view(prompt).substr(at, 7));
}

/// The part of a picture that fills the frame.
cv::Mat covering(const cv::Mat& bgr, cv::Size size) {
  const double scale = std::max(static_cast<double>(size.width) / bgr.cols,
                                static_cast<double>(size.height) / bgr.rows);
  const double width = size.width / scale, height = size.height / scale;
  const imaging::Window window((bgr.cols - width) / 2, (bgr.rows - height) / 2, width, height);
  return imaging::resample(bgr, window, size, imaging::Outside::edge);
}

/// The product alone, in the middle of the frame.
Picture cut_out_alone(const Picture& product, cv::Size size) {
  const cv::Rect box = imaging::product_box(product.alpha);
  const double scale = kAloneHeight * std::min(static_cast<double>(size.width) / box.width,
                                               static_cast<double>(size.height) / box.height);
  const double width = size.width / scale, height = size.height / scale;
  const imaging::Window window(box.x + box.width / 2.0 - width / 2,
                               box.y + box.height / 2.0 - height / 2, width, height);
  return imaging::resample(product, window, size);
}

/// The same on white.
cv::Mat alone(const Picture& product, cv::Size size) {
  return imaging::flatten(cut_out_alone(product, size), {255, 255, 255});
}

/// 255 in the largest oval, 0 outside it.
cv::Mat oval(cv::Size size) {
  cv::Mat alpha(size, CV_8UC1);
  const double half_width = size.width / 2.0, half_height = size.height / 2.0;
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x) {
      const double dx = (x + 0.5 - half_width) / half_width,
                   dy = (y + 0.5 - half_height) / half_height;
      alpha.at<uchar>(y, x) = dx * dx + dy * dy <= 1 ? 255 : 0;
    }
  return alpha;
}

class Painter {
 public:
  explicit Painter(const DrawOrder& order) : order_(order), lower_(util::to_lower(order.prompt)) {
    const int longest = std::max(order.size.width, order.size.height);
    const int divisor = (longest + kDrawnSide - 1) / kDrawnSide;
    size_ = {std::max(1, order.size.width / divisor), std::max(1, order.size.height / divisor)};
  }

  cv::Mat paint() {
    std::vector<Sent> sent;
    for (const std::string& bytes : order_.pictures)
      if (std::optional<Sent> one = understood(bytes)) sent.push_back(std::move(*one));
    if (sent.empty()) return studio::generate(request(Operation::generate)).bgr;
    // One picture is to be changed and the others are for comparison; what the words ask for beyond
    // the edits known here is not drawn.
    const std::size_t changed = number_beside(lower_, "this is about ", {});
    if (changed > 0 && changed <= sent.size()) {
      const Sent& one = sent[changed - 1];
      return edit(one).value_or(covering(one.picture.bgr, size_));
    }
    // What an earlier frame of a series shows is neither a product nor a scene to put it in.
    const std::size_t frame = number_beside(lower_, {}, " is another picture of the same series");
    if (frame > 0 && frame <= sent.size() && sent.size() > 1)
      sent.erase(sent.begin() + static_cast<std::ptrdiff_t>(frame - 1));
    if (sent.size() == 1)
      if (std::optional<cv::Mat> edited = edit(sent.front())) return *edited;
    return compose(sent);
  }

 private:
  RenderRequest request(Operation operation) const {
    RenderRequest asked;
    asked.operation = operation;
    asked.surface = asked.model = "studio";
    asked.renderer = studio::kRenderer;
    asked.prompt = order_.prompt;
    asked.aspect = domain::Aspect{size_.width, size_.height};
    asked.size = {size_.width, size_.height};
    asked.take = static_cast<int>(order_.seed % 1000);
    return asked;
  }

  /// What one picture's instruction asks for, if it is one of the edits known here.
  std::optional<cv::Mat> edit(const Sent& sent) {
    RenderRequest asked = request(Operation::edit);
    if (studio::adjustment_for(order_.prompt)) {
      asked.sources = {{SourceRole::packshot, "", shelf_.put({sent.picture.bgr, {}})}};
      const studio::SourceReader read = shelf_.reader();
      const auto retouched = studio::retouch(asked, studio::Sources(asked, read));
      if (retouched) return covering(retouched->picture.bgr, size_);
    }
    if (!sent.product) return std::nullopt;
    if (const std::optional<domain::Rgb> color = asked_color(order_.prompt, lower_)) {
      asked.operation = Operation::recolor;
      asked.sources = {{SourceRole::packshot, "", shelf_.put(*sent.product)}};
      asked.zones = {{"", *color, std::nullopt}};
      const studio::SourceReader read = shelf_.reader();
      const auto recolored = studio::cut_out_recolored(asked, studio::Sources(asked, read));
      if (recolored) return alone(recolored->picture, size_);
    }
    if (wants_alone(lower_)) return alone(*sent.product, size_);
    return std::nullopt;
  }

  /// Products in a scene: that of a picture which is none itself, or one told in words.
  cv::Mat compose(const std::vector<Sent>& sent) {
    const Sent* backdrop = nullptr;
    if (sent.size() > 1)
      for (std::size_t i = 0; i < sent.size(); ++i)
        if (!sent[i].plain && !is_said_to_show_it(lower_, i + 1)) backdrop = &sent[i];
    RenderRequest asked =
        request(backdrop != nullptr ? Operation::fuse : Operation::recontextualize);
    // Several pictures are views of one product, unless the prompt speaks of products.
    const bool several = says(lower_, "the products");
    for (const Sent& one : sent) {
      if (&one == backdrop || !one.product) continue;
      asked.sources.push_back({SourceRole::cutout, "", shelf_.put(*one.product)});
      if (!several) break;
    }
    if (asked.sources.empty())
      return covering((backdrop != nullptr ? *backdrop : sent.front()).picture.bgr, size_);
    if (backdrop != nullptr)
      asked.sources.push_back({SourceRole::backdrop, "", shelf_.put({backdrop->picture.bgr, {}})});
    const studio::SourceReader read = shelf_.reader();
    const studio::Sources sources(asked, read);
    const util::Result<studio::Composed> composed = backdrop != nullptr
                                                        ? studio::fuse(asked, sources)
                                                        : studio::recontextualize(asked, sources);
    return composed ? composed->bgr : covering(sent.front().picture.bgr, size_);
  }

  const DrawOrder& order_;
  std::string lower_;
  cv::Size size_;
  Shelf shelf_;
};

cv::Mat painted(const DrawOrder& order) {
  const cv::Size size(order.size.width, order.size.height);
  try {
    const cv::Mat bgr = Painter(order).paint();
    return bgr.size() == size ? bgr : imaging::resample(Picture{bgr, {}}, size).bgr;
  } catch (const cv::Exception&) {
    // Whatever was sent, a model answers with some picture.
    return {size, CV_8UC3, cv::Scalar(200, 205, 210)};
  }
}

/// What was drawn where the mask is white, elsewhere the first picture that was sent: its own
/// pixels where it has the answer's size.
cv::Mat held_to_mask(const cv::Mat& drawn, const DrawOrder& order) {
  if (order.mask.empty() || order.pictures.empty()) return drawn;
  const util::Result<Picture> picture = imaging::decode(order.pictures.front());
  const util::Result<Picture> mask = imaging::decode(order.mask);
  if (!picture || !mask) return drawn;
  const auto fitted = [&](const cv::Mat& bgr) {
    return bgr.size() == drawn.size() ? bgr.clone() : covering(bgr, drawn.size());
  };
  cv::Mat result = fitted(imaging::flatten(*picture, {255, 255, 255})), where;
  cv::extractChannel(fitted(mask->bgr), where, 0);
  where = where > 127;
  // Who is asked for a change makes one: where nothing else was drawn, it gets dark.
  const bool is_same = cv::norm(drawn, result, cv::NORM_INF, where) == 0;
  const cv::Mat shown = is_same ? cv::Mat(drawn * 0.5) : drawn;
  shown.copyTo(result, where);
  return result;
}

/// With alpha: the first product that was sent, or what would be drawn otherwise.
Picture without_backdrop(const DrawOrder& order) {
  const cv::Size size(order.size.width, order.size.height);
  if (!order.flat)
    for (const std::string& bytes : order.pictures)
      if (const std::optional<Sent> sent = understood(bytes); sent && sent->product)
        return cut_out_alone(*sent->product, size);
  const cv::Mat bgr =
      order.flat ? imaging::decode(draw_flat(order.size, order.seed)).value().bgr : painted(order);
  return {bgr, oval(size)};
}

std::string encoded(const DrawOrder& order) {
  const bool jpeg = order.mime_type == "image/jpeg", webp = order.mime_type == "image/webp";
  const bool transparent = order.transparent && !jpeg;
  if (order.flat && !jpeg && !webp && !transparent && order.mask.empty())
    return draw_flat(order.size, order.seed);
  Picture picture;
  if (transparent)
    picture = without_backdrop(order);
  else if (order.flat)
    picture = imaging::decode(draw_flat(order.size, order.seed)).value();
  else
    picture.bgr = painted(order);
  if (!transparent) picture.bgr = held_to_mask(picture.bgr, order);
  if (jpeg) return imaging::encode_jpeg(picture.bgr, order.quality, true);
  return webp ? imaging::encode_webp(picture, order.quality) : imaging::encode_png(picture);
}

constexpr std::array<const char*, kRepeatedScenes> kScenes{
    "on an oak table by a window", "on marble", "on concrete", "on a stone in a garden"};

/// The order with a scene of its own instead of the prompt's.
std::string repeated(const DrawOrder& order) {
  const std::uint64_t scene = order.seed % kRepeatedScenes;
  DrawOrder usual = order;
  usual.prompt = kScenes[scene];
  usual.seed = 0;
  std::string name = "drawing/1 " + usual.prompt + " " + std::to_string(order.size.width) + "x" +
                     std::to_string(order.size.height) + " " + order.mime_type + " " +
                     std::to_string(order.quality) + (order.transparent ? " alone" : "");
  for (const std::string& picture : order.pictures) name += " " + util::sha256(picture).hex();
  if (!order.mask.empty()) name += " inside " + util::sha256(order.mask).hex();
  return order.repeated->find_or(util::sha256(name), [&usual] { return encoded(usual); });
}

}  // namespace

std::string draw(const DrawOrder& order) {
  imaging::Provenance provenance;
  provenance.source_type =
      order.pictures.empty() ? "trainedAlgorithmicMedia" : "compositeWithTrainedAlgorithmicMedia";
  provenance.ai_system = kMadeBy;
  provenance.ai_version = studio::kRenderer;
  provenance.asset_id =
      util::sha256("emulated/1 " + std::to_string(order.seed)).hex().substr(0, 32);
  const std::string file = order.repeated != nullptr ? repeated(order) : encoded(order);
  std::string marked = imaging::with_provenance(file, provenance).value();
  if (!order.needs_padding || marked.size() % 3 != 0) return marked;
  provenance.asset_id += "0";
  return imaging::with_provenance(file, provenance).value();
}

}  // namespace vitrine::emulator
