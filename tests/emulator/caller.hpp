#pragma once

#include "pipeline/emulator/base64.hpp"
#include "pipeline/emulator/emulator.hpp"
#include "pipeline/emulator/json.hpp"
#include "pipeline/emulator/scenario_reader.hpp"
#include "pipeline/imaging/codec.hpp"
#include "pipeline/imaging/exact.hpp"
#include "pipeline/util/digest.hpp"
#include "tests/imaging/drawn.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

namespace vitrine::emulator {

/// A clock that stands still until it is moved.
class StandingClock final : public util::Clock {
 public:
  util::Timestamp now() const override { return now_; }
  std::chrono::steady_clock::time_point steady_now() const override {
    return std::chrono::steady_clock::time_point(std::chrono::microseconds(now_.micros));
  }
  void move(std::chrono::seconds span) { now_.micros += span.count() * 1'000'000; }

 private:
  util::Timestamp now_{1'795'312'807'000'000};
};

/// Calls an emulator without sockets.
struct Caller {
  explicit Caller(std::string_view scenario = "picture: flat") : emulator(read(scenario), clock) {
    imaging::exact::stay_on_calling_thread();
  }

  static Scenario read(std::string_view yaml) {
    ReadScenario scenario = read_scenario(yaml);
    for (const Mistake& mistake : scenario.mistakes) FAIL(to_text(mistake, "scenario"));
    return scenario.scenario;
  }

  net::ServerReply send(std::string method,
                        std::string target,
                        std::string body = {},
                        net::Headers headers = {{"x-goog-api-key", "KEY"}}) {
    net::ServerRequest request;
    request.method = std::move(method);
    request.target = std::move(target);
    request.body = std::move(body);
    request.headers = std::move(headers);
    request.headers.add("Host", "127.0.0.1:4000");
    return emulator.answer(std::move(request));
  }
  net::ServerReply post(const std::string& target, const std::string& body) {
    return send("POST", target, body);
  }
  net::ServerReply get(const std::string& target) { return send("GET", target); }
  net::ServerReply generate(const std::string& model, const std::string& body) {
    return post("/v1beta/models/" + model + ":generateContent", body);
  }

  StandingClock clock;
  Emulator emulator;
};

inline Json json_of(const net::ServerReply& reply) {
  ParsedJson parsed = parse_json(reply.body);
  INFO(reply.body.substr(0, 400));
  REQUIRE(parsed.error.empty());
  return parsed.value;
}

/// Follows keys and indices: at(json, "candidates", 0, "content").
inline const Json& at(const Json& json) { return json; }
template <class... More>
const Json& at(const Json& json, const char* key, More... more) {
  const Json* member = json.find(key);
  INFO("member " << key << " of " << to_text(json).substr(0, 300));
  REQUIRE(member != nullptr);
  return at(*member, more...);
}
template <class... More>
const Json& at(const Json& json, int index, More... more) {
  REQUIRE(static_cast<std::size_t>(index) < json.items.size());
  return at(json.items[static_cast<std::size_t>(index)], more...);
}

/// The last picture of an answer that is no thought, decoded from base64; empty if there is none.
inline std::string picture_of(const Json& answer) {
  std::string bytes;
  const Json* content = at(answer, "candidates", 0).find("content");
  if (content == nullptr) return bytes;
  for (const Json& part : content->list_of("parts"))
    if (const Json* data = part.find("inlineData"); data && !part.find("thought"))
      bytes = from_base64(data->text_of("data")).value_or("");
  return bytes;
}

inline std::string text_body(const std::string& words, const std::string& config = "{}") {
  return R"({"contents":[{"role":"user","parts":[{"text":")" + words +
         R"("}]}],"generationConfig":)" + config + "}";
}

inline std::string picture_json(const std::string& bytes, const std::string& type = "image/png") {
  return R"({"inlineData":{"mimeType":")" + type + R"(","data":")" + to_base64(bytes) + R"("}})";
}

inline std::string mug_png() {
  return imaging::encode_png({drawn::mug({250, 250, 250}, {60, 60, 190}).bgr, {}});
}
inline std::string room_png() { return imaging::encode_png({drawn::room(800, 600), {}}); }

}  // namespace vitrine::emulator
