#include "pipeline/studio/matting_network.hpp"

#include "pipeline/imaging/exact.hpp"
#include "pipeline/imaging/resample.hpp"

#include <opencv2/core.hpp>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/dnn.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace vitrine::studio {
namespace {

using util::Error;
using util::ErrorKind;
using util::Result;

Error about(const std::string& sentence) {
  return {ErrorKind::bad_spec, "the matting network " + sentence};
}

/// The operator that OpenCV stumbled over: its importer says `Node [Resize@ai.onnx]:(…)`.
std::string operator_in(const std::string& message) {
  constexpr std::string_view kOpening = "Node [";
  const std::size_t at = message.find(kOpening);
  if (at == std::string::npos) return {};
  const std::size_t begin = at + kOpening.size();
  return message.substr(begin, message.find_first_of("@]", begin) - begin);
}

std::string shape_text(const cv::dnn::MatShape& shape) {
  std::string text;
  for (const int side : shape) text += (text.empty() ? "" : " x ") + std::to_string(side);
  return text;
}

std::string listed(const std::vector<cv::String>& names) {
  std::string text;
  for (const cv::String& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

Result<cv::dnn::Net> parsed(std::string_view onnx) {
  // What is wrong is told by us; OpenCV would write it to stderr as well.
  cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
  try {
    cv::dnn::Net net = cv::dnn::readNetFromONNX(onnx.data(), onnx.size());
    if (!net.empty()) return net;
  } catch (const cv::Exception& error) {
    if (const std::string stumbled = operator_in(error.what()); !stumbled.empty())
      return about("uses " + stumbled + " in a way that OpenCV " + CV_VERSION + " cannot run");
  }
  return about("is no ONNX file");
}

/// Which of a network's outputs is read.
Result<std::string> chosen_output(const cv::dnn::Net& net, const std::string& wish) {
  const std::vector<cv::String> outputs = net.getUnconnectedOutLayersNames();
  if (wish.empty()) {
    if (outputs.size() == 1) return outputs.front();
    return about("has " + std::to_string(outputs.size()) + " outputs (" + listed(outputs) +
                 "): name one with output:");
  }
  if (std::find(outputs.begin(), outputs.end(), wish) != outputs.end()) return wish;
  return about("has no output \"" + wish + "\"; it has " + listed(outputs));
}

/// What comes out for a picture of the format's size.
Result<cv::dnn::MatShape> output_shape(const cv::dnn::Net& net,
                                       const domain::MattingFormat& format) {
  std::vector<int> layers;
  std::vector<std::vector<cv::dnn::MatShape>> ins, outs;
  try {
    net.getLayersShapes(cv::dnn::MatShape{1, 3, format.size.height, format.size.width}, layers, ins,
                        outs);
    const auto layer = std::find(layers.begin(), layers.end(), net.getLayerId(format.output));
    const auto at = static_cast<std::size_t>(layer - layers.begin());
    if (layer != layers.end() && !outs[at].empty()) return outs[at].front();
  } catch (const cv::Exception&) {
  }
  return about("does not take a picture of " + std::to_string(format.size.width) + " x " +
               std::to_string(format.size.height) + " with three channels");
}

/// 1 x 1 x height x width, or without one of the ones.
std::optional<cv::Size> plane_of(const cv::dnn::MatShape& shape) {
  if (shape.size() < 3 || shape.size() > 4) return std::nullopt;
  for (std::size_t i = 0; i + 2 < shape.size(); ++i)
    if (shape[i] != 1) return std::nullopt;
  const cv::Size size(shape[shape.size() - 1], shape[shape.size() - 2]);
  return size.width > 1 && size.height > 1 ? std::optional(size) : std::nullopt;
}

}  // namespace

struct MattingNetwork::Impl {
  cv::dnn::Net net;
  domain::MattingFormat format;
};

MattingNetwork::MattingNetwork(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
MattingNetwork::MattingNetwork(MattingNetwork&&) noexcept = default;
MattingNetwork& MattingNetwork::operator=(MattingNetwork&&) noexcept = default;
MattingNetwork::~MattingNetwork() = default;

Result<MattingNetwork> MattingNetwork::load(std::string_view onnx,
                                            const domain::MattingFormat& format) {
  Result<cv::dnn::Net> net = parsed(onnx);
  if (!net) return net.error();
  Result<std::string> output = chosen_output(*net, format.output);
  if (!output) return output.error();
  auto impl = std::make_unique<Impl>(Impl{std::move(*net), format});
  impl->format.output = std::move(*output);
  const Result<cv::dnn::MatShape> shape = output_shape(impl->net, impl->format);
  if (!shape) return shape.error();
  if (!plane_of(*shape))
    return about("answers with " + shape_text(*shape) + ", not with one channel");
  // Any other backend may be another arithmetic.
  impl->net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
  impl->net.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
  return MattingNetwork(std::move(impl));
}

Result<cv::Mat> MattingNetwork::matte(const cv::Mat& bgr) {
  if (!imaging::exact::uses_plain_arithmetic())
    return Error{ErrorKind::unsupported,
                 "the matting network was not run: OpenCV's CPU extensions are on, and the picture "
                 "would not repeat on another machine"};
  const domain::MattingFormat& format = impl_->format;
  const cv::Size size(format.size.width, format.size.height);
  const cv::Mat shown = imaging::resample(bgr, imaging::Window(0, 0, bgr.cols, bgr.rows), size,
                                          imaging::Outside::edge);
  const int sides[] = {1, 3, size.height, size.width};
  cv::Mat input(4, sides, CV_32F);
  for (int channel = 0; channel < 3; ++channel) {
    const int color = format.blue_first ? 2 - channel : channel;  // 0 is red
    const auto scale = static_cast<float>(1 / (255 * format.deviation[color]));
    const auto offset = static_cast<float>(format.mean[color] / format.deviation[color]);
    for (int y = 0; y < size.height; ++y) {
      auto* plane = input.ptr<float>(0, channel, y);
      const auto* row = shown.ptr<cv::Vec3b>(y);
      for (int x = 0; x < size.width; ++x)
        plane[x] = static_cast<float>(row[x][2 - color]) * scale - offset;
    }
  }
  cv::Mat answer;
  try {
    impl_->net.setInput(input);
    answer = impl_->net.forward(format.output);
  } catch (const cv::Exception& error) {
    return about("could not be run: " + error.err);
  }
  const std::optional<cv::Size> plane =
      plane_of(cv::dnn::MatShape(answer.size.p, answer.size.p + answer.dims));
  if (!plane || answer.depth() != CV_32F || !answer.isContinuous())
    return about("did not answer with one channel of numbers");
  cv::Mat matte(*plane, CV_8UC1);
  const auto* values = answer.ptr<float>();
  for (std::size_t i = 0; i < matte.total(); ++i) {
    // A value that is no number is nothing.
    const float share = values[i] > 0 ? std::min(values[i], 1.0f) : 0.0f;
    matte.data[i] = static_cast<std::uint8_t>(share * 255 + 0.5f);
  }
  return matte;
}

}  // namespace vitrine::studio
