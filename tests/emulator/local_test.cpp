#include "pipeline/emulator/pictures.hpp"
#include "tests/emulator/caller.hpp"
#include "tests/emulator/form.hpp"

using namespace vitrine;
using namespace vitrine::emulator;

namespace {

const std::string kGenerations = "/v1/images/generations", kEdits = "/v1/images/edits";

net::ServerReply post_json(Caller& caller, const std::string& target, const std::string& body) {
  return caller.send("POST", target, body, {{"Content-Type", "application/json"}});
}

net::ServerReply post_form(Caller& caller,
                           const std::string& target,
                           const std::vector<FormField>& fields) {
  return caller.send("POST", target, form_of(fields), {{"Content-Type", kFormType}});
}

std::vector<FormField> edit_with(const std::string& field) {
  return {{"prompt", "on a plain white background"},
          {"size", "512x512"},
          {field, mug_png(), "m.png", "image/png"}};
}

std::string picture_in(const net::ServerReply& reply) {
  return from_base64(at(json_of(reply), "data", 0, "b64_json").text).value();
}

}  // namespace

TEST_CASE("stable-diffusion.cpp draws, edits and errs with a text", "[emulator]") {
  Caller caller;
  const net::ServerReply drawn =
      post_json(caller, "/sdcpp" + kGenerations,
                R"({"prompt":"a lamp","size":"640x512","n":2,"output_format":"jpeg","what":1})");
  REQUIRE(drawn.status == 200);
  CHECK(at(json_of(drawn), "output_format").text == "jpeg");
  CHECK(json_of(drawn).list_of("data").size() == 2);
  CHECK(shape_of(picture_in(drawn)) == Pixels{640, 512});
  CHECK(post_form(caller, "/sdcpp" + kEdits, edit_with("image[]")).status == 200);
  CHECK(post_form(caller, "/sdcpp" + kEdits, edit_with("image")).status == 200);
  const net::ServerReply refused = post_json(caller, "/sdcpp" + kGenerations, "{}");
  CHECK(refused.status == 400);
  CHECK(at(json_of(refused), "error").text == "prompt required");
  const auto seeded = [&](const std::string& seed) {
    return picture_in(post_json(caller, "/sdcpp" + kGenerations,
                                R"({"prompt":"a lamp <sd_cpp_extra_args>{\"seed\":)" + seed +
                                    R"(}</sd_cpp_extra_args>","size":"512x512"})"));
  };
  CHECK(seeded("7") == seeded("7"));
  CHECK(seeded("7") != seeded("8"));
  const BillEntry& booked = caller.emulator.bill().entries().front();
  CHECK(booked.vendor == "local");
  CHECK(booked.model == "sd-cpp-local");
  CHECK(booked.usage.pictures == 2);
  CHECK(caller.emulator.bill().total_micros() == 0);
}

TEST_CASE("vLLM-Omni errs with details and takes one picture in a field of its own", "[emulator]") {
  Caller caller;
  CHECK(post_form(caller, "/vllm-omni" + kEdits, edit_with("image")).status == 200);
  const net::ServerReply list = post_form(caller, "/vllm-omni" + kEdits, edit_with("image[]"));
  CHECK(list.status == 422);
  CHECK(at(json_of(list), "detail", 0, "loc", 1).text == "image[]");
  CHECK(post_json(caller, "/vllm-omni" + kGenerations, "{}").status == 422);
  const auto seeded = [&](const std::string& seed) {
    return picture_in(post_json(caller, "/vllm-omni" + kGenerations,
                                R"({"prompt":"a lamp","seed":)" + seed + "}"));
  };
  CHECK(seeded("7") == seeded("7"));
  CHECK(seeded("7") != seeded("8"));
  const Json answer =
      json_of(post_json(caller, "/vllm-omni" + kGenerations, R"({"prompt":"a lamp"})"));
  CHECK(at(answer, "data", 0, "url").is(Json::Kind::null));
}

TEST_CASE("LocalAI has no edits, takes pictures with the generation and answers addresses",
          "[emulator]") {
  Caller caller("seed: 2");
  CHECK(post_form(caller, "/localai" + kEdits, edit_with("image")).status == 404);
  const std::string body = R"({"prompt":"on a plain white background","size":"512x512",
      "ref_images":[")" + to_base64(mug_png()) +
                           "\"]";
  const net::ServerReply reply = post_json(caller, "/localai" + kGenerations, body + "}");
  REQUIRE(reply.status == 200);
  const std::string url = at(json_of(reply), "data", 0, "url").text;
  REQUIRE(url.starts_with("http://127.0.0.1:4000/localai/generated-images/"));
  const net::ServerReply picture = caller.send("GET", url.substr(21), "", {});
  CHECK(picture.headers.find("Content-Type") == "image/png");
  const imaging::Picture drawn = imaging::decode(picture.body).value();
  CHECK(drawn.bgr.at<cv::Vec3b>(2, 2) == cv::Vec3b(255, 255, 255));
  const net::ServerReply inside =
      post_json(caller, "/localai" + kGenerations, body + R"(,"response_format":"b64_json"})");
  CHECK(shape_of(picture_in(inside)) == Pixels{512, 512});
  const Json error = at(json_of(post_json(caller, "/localai" + kGenerations, "{}")), "error");
  CHECK(at(error, "code").text == "400");
  std::vector<FormField> inside_mask = edit_with("image");
  const std::string inpainting = "/localai/v1/images/inpainting";
  CHECK(post_form(caller, inpainting, inside_mask).status == 400);  // without one
  inside_mask.push_back({"mask", "no picture", "mask.png", "image/png"});
  CHECK(post_form(caller, inpainting, inside_mask).status == 400);
  inside_mask.back().body = room_png();
  CHECK(post_form(caller, inpainting, inside_mask).status == 200);
}

TEST_CASE("what a local server does otherwise is data of the scenario", "[emulator]") {
  Caller caller(
      "{picture: flat, local: [{at: /own, like: vLLM-Omni, errors: text, image_list: true, url: "
      "true}]}");
  CHECK(post_form(caller, "/own" + kEdits, edit_with("image[]")).status == 200);
  CHECK(
      at(json_of(post_json(caller, "/own" + kGenerations, "{}")), "error").is(Json::Kind::string));
  CHECK(at(json_of(post_json(caller, "/own" + kGenerations, R"({"prompt":"x"})")), "data", 0)
            .find("url") != nullptr);
  CHECK(json_of(caller.send("GET", "/own/v1/models", "", {})).list_of("data").size() == 1);
  // Without its prefix it is OpenAI's path, and needs a key.
  CHECK(post_json(caller, kGenerations, R"({"prompt":"x"})").status == 401);
  CHECK(post_json(caller, "/sdcpp" + kGenerations, R"({"prompt":"x"})").status == 401);
  CHECK(read_scenario("local: [{at: own}]").mistakes.size() == 1);
  CHECK(read_scenario("local: [{at: /own, like: Other}]").mistakes.size() == 1);
  CHECK(read_scenario("local: [{at: /own, error: text}]").mistakes.size() == 1);
  CHECK(read_scenario("local: /own").mistakes.size() == 1);
}
