#include "pipeline/providers/prompt.hpp"

#include "tests/providers/wire.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;
using domain::Operation;
using domain::RenderRequest;
using domain::SourceRole;
using providers::compose_prompt;
using test::asking;

namespace {

domain::Source source(SourceRole role, const std::string& name = {}) {
  return {role, name, util::sha256(name + "/" + std::string(domain::to_text(role)))};
}

std::string composed(const RenderRequest& request) {
  const catalog::Catalog catalog = test::built_in();
  return compose_prompt(catalog.prompts().at("product-photo"), request);
}

bool says(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("a prompt without anything else is said and nothing more", "[providers]") {
  CHECK(composed(asking(Operation::generate, "a linen backdrop")) == "a linen backdrop.");
  CHECK(composed(asking(Operation::generate, "a linen backdrop.")) == "a linen backdrop.");
}

TEST_CASE("style camera light surface letters and parts all reach the prompt", "[providers]") {
  RenderRequest request = asking(Operation::recontextualize, "on a wet Tokyo street at night");
  request.sources = {source(SourceRole::packshot), source(SourceRole::alpha),
                     source(SourceRole::packshot, "side")};
  request.style = "editorial, muted colours";
  request.camera = "85 mm, f/2";
  request.light = domain::Light{domain::LightFrom::left, domain::LightQuality::hard};
  request.placement = domain::Placement{};
  request.keep_parts = {"handle", "lid", "spout"};
  request.keep_text = {"LEAF & CO"};
  request.pieces = 2;
  const std::string text = composed(request);
  CHECK(says(text,
             "Place the product shown in image 1 and image 2 into this scene: on a wet Tokyo "
             "street at night."));
  CHECK(says(text, "Style: editorial, muted colours."));
  CHECK(says(text, "Photographed with a lens of 85 mm at f/2."));
  CHECK(says(text, "Light: hard light from the left."));
  CHECK(says(text, "The product stands on the table."));
  CHECK(says(text, "Keep exactly as they are: handle, lid and spout."));
  CHECK(says(text, "readable: \"LEAF & CO\"."));
  CHECK(says(text, "a set of 2 pieces"));
  CHECK_FALSE(says(text, "image 3"));
  CHECK_FALSE(says(text, "{"));
}

TEST_CASE("a camera is taken apart only as far as it is understood", "[providers]") {
  RenderRequest request = asking(Operation::generate, "a table");
  request.camera = "50 mm";
  CHECK(says(composed(request), "Photographed with a lens of 50 mm."));
  request.camera = "F/1.8";
  CHECK(says(composed(request), "Photographed with an aperture of f/1.8."));
  request.camera = "an old Polaroid, 50 mm";
  CHECK(says(composed(request), "Photographed with an old Polaroid, 50 mm."));
}

TEST_CASE("pictures are numbered in the order in which they are sent", "[providers]") {
  RenderRequest request = asking(Operation::fuse, "");
  request.sources = {source(SourceRole::packshot), source(SourceRole::backdrop),
                     source(SourceRole::foreground)};
  const std::string text = composed(request);
  CHECK(says(text, "shown in image 1 into the scene of image 2"));
  CHECK(says(text, "The white area of image 3 marks what stands in front"));
}

TEST_CASE("a picture that is changed is told from the photographs of its product", "[providers]") {
  RenderRequest request = asking(Operation::refine, "warmer light");
  request.sources = {source(SourceRole::picture), source(SourceRole::packshot)};
  const std::string text = composed(request);
  CHECK(says(text, "warmer light. This is about image 1; everything that is not mentioned stays"));
  CHECK(says(text, "The product in it stays exactly the one of image 2."));
  request.sources.pop_back();
  CHECK_FALSE(says(composed(request), "The product in it"));
}

TEST_CASE("a later frame of a series is told which picture holds it", "[providers]") {
  RenderRequest request = asking(Operation::recontextualize, "she pours coffee");
  request.sources = {source(SourceRole::packshot), source(SourceRole::frame)};
  const std::string text = composed(request);
  CHECK(says(text, "the product shown in image 1 into this scene: she pours coffee."));
  CHECK(says(text, "image 2 is another picture of the same series"));
}

TEST_CASE("each zone is told its colour or its swatch and where it is", "[providers]") {
  RenderRequest request = asking(Operation::recolor, "");
  request.sources = {source(SourceRole::packshot), source(SourceRole::zone, "body"),
                     source(SourceRole::swatch, "lid"), source(SourceRole::protect, "logo")};
  request.zones = {{"body", domain::Rgb{0xA8, 0xC8, 0xD8}, std::nullopt},
                   {"lid", std::nullopt, domain::LikeColor{{9, 8, 7}, {}}}};
  const std::string text = composed(request);
  CHECK(says(text,
             "Change the product shown in image 1: the body becomes the colour #A8C8D8, which "
             "is the white area of image 2; the lid takes colour, material and pattern of "
             "image 3, which is what resembles the colour #090807 now."));
  CHECK(says(text, "The white area of image 4 must not change."));
}

TEST_CASE("a mask is one more picture that the text explains", "[providers]") {
  RenderRequest request = asking(Operation::edit, "remove the price tag");
  request.sources = {source(SourceRole::picture), source(SourceRole::mask)};
  const std::string text = composed(request);
  CHECK(says(text, "Change image 1 as follows: remove the price tag."));
  CHECK(says(text, "image 2 is a mask of the same picture: change only where it is white."));
  // In a field of its own it is no picture that text could name.
  request.sources.push_back(source(SourceRole::swatch));
  const auto words = test::built_in().prompts().at("product-photo");
  const std::string apart = compose_prompt(words, request, domain::MaskWay::field);
  CHECK(says(apart, "Change image 1 as follows: remove the price tag."));
  CHECK_FALSE(says(apart, "mask"));
  CHECK_FALSE(says(apart, "image 3"));
  request.sources.pop_back();
  request.sources.pop_back();
  CHECK_FALSE(says(composed(request), "mask"));
  request.sources = {source(SourceRole::packshot)};
  CHECK(says(composed(request), "Change image 1 as follows"));
}

TEST_CASE("in a conversation pictures count on from the earlier turns", "[providers]") {
  RenderRequest request = asking(Operation::refine, "make it warmer");
  CHECK(composed(request) == "make it warmer.");
  request.earlier = {
      {"put it there", {source(SourceRole::packshot), source(SourceRole::alpha)}, {}}};
  request.sources = {source(SourceRole::picture)};
  CHECK(says(composed(request), "This is about image 2;"));
}

TEST_CASE("braces in what people write are letters and not placeholders", "[providers]") {
  const domain::PromptTemplate prompt{"t", 1, {{{}, "{prompt} {style}"}, {{}, "{camera}"}}, {}};
  RenderRequest request = asking(Operation::generate, "{style} {nonsense}");
  request.style = "{prompt}";
  CHECK(compose_prompt(prompt, request) == "{style} {nonsense} {prompt}");
}

TEST_CASE("the version of a template is no part of the key", "[providers]") {
  RenderRequest request = asking(Operation::generate, "a table");
  const domain::PromptTemplate one{"t", 1, {{{}, "{prompt}"}}, {}};
  const domain::PromptTemplate two{"t", 2, {{{}, "Please: {prompt}"}}, {}};
  CHECK(compose_prompt(one, request) != compose_prompt(two, request));
  for (const util::Field& field : domain::to_fields(request))
    CHECK(field.name.find("template") == std::string::npos);
}
