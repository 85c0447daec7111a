#pragma once

#include "pipeline/imaging/codec.hpp"
#include "pipeline/providers/provider.hpp"

#include <atomic>
#include <functional>
#include <string>

namespace vitrine::test {

/// A renderer that paints a coloured block: the product alone as RGBA, or on a grey scene. The
/// picture depends on the request alone. `before` may refuse a request or count calls.
class FakeProvider final : public providers::Provider {
 public:
  using Hook = std::function<void(const domain::RenderRequest&, domain::Outcome&)>;

  explicit FakeProvider(Hook before = {}) : before_(std::move(before)) {}

  std::string name() const override { return "studio"; }
  domain::Outcome render(const domain::RenderRequest& request,
                         const providers::SourceReader&) const override {
    ++calls;
    const auto shade = domain::base_key(request).bytes[0];
    domain::Outcome outcome;
    outcome.kind = domain::OutcomeKind::image;
    const cv::Rect box(60, 50, 80, 110);
    imaging::Picture picture;
    picture.bgr = cv::Mat(200, 200, CV_8UC3, cv::Scalar(190, 190, 190));
    picture.bgr(box).setTo(cv::Scalar(shade, 90, 160));
    cv::Mat alpha(200, 200, CV_8UC1, cv::Scalar(0));
    alpha(box).setTo(255);
    outcome.mask = imaging::encode_png_grey(alpha);
    if (!request.placement) picture.alpha = alpha;
    outcome.bytes = imaging::encode_png(picture);
    outcome.facts = {{"renderer", "fake"}};
    if (before_) before_(request, outcome);
    return outcome;
  }

  mutable std::atomic<int> calls{0};

 private:
  Hook before_;
};

}  // namespace vitrine::test
