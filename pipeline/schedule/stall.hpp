#pragma once

#include "pipeline/schedule/pace.hpp"
#include "pipeline/util/fields.hpp"

#include <optional>
#include <string>

namespace vitrine::schedule {

/// Why calls to one model wait at this moment.
struct Stall {
  std::string surface;
  WaitFor why = WaitFor::nothing;
  Instant until{};      ///< max: nobody knows
  int tasks = 0;        ///< that wait
  std::string trouble;  ///< the last answer that led to a wait; may be empty
};

/// "waiting 42 s for gemini: the server asked for patience (gemini asks to wait …)".
std::string to_text(const Stall& stall, Instant now);

/// The same for the record, where other processes find it: run, why, until, tasks, trouble.
util::Fields to_fields(const Stall& stall, const std::string& run, const Moment& now);

/// As it was recorded.
struct RecordedStall {
  std::string run, why, trouble;
  std::string until;  ///< as of util::to_text(Timestamp); may be empty
  int tasks = 0;
};
/// Nothing if the state is of another form.
std::optional<RecordedStall> stall_from(const std::string& state);
/// In words, as `words_of` puts it; the word itself where it is none of ours.
std::string words_of_reason(const std::string& why);

}  // namespace vitrine::schedule
