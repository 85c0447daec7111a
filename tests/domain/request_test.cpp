#include "pipeline/domain/request.hpp"

#include "pipeline/domain/prompt_template.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using namespace vitrine::domain;

namespace {

RenderRequest full_request() {
  RenderRequest request;
  request.operation = Operation::fuse;
  request.surface = "studio";
  request.model = "studio";
  request.renderer = "studio/1";
  request.prompt = "on a wet street";
  request.camera = "85 mm, f/2";
  request.pixels = PixelMode::recolor;
  request.sources = {{SourceRole::cutout, "", util::sha256("mug")},
                     {SourceRole::zone, "wide body", util::sha256("mask")}};
  request.zones = {{"body", Rgb{1, 2, 3}, std::nullopt},
                   {"lid", std::nullopt, LikeColor{Rgb{9, 8, 7}, {0.2, 0, 0.8, 0.3}}}};
  request.placement =
      Placement{Point{0.52, 0.81},  0.34,         {{0.1, 0.78}, {0.9, 0.78}, {1, 0.97}},
                Length{1400},       Length{95},   std::nullopt,
                SurfaceKind::shelf, Stance::lies, 0.25};
  request.light = Light{LightFrom::left, LightQuality::hard};
  request.shadow = ShadowKind::contact;
  request.transparent = true;
  request.matting =
      MattingFormat{{320, 384}, {0.485, 0.456, 0.406}, {0.229, 0.224, 0.225}, true, "d0"};
  request.pieces = 2;
  request.members = {{2, Length{94}, true}, {1, std::nullopt, false}};
  request.aspect = Aspect{4, 5};
  request.size = {2048, 1536};
  request.take = 3;
  request.style = "editorial, muted";
  request.keep_parts = {"handle", "the lid's knob"};
  request.keep_text = {"LEAF & CO", "  two  blanks "};
  request.system = "You retouch catalog pictures.";
  request.size_class = "2K";
  request.seed = -7;
  request.thinking = ThinkingLevel::high;
  request.quality = "xhigh";
  request.safety = {{HarmCategory::hate_speech, SafetyThreshold::only_high},
                    {HarmCategory::dangerous_content, SafetyThreshold::off}};
  request.prompt_template = "close-up";
  request.earlier = {{"put it on a table",
                      {{SourceRole::packshot, "", util::sha256("mug")},
                       {SourceRole::mask, "rim", util::sha256("m")}},
                      util::sha256("first answer")},
                     {"", {}, util::sha256("second answer")}};
  return request;
}

/// As plans made it before models were asked.
RenderRequest plain_request() {
  RenderRequest request;
  request.surface = "gemini";
  request.model = "gemini-nano-banana-2.1";
  request.prompt = "on a wet street";
  request.camera = "85 mm, f/2";
  request.pixels = PixelMode::regenerate;
  request.sources = {{SourceRole::packshot, "", util::sha256("mug")}};
  request.aspect = Aspect{4, 5};
  return request;
}

}  // namespace

TEST_CASE("a request survives being written as fields and read again", "[domain]") {
  CHECK(request_from_fields(to_fields(full_request())).value() == full_request());
  CHECK(request_from_fields(to_fields(RenderRequest{})).value() == RenderRequest{});
}

