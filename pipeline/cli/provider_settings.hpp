#pragma once

#include "pipeline/cli/matting_settings.hpp"
#include "pipeline/domain/problem.hpp"
#include "pipeline/providers/comfyui_graph.hpp"
#include "pipeline/providers/gemini/surface.hpp"
#include "pipeline/schedule/pace.hpp"
#include "pipeline/util/zone.hpp"

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace vitrine::cli {

/// What vitrine.yaml says of one provider; empty: it says nothing, and the environment decides.
struct ProviderSettings {
  std::string base_url;
  std::string key_env;  ///< the variable that holds the key
  providers::gemini::Auth auth = providers::gemini::Auth::api_key;
  std::string project, location;      ///< of Vertex
  std::filesystem::path credentials;  ///< a service account's key file, absolute
  std::string credentials_env;        ///< the variable that names it
  std::shared_ptr<const providers::ComfyGraph> graph = {};  ///< of ComfyUI; null: none is named
  schedule::RateLimits limits;  ///< of each model, as the account has them
};

struct NetworkSettings {
  std::optional<int> in_flight;  ///< calls to one API at once
  std::optional<std::chrono::seconds> attempt_deadline;
  std::string proxy, no_proxy;
};

/// The part of vitrine.yaml that is about who makes pictures, how, and for how much; its rows are
/// the catalog's to read.
struct ProjectSettings {
  std::map<std::string, ProviderSettings> providers;
  NetworkSettings network;
  /// By whose clocks deadlines are meant and by whose days budgets are kept: `timezone`, else the
  /// machine's.
  util::Zone zone;
  std::optional<MattingSettings> matting;
  bool names_people = true;  ///< `people`: whether the record says who decided about a picture

  ProviderSettings provider(const std::string& name) const;  ///< empty if nothing is said
};

/// How fast such a provider may be asked.
schedule::PaceOptions pace_of(const ProviderSettings& provider);

struct SettingsReading {
  ProjectSettings settings;
  domain::Problems problems;  ///< each at its token; none repeats what may be a key
};
/// Everything that is wrong at once. No file: nothing is said. A file that is no YAML at all is
/// left to the catalog, which reads it too.
SettingsReading read_project_settings(const std::optional<std::filesystem::path>& file);

}  // namespace vitrine::cli
