#include "pipeline/emulator/vendor_reader.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace vitrine::emulator {
namespace {

using Mistakes = std::vector<Mistake>;

BflPlan read_bfl(const YamlNode& node, Mistakes& mistakes) {
  YamlMap map(node, "bfl", mistakes);
  BflPlan plan;
  map.read("pending", plan.pending);
  map.read("settle", plan.settle, 0, 100);
  map.read("key_at_sample", plan.key_at_sample);
  map.refuse_other_keys();
  return plan;
}

DashScopePlan read_dashscope(const YamlNode& node, Mistakes& mistakes) {
  YamlMap map(node, "dashscope", mistakes);
  DashScopePlan plan;
  map.read("pending", plan.pending);
  map.read("running", plan.running);
  map.refuse_other_keys();
  return plan;
}

/// Begins as the server it is like; each difference may be said anew.
LocalServer read_local_server(const YamlNode& node, Mistakes& mistakes) {
  YamlMap map(node, "a local server", mistakes);
  constexpr std::array<std::string_view, 3> kLike{"stable-diffusion.cpp", "vLLM-Omni", "LocalAI"};
  constexpr std::array<std::string_view, 3> kErrors{"text", "detail", "object"};
  LocalServer server = usual_local_servers().front();
  if (const YamlNode* like = map.find("like")) {
    const auto found = std::find(kLike.begin(), kLike.end(), like->text);
    if (found == kLike.end())
      map.unknown_word(*like, "like", {kLike.begin(), kLike.end()});
    else
      server = usual_local_servers()[static_cast<std::size_t>(found - kLike.begin())];
  }
  map.read("at", server.at);
  if (!server.at.starts_with('/') || server.at.ends_with('/'))
    map.wrong(node, "at must begin with a slash and not end in one");
  if (const YamlNode* errors = map.find("errors")) {
    const auto found = std::find(kErrors.begin(), kErrors.end(), errors->text);
    if (found == kErrors.end())
      map.unknown_word(*errors, "errors", {kErrors.begin(), kErrors.end()});
    else
      server.errors = static_cast<LocalServer::Errors>(found - kErrors.begin());
  }
  map.read("edits", server.edits);
  map.read("image_list", server.image_list);
  map.read("seed", server.takes_seed);
  map.read("url", server.answers_url);
  map.refuse_other_keys();
  return server;
}

}  // namespace

void read_vendors(YamlMap& map, Scenario& scenario, Mistakes& mistakes) {
  if (const YamlNode* bfl = map.find("bfl")) scenario.bfl = read_bfl(*bfl, mistakes);
  if (const YamlNode* dashscope = map.find("dashscope"))
    scenario.dashscope = read_dashscope(*dashscope, mistakes);
  if (const YamlNode* local = map.find("local")) {
    std::vector<LocalServer> servers;
    for (const YamlNode& entry : local->items)
      servers.push_back(read_local_server(entry, mistakes));
    if (local->kind != YamlNode::Kind::list || servers.empty())
      map.wrong(*local, "local must be a list of servers");
    else
      scenario.local = std::move(servers);
  }
  if (const YamlNode* comfyui = map.find("comfyui")) {
    YamlMap inner(*comfyui, "comfyui", mistakes);
    inner.read("pending", scenario.comfy_pending);
    inner.refuse_other_keys();
  }
}

}  // namespace vitrine::emulator
