#pragma once

#include "pipeline/providers/access.hpp"
#include "pipeline/providers/comfyui_graph.hpp"
#include "pipeline/util/result.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::providers {

/// What a project and its environment say of how an API is reached; empty: nothing.
struct Reach {
  std::string base;
  gemini::Auth auth = gemini::Auth::api_key;     ///< where there is a choice
  std::string project, location;                 ///< of Vertex entered by a service account
  std::shared_ptr<const ComfyGraph> graph = {};  ///< what a ComfyUI is to do
  std::string name;  ///< whose books, where they are not those of the address
};

/// An image API that somebody here speaks, by the provider's name in models.yaml.
struct Api {
  std::string_view provider;
  std::vector<std::string> key_variables;  ///< as official clients read them; the first set wins
  std::string base_variable;               ///< or empty
  bool needs_key = true;
  std::string
      path;  ///< of its address behind the host, where one host has all of them: an emulator
  /// Errors: an address that is none, or no address where none is usual.
  util::Result<std::shared_ptr<const Access>> (*open)(const Reach& reach) = nullptr;
  /// A server of the shop's own: one picture at a time, and the first waits for weights to load.
  bool is_own_server = false;
};

/// One row for each; a further provider adds its own (see README.md here).
const std::vector<Api>& apis();
const Api* find_api(std::string_view provider);  ///< nullptr if nobody speaks to it

}  // namespace vitrine::providers
