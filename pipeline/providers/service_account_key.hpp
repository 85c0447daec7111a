#pragma once

#include "pipeline/net/client.hpp"
#include "pipeline/providers/gemini/token.hpp"
#include "pipeline/providers/key_source.hpp"
#include "pipeline/util/clock.hpp"

#include <functional>

namespace vitrine::providers {

/// Keys of a service account: a token for an hour, fetched through `client`, and a new one shortly
/// before it ends. However many calls ask at once, one fetch is under way; a failed one is tried
/// again by the next call. `account` reads the key file anew for each fetch, so that the private
/// key is held no longer than that. Client and clock outlive it; belongs to one I/O thread.
KeySource service_account_key(std::function<util::Result<gemini::ServiceAccount>()> account,
                              net::Client& client,
                              const util::Clock& clock);

}  // namespace vitrine::providers
