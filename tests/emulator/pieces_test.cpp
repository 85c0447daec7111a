#include "pipeline/emulator/base64.hpp"
#include "pipeline/emulator/json.hpp"
#include "pipeline/emulator/models.hpp"
#include "pipeline/emulator/routes.hpp"

#include <catch2/catch.hpp>

using namespace vitrine::emulator;

TEST_CASE("base64 comes back in either alphabet and refuses what it is not", "[emulator]") {
  for (const std::string bytes : {"", "a", "ab", "abc", "\xFF\xFE\xFD\xFC"})
    CHECK(from_base64(to_base64(bytes)) == bytes);
  CHECK(to_base64("ab") == "YWI=");
  CHECK(from_base64("YWI") == "ab");
  CHECK(from_base64("__79") == from_base64("//79"));
  CHECK_FALSE(from_base64("YWJjZ").has_value());
  CHECK_FALSE(from_base64("YW Jj").has_value());
}

TEST_CASE("JSON keeps what was sent and does not follow it into the ground", "[emulator]") {
  const std::string text = R"({"a":[1,2.50,"x\ny",null,true],"inline_data":{"b":-3e5}})";
  const ParsedJson parsed = parse_json(text);
  REQUIRE(parsed.error.empty());
  CHECK(to_text(parsed.value) == text);
  CHECK(parsed.value.find("inlineData")->find("b")->number_or(0) == -3e5);
  CHECK_FALSE(parse_json(std::string(100'000, '[')).error.empty());
  CHECK_FALSE(parse_json("{\"a\":1} x").error.empty());
  CHECK_FALSE(parse_json("").error.empty());
}

TEST_CASE("paths of every surface are understood", "[emulator]") {
  const Route vertex = route_of("POST",
                                "/v1beta1/projects/p/locations/l/publishers/google/models/"
                                "gemini-3-pro-image:generateContent");
  CHECK(vertex.kind == RouteKind::generate);
  CHECK(vertex.surface == Surface::vertex);
  CHECK(vertex.id == "gemini-3-pro-image");
  const Route express = route_of("GET", "/v1beta1/publishers/google/models/x");
  CHECK(express.kind == RouteKind::get_model);
  CHECK(express.surface == Surface::express);
  const Route gateway = route_of("GET", "/gw/a/v1beta/files?pageSize=2&pageToken=a%2Fb");
  CHECK(gateway.kind == RouteKind::list_files);
  CHECK(gateway.prefix == "/gw/a");
  CHECK(gateway.parameter("pageToken") == "a/b");
  CHECK(route_of("POST", "/upload/v1/files?upload_id=1").kind == RouteKind::upload);
  CHECK(route_of("GET", "/download/v1/files/f:download").kind == RouteKind::download);
  CHECK(route_of("POST", "/v1/batches/b:cancel").kind == RouteKind::cancel_batch);
  CHECK(route_of("POST", "/v1/models/imagen-4.0-generate-001:predict").id ==
        "imagen-4.0-generate-001");
  for (const char* target :
       {"/", "/v1", "/v1/models/a/b:generateContent", "/models/x", "/v1/tuned"})
    CHECK(route_of("GET", target).kind == RouteKind::unknown);
  CHECK(route_of("PATCH", "/v1/models/x:generateContent").kind == RouteKind::unknown);
}

TEST_CASE("the nearest ratio keeps a picture's shape", "[emulator]") {
  const ModelRow& flash = *find_model("gemini-3.1-flash-image");
  CHECK(nearest_ratio(flash, {4000, 3000}) == "4:3");
  CHECK(nearest_ratio(flash, {1000, 1010}) == "1:1");
  CHECK(nearest_ratio(flash, {500, 4000}) == "1:8");
  CHECK(nearest_ratio(*find_model("gemini-2.5-flash-image"), {500, 4000}) == "9:16");
}
