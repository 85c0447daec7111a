#pragma once

#include "pipeline/cli/commands.hpp"
#include "pipeline/lineage/lineage.hpp"
#include "pipeline/util/result.hpp"

#include <chrono>
#include <memory>
#include <string>

namespace vitrine::cli {

/// "90 s", "10 min", "2h"; a bare number is seconds. bad_spec says what it should look like.
util::Result<std::chrono::seconds> parse_wait(const std::string& text);

/// The store's one place for somebody who changes what runs rely on: `who` ("vitrine run") has it
/// until the lock goes. Tries until the wait is over, saying once what it waits for;
/// then the error (refused) names who holds it and what can be done about that.
util::Result<std::unique_ptr<lineage::SenderLock>> hold_store(const Invocation& call,
                                                              const std::string& folder,
                                                              const std::string& who,
                                                              std::chrono::seconds wait);
/// The same for a command with a --wait that was looked at already; empty: none. Nothing if
/// somebody has it: then that was said and `exit_code` set.
std::unique_ptr<lineage::SenderLock> hold_or_say(const Invocation& call,
                                                 const std::string& folder,
                                                 const std::string& who,
                                                 const std::string& wait,
                                                 int& exit_code);

}  // namespace vitrine::cli
