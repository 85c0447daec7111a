#include "pipeline/cli/provider_settings.hpp"

#include "pipeline/cli/graph_settings.hpp"
#include "pipeline/net/http.hpp"
#include "pipeline/net/proxy.hpp"
#include "pipeline/spec/formats.hpp"
#include "pipeline/spec/schema.hpp"
#include "pipeline/spec/yaml_tree.hpp"
#include "pipeline/util/files.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <string_view>
#include <utility>

namespace vitrine::cli {
namespace {

namespace fs = std::filesystem;
using providers::gemini::Auth;
using spec::Node;

constexpr std::uintmax_t kMostBytes = 4'000'000;
/// Lists that the catalog reads and checks.
constexpr std::array<std::string_view, 7> kRows{"profiles", "models",  "gateways",    "prices",
                                                "forms",    "prompts", "pixel_tables"};

std::string text_at(const Node& map, std::string_view key) {
  const std::string* text = spec::text_of(map.find(key));
  return text ? *text : std::string();
}

/// What the schema cannot say, told at the value.
class Checks {
 public:
  explicit Checks(spec::Complaints& complaints) : complaints_(complaints) {}

  void base_url(const Node* node) {
    const std::string* text = spec::text_of(node);
    if (!text) return;
    const util::Result<net::Url> url = net::parse_url(*text);
    if (!url)
      complaints_.error(*node, {"bad-address", url.error().message});
    else if (url->target.find('?') != std::string::npos)
      complaints_.error(*node, {"bad-address", "a base URL has no query"});
    else if (!url->tls && !url->is_loopback())
      complaints_.error(*node, {"plain-http",
                                "plain http goes to this machine only: a key would travel in the "
                                "open; write https://",
                                "https" + text->substr(4)});
  }

  void path_step(const Node* node, const char* what, bool is_project) {
    const std::string* text = spec::text_of(node);
    if (!text) return;
    std::string plain = *text;
    if (is_project) std::replace(plain.begin(), plain.end(), ':', '-');
    if (!providers::is_path_step(plain))
      complaints_.error(*node, {"bad-name", spec::quote(*text) + " is no " + what});
  }

  void zone(const Node* node, util::Zone& zone) {
    const std::string* text = spec::text_of(node);
    if (!text) return;
    util::Result<util::Zone> named = util::Zone::named(*text);
    if (named)
      zone = std::move(*named);
    else
      complaints_.error(*node, {"bad-timezone", named.error().message});
  }

  void proxy(const Node* node) {
    const std::string* text = spec::text_of(node);
    if (!text) return;
    try {
      net::parse_proxy(*text);
    } catch (const std::exception& error) {
      complaints_.error(*node, {"bad-address", error.what()});
    }
  }

 private:
  spec::Complaints& complaints_;
};

/// What an account may send and spend; a limit that is not named is none.
schedule::RateLimits read_limits(const Node& node) {
  schedule::RateLimits limits;
  const auto count = [&](std::string_view key, std::optional<std::int64_t>& into) {
    if (const Node* limit = node.find(key)) into = spec::integer_of(*limit);
  };
  count("requests_per_minute", limits.requests_per_minute);
  count("pictures_per_minute", limits.pictures_per_minute);
  count("tokens_per_minute", limits.tokens_per_minute);
  count("requests_per_day", limits.requests_per_day);
  if (const util::Result<util::Money> spend =
          util::parse_money(text_at(node, "spend_per_10_minutes")))
    limits.spend_per_10_minutes = *spend;
  return limits;
}

ProviderSettings read_provider(const Node& node, const fs::path& folder, Checks& checks) {
  ProviderSettings provider;
  checks.base_url(node.find("base_url"));
  checks.path_step(node.find("project"), "Google Cloud project", true);
  checks.path_step(node.find("location"), "location", false);
  provider.base_url = text_at(node, "base_url");
  provider.key_env = text_at(node, "key_env");
  provider.auth = text_at(node, "auth") == "bearer" ? Auth::bearer : Auth::api_key;
  provider.project = text_at(node, "project");
  provider.location = text_at(node, "location");
  provider.credentials_env = text_at(node, "credentials_env");
  if (const Node* limits = node.find("limits")) provider.limits = read_limits(*limits);
  if (const std::string file = text_at(node, "credentials"); !file.empty())
    provider.credentials = (folder / file).lexically_normal();
  return provider;
}

NetworkSettings read_network(const Node& node, Checks& checks) {
  NetworkSettings network;
  checks.proxy(node.find("proxy"));
  network.proxy = text_at(node, "proxy");
  network.no_proxy = text_at(node, "no_proxy");
  if (const Node* most = node.find("in_flight"))
    if (const auto calls = spec::integer_of(*most)) network.in_flight = static_cast<int>(*calls);
  network.attempt_deadline = spec::parse_span(text_at(node, "attempt_deadline"));
  return network;
}

/// Whether a line lies in rows that are not read here: they have rules of their own.
bool is_in_rows(const Node& root, int line) {
  const Node::Entry* around = nullptr;
  for (const Node::Entry& entry : root.entries)
    if (entry.key.mark.line < line) around = &entry;
  return around != nullptr &&
         std::find(kRows.begin(), kRows.end(), around->key.text) != kRows.end();
}

}  // namespace

ProviderSettings ProjectSettings::provider(const std::string& name) const {
  const auto found = providers.find(name);
  return found == providers.end() ? ProviderSettings{} : found->second;
}

schedule::PaceOptions pace_of(const ProviderSettings& provider) {
  schedule::PaceOptions pace;
  pace.limits = provider.limits;
  // Where the days of these quotas begin; without zone files days are UTC's.
  if (const util::Result<util::Zone> zone = util::Zone::named("America/Los_Angeles"))
    pace.quota_zone = *zone;
  return pace;
}

SettingsReading read_project_settings(const std::optional<fs::path>& file) {
  SettingsReading reading;
  reading.settings.zone = util::Zone::of_file("/etc/localtime");
  if (!file) return reading;
  const util::Result<std::string> text = util::read_file(*file, kMostBytes);
  if (!text) return reading;
  spec::Complaints complaints;
  complaints.add_file(file->string());
  std::optional<Node> tree = spec::read_yaml(*text, 0, complaints);
  if (!tree || tree->is_null()) return reading;
  spec::check_against_schema(*tree, spec::SchemaPart::settings, complaints);
  Checks checks(complaints);
  checks.zone(tree->find("timezone"), reading.settings.zone);
  if (const Node* providers = tree->find("providers"))
    for (const Node::Entry& entry : providers->entries) {
      ProviderSettings& provider = reading.settings.providers[entry.key.text];
      provider = read_provider(entry.value, file->parent_path(), checks);
      provider.graph = read_graph(entry.value, file->parent_path(), complaints);
    }
  reading.settings.names_people = text_at(*tree, "people") != "none";
  if (const Node* network = tree->find("network"))
    reading.settings.network = read_network(*network, checks);
  if (const Node* matting = tree->find("matting"))
    reading.settings.matting = read_matting(*matting, *file);
  for (domain::Problem& problem : std::move(complaints).take())
    if (!is_in_rows(*tree, problem.line)) reading.problems.push_back(std::move(problem));
  return reading;
}

}  // namespace vitrine::cli