TEST_CASE("every field of a request makes another base key, but the take does not", "[domain]") {
  const util::Digest key = base_key(full_request());
  const auto changed = [&](auto change) {
    RenderRequest request = full_request();
    change(request);
    return base_key(request) != key;
  };
  CHECK(changed([](auto& r) { r.operation = Operation::edit; }));
  CHECK(changed([](auto& r) { r.surface = "gemini"; }));
  CHECK(changed([](auto& r) { r.model = "gemini-3-pro-image"; }));
  CHECK(changed([](auto& r) { r.renderer = "studio/2"; }));
  CHECK(changed([](auto& r) { r.prompt += "."; }));
  CHECK(changed([](auto& r) { r.camera.clear(); }));
  CHECK(changed([](auto& r) { r.pixels = PixelMode::original; }));
  CHECK(changed([](auto& r) { std::swap(r.sources[0], r.sources[1]); }));
  CHECK(changed([](auto& r) { r.sources[0].digest = util::sha256("cup"); }));
  CHECK(changed([](auto& r) { r.zones[0].color->r = 2; }));
  CHECK(changed([](auto& r) { r.zones[1].like->within.top = 0.1; }));
  CHECK(changed([](auto& r) { r.placement->at->x = 0.53; }));
  CHECK(changed([](auto& r) { r.placement->polygon.pop_back(); }));
  CHECK(changed([](auto& r) { r.placement->product_height = std::nullopt; }));
  CHECK(changed([](auto& r) { r.placement = std::nullopt; }));
  CHECK(changed([](auto& r) { r.light->quality = LightQuality::soft; }));
  CHECK(changed([](auto& r) { r.shadow = ShadowKind::none; }));
  CHECK(changed([](auto& r) { r.transparent = false; }));
  CHECK(changed([](auto& r) { r.matting = std::nullopt; }));
  CHECK(changed([](auto& r) { r.matting->size.height = 512; }));
  CHECK(changed([](auto& r) { r.matting->mean[1] = 0; }));
  CHECK(changed([](auto& r) { r.matting->deviation[2] = 1; }));
  CHECK(changed([](auto& r) { r.matting->blue_first = false; }));
  CHECK(changed([](auto& r) { r.matting->output.clear(); }));
  CHECK(changed([](auto& r) { r.pieces = 1; }));
  CHECK(changed([](auto& r) { r.aspect = Aspect{5, 4}; }));
  CHECK(changed([](auto& r) { r.size.width = 2047; }));
  CHECK(changed([](auto& r) { r.style.clear(); }));
  CHECK(changed([](auto& r) { r.keep_parts.pop_back(); }));
  CHECK(changed([](auto& r) { r.keep_text[1] = "two blanks"; }));
  CHECK(changed([](auto& r) { r.system += "!"; }));
  CHECK(changed([](auto& r) { r.size_class = "4K"; }));
  CHECK(changed([](auto& r) { r.seed = 7; }));
  CHECK(changed([](auto& r) { r.thinking = std::nullopt; }));
  CHECK(changed([](auto& r) { r.quality.clear(); }));
  CHECK(changed([](auto& r) { r.safety[0].threshold = SafetyThreshold::none; }));
  CHECK(changed([](auto& r) { r.safety.pop_back(); }));
  CHECK(changed([](auto& r) { r.prompt_template.clear(); }));
  CHECK(changed([](auto& r) { r.earlier[0].answer = util::sha256("another"); }));
  CHECK(changed([](auto& r) { r.earlier[0].sources.pop_back(); }));
  CHECK_FALSE(changed([](auto& r) { r.take = 4; }));
  CHECK(render_key(key, 0) != render_key(key, 1));
}

TEST_CASE("what only models are told is absent from the key while it says nothing", "[domain]") {
  CHECK(base_key(plain_request()).hex() ==
        "f8398abba250a53e8cfaebef7e9f48839cfd47764572a6e2a26a92fef434a06b");
  CHECK(to_fields(plain_request()).size() == 9);
  CHECK(template_of(plain_request()) == kUsualTemplate);
  CHECK(template_of(full_request()) == "close-up");
}

TEST_CASE("a damaged or newer stored request is refused, never guessed at", "[domain]") {
  CHECK(request_from_fields({{"operation", "paint"}}).has_error());
  CHECK(request_from_fields({{"take", "one"}}).has_error());
  CHECK(request_from_fields({{"source.packshot", "short"}}).has_error());
  CHECK(request_from_fields({{"seed", "3000000000"}}).has_error());
  CHECK(request_from_fields({{"safety", "hate_speech sometimes"}}).has_error());
  CHECK(request_from_fields({{"thinking", "hard"}}).has_error());
  CHECK(request_from_fields({{"turn.answer", util::sha256("a").hex()}}).has_error());
  CHECK(request_from_fields({{"mood", "calm"}}).error().kind == util::ErrorKind::damaged);
}
