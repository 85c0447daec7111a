// Where models are asked, as settings and environment say it; no network is touched.
#include "pipeline/cli/connections.hpp"

#include "tests/cli/fixed_clock.hpp"
#include "tests/support/temp_folder.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <catch2/catch.hpp>

#include <map>

using namespace vitrine;
using providers::gemini::Auth;

namespace {

const test::FixedClock kClock;

cli::Variables variables(std::map<std::string, std::string> set) {
  return [set = std::move(set)](const std::string& name) -> std::optional<std::string> {
    const auto found = set.find(name);
    return found == set.end() ? std::nullopt : std::optional(found->second);
  };
}

cli::Connection connect(const std::string& provider,
                        std::map<std::string, std::string> set,
                        const cli::ProjectSettings& settings = {}) {
  return cli::connection_for(provider, settings, variables(std::move(set)), kClock).value();
}

std::string path_of(const cli::Connection& connection) {
  return connection.access->call_url("m", "predict").value().target;
}

/// What the connection's source of keys answers.
util::Result<std::string> key_of(const cli::Connection& connection) {
  boost::asio::io_context io;
  const auto client = net::make_client(io.get_executor(), {});
  const providers::KeySource source = connection.make_key(*client);
  std::optional<util::Result<std::string>> answer;
  const auto ask = [&]() -> boost::asio::awaitable<void> {
    util::Result<std::string> key = co_await source();
    answer = std::move(key);
  };
  boost::asio::co_spawn(io, ask(), [](std::exception_ptr) {});
  io.run();
  return *answer;
}

}  // namespace

TEST_CASE("Gemini is asked at Google with the key that the official clients would take", "[cli]") {
  const auto one = connect("gemini", {{"GEMINI_API_KEY", "k1"}});
  CHECK(one.place().name == "gemini");
  CHECK(one.key_from == "GEMINI_API_KEY");
  CHECK(key_of(one).value() == "k1");
  const auto both = connect("gemini", {{"GEMINI_API_KEY", "k1"}, {"GOOGLE_API_KEY", "k2"}});
  CHECK(both.key_from == "GOOGLE_API_KEY");
  CHECK(key_of(both).value() == "k2");
}

TEST_CASE("without a key there is a surface all the same, and the source names what to set",
          "[cli]") {
  const auto none = connect("gemini", {});
  CHECK(none.place().name == "gemini");
  const auto key = key_of(none);
  REQUIRE(key.has_error());
  CHECK(key.error().kind == util::ErrorKind::not_found);
  CHECK(key.error().message == "no key for gemini: set GOOGLE_API_KEY or GEMINI_API_KEY");
  CHECK(cli::missing_key("gemini", {}, variables({}))->message == key.error().message);
  CHECK_FALSE(cli::missing_key("gemini", {}, variables({{"GEMINI_API_KEY", "k"}})));
  CHECK(cli::missing_key("cometapi", {}, variables({}))->message.find("COMETAPI_KEY") !=
        std::string::npos);
}

TEST_CASE("settings win over the environment", "[cli]") {
  cli::ProjectSettings settings;
  settings.providers["gemini"].base_url = "https://gateway.example/google";
  settings.providers["gemini"].key_env = "SHOP_KEY";
  const auto gateway = connect("gemini",
                               {{"GEMINI_API_KEY", "k1"},
                                {"SHOP_KEY", "k2"},
                                {"GOOGLE_GEMINI_BASE_URL", "http://127.0.0.1:9000"}},
                               settings);
  CHECK(gateway.place().name == "custom:https://gateway.example");
  CHECK(gateway.key_from == "SHOP_KEY");
  CHECK(key_of(gateway).value() == "k2");
  CHECK(cli::missing_key("gemini", settings, variables({{"GEMINI_API_KEY", "k1"}}))->message ==
        "no key for gemini: set SHOP_KEY");
}

TEST_CASE("plain http is for this machine only", "[cli]") {
  CHECK(connect("gemini", {{"GOOGLE_GEMINI_BASE_URL", "http://127.0.0.1:9000/"}}).place().name ==
        "custom:http://127.0.0.1:9000");
  for (const char* base :
       {"http://10.0.0.7:9000", "http://gateway.example", "ftp://x", "nonsense"}) {
    const auto refused =
        cli::connection_for("gemini", {}, variables({{"GOOGLE_GEMINI_BASE_URL", base}}), kClock);
    INFO(base);
    REQUIRE(refused.has_error());
    CHECK(refused.error().message.find("GOOGLE_GEMINI_BASE_URL") != std::string::npos);
  }
}

TEST_CASE("CometAPI takes its key as a header or as a bearer token", "[cli]") {
  CHECK(connect("cometapi", {}).place().key.name == "x-goog-api-key");
  cli::ProjectSettings settings;
  settings.providers["cometapi"].auth = Auth::bearer;
  const auto comet = connect("cometapi", {{"COMETAPI_KEY", "c"}}, settings);
  CHECK(comet.place().key.name == "Authorization");
  CHECK(comet.place().name == "cometapi");
  CHECK(key_of(comet).value() == "c");
}

