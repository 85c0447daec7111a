#pragma once

#include "pipeline/net/client.hpp"
#include "pipeline/providers/gemini/surface.hpp"
#include "pipeline/providers/remote_provider.hpp"

#include <functional>
#include <string>

namespace vitrine::cli {

/// How the provider of a job's model is reached: where, with whose key, and how the network is
/// used. Made from the environment and vitrine.yaml, or by a rehearsal for its own emulator. Holds
/// no key itself.
struct Connection {
  providers::gemini::Surface surface;  ///< its name says whose books renderings land in
  net::ClientOptions client;
  /// Makes the source of keys for one run, on its I/O thread; the client outlives it. Service
  /// accounts fetch their tokens through it, the others do not touch it.
  std::function<providers::KeySource(net::Client&)> make_key;
  std::string key_from = {};  ///< what people call the key by: the name of its variable
};

}  // namespace vitrine::cli
