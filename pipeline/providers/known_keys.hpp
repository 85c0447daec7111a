#pragma once

#include "pipeline/domain/outcome.hpp"

#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::providers {

/// The keys that were sent, in memory only. Whatever their form (a gateway's may be plain words or
/// digits, which `redacted` cannot know), they are found in what a server says back, also as JSON
/// and addresses write them. Texts of less than 6 letters are no keys. Safe from several threads.
class KnownKeys {
 public:
  /// The latest few are kept: a token that was renewed may still come back in an answer.
  void remember(std::string_view key);

  bool stand_in(std::string_view text) const;
  /// Asterisks in their place, as many as they had letters: every other place stays what it was.
  std::string masked(std::string_view text) const;
  /// "[key]" in their place, also where the text was cut in the middle of one.
  std::string without(std::string_view text) const;
  /// The same for message and facts.
  void hide_in(domain::Outcome& outcome) const;

 private:
  std::vector<std::string> forms() const;

  mutable std::mutex mutex_;
  std::vector<std::string> keys_;
};

}  // namespace vitrine::providers