TEST_CASE("Vertex is entered by service account where there is one, else by key", "[cli]") {
  const test::TempFolder folder;
  const std::string file =
      folder
          .write("robot.json",
                 R"({"type":"service_account","project_id":"own","client_email":"r@x",
                       "private_key":"-----BEGIN none"})")
          .string();
  const auto express = connect("vertex", {{"GOOGLE_API_KEY", "k"}});
  CHECK(path_of(express) == "/v1/publishers/google/models/m:predict");
  CHECK(key_of(express).value() == "k");

  const auto own = connect("vertex", {{"GOOGLE_APPLICATION_CREDENTIALS", file}});
  CHECK(own.place().key.prefix == "Bearer ");
  CHECK(path_of(own) == "/v1/projects/own/locations/global/publishers/google/models/m:predict");
  CHECK(own.key_from == "GOOGLE_APPLICATION_CREDENTIALS");
  CHECK(key_of(own).error().message.find("RSA") != std::string::npos);

  const auto named = connect("vertex", {{"GOOGLE_APPLICATION_CREDENTIALS", file},
                                        {"GOOGLE_CLOUD_PROJECT", "shop"},
                                        {"GOOGLE_CLOUD_LOCATION", "europe-west4"}});
  CHECK(named.place().base == "https://europe-west4-aiplatform.googleapis.com");
  CHECK(path_of(named).starts_with("/v1/projects/shop/locations/europe-west4/"));
}

TEST_CASE("a service account that cannot be used says which file and variable, and nothing of it",
          "[cli]") {
  const test::TempFolder folder;
  const std::string none = (folder / "none.json").string();
  const std::string odd = folder.write("odd.json", "{\"private_key\":\"secret\"}").string();
  for (const std::string& file : {none, odd}) {
    const auto missing =
        cli::missing_key("vertex", {}, variables({{"GOOGLE_APPLICATION_CREDENTIALS", file}}));
    REQUIRE(missing);
    CHECK(missing->message.find("GOOGLE_APPLICATION_CREDENTIALS") != std::string::npos);
    CHECK(missing->message.find("secret") == std::string::npos);
  }
  cli::ProjectSettings settings;
  settings.providers["vertex"].credentials_env = "ROBOT_FILE";
  CHECK(cli::missing_key("vertex", settings, variables({}))->message.find("ROBOT_FILE") !=
        std::string::npos);
}

TEST_CASE("certificates and proxies come from the usual variables", "[cli]") {
  const auto usual = connect("gemini", {{"SSL_CERT_FILE", "/etc/ca.pem"},
                                        {"HTTPS_PROXY", "http://proxy:3128"},
                                        {"NO_PROXY", "localhost"}});
  CHECK(usual.client.ca_file == "/etc/ca.pem");
  CHECK(usual.client.proxy == "http://proxy:3128");
  CHECK(usual.client.no_proxy == "localhost");
  cli::ProjectSettings settings;
  settings.network.proxy = "http://other:1";
  settings.network.attempt_deadline = std::chrono::minutes(20);
  const auto other = connect("gemini", {{"https_proxy", "http://proxy:3128"}}, settings);
  CHECK(other.client.proxy == "http://other:1");
  CHECK(other.client.first_byte_timeout == std::chrono::minutes(20));
}

TEST_CASE("nobody here speaks to other providers", "[cli]") {
  CHECK_FALSE(cli::is_spoken("studio"));
  CHECK_FALSE(cli::is_spoken("someone"));
  CHECK(cli::connection_for("someone", {}, variables({}), kClock).has_error());
}

TEST_CASE("a server of the shop's own needs no key, and is given time to load its weights",
          "[cli]") {
  CHECK(cli::is_own_server("comfyui"));
  CHECK(cli::is_own_server("local"));
  CHECK_FALSE(cli::is_own_server("gemini"));
  CHECK_FALSE(cli::is_own_server("studio"));
  cli::ProjectSettings settings;
  settings.network.attempt_deadline = std::chrono::minutes(2);
  const auto without = cli::connection_for("comfyui", settings, variables({}), kClock);
  REQUIRE(without.has_error());
  CHECK(without.error().message.starts_with("comfyui runs a graph of yours and none is named"));
  settings.providers["comfyui"].graph = std::make_shared<const providers::ComfyGraph>();
  const auto comfyui = connect("comfyui", {}, settings);
  CHECK(comfyui.place().name == "custom:http://127.0.0.1:8188");
  CHECK(comfyui.client.first_byte_timeout >= std::chrono::minutes(10));
  CHECK(key_of(comfyui).value().empty());
  CHECK_FALSE(cli::missing_key("comfyui", settings, variables({})));
  const auto moved =
      connect("comfyui", {{"VITRINE_COMFYUI_BASE_URL", "http://127.0.0.1:9000"}}, settings);
  CHECK(moved.place().name == "custom:http://127.0.0.1:9000");
}
