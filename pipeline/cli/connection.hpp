#pragma once

#include "pipeline/net/client.hpp"
#include "pipeline/providers/access.hpp"
#include "pipeline/providers/remote_provider.hpp"

#include <functional>
#include <memory>
#include <string>

namespace vitrine::cli {

/// How the provider of a job's model is reached: where, with whose key, and how the network is
/// used. Made from the environment and vitrine.yaml, or by a rehearsal for its own emulator. Holds
/// no key itself.
struct Connection {
  std::shared_ptr<const providers::Access> access;  ///< its place names whose books they land in
  net::ClientOptions client;
  /// Makes the source of keys for one run, on its I/O thread; the client outlives it. Service
  /// accounts fetch their tokens through it, the others do not touch it.
  std::function<providers::KeySource(net::Client&)> make_key;
  std::string key_from = {};  ///< what people call the key by: the name of its variable

  const providers::Place& place() const { return access->place(); }
};

}  // namespace vitrine::cli
