#include "pipeline/schedule/waiting.hpp"

namespace vitrine::schedule {

const char* to_text(WaitFor why) {
  switch (why) {
    case WaitFor::nothing:
      return "";
    case WaitFor::slot:
      return "slot";
    case WaitFor::rate:
      return "rate";
    case WaitFor::hint:
      return "hint";
    case WaitFor::backoff:
      return "backoff";
    case WaitFor::breaker:
      return "breaker";
    case WaitFor::retry_budget:
      return "retry_budget";
    case WaitFor::budget:
      return "budget";
    case WaitFor::quota:
      return "quota";
    case WaitFor::deadline:
      return "deadline";
    case WaitFor::key:
      return "key";
    case WaitFor::network:
      return "network";
    case WaitFor::signal:
      return "signal";
  }
  return "";
}

const char* words_of(WaitFor why) {
  switch (why) {
    case WaitFor::nothing:
      return "";
    case WaitFor::slot:
      return "as many calls are under way as the API bears";
    case WaitFor::rate:
      return "a limit of the minute is used up";
    case WaitFor::hint:
      return "the server asked for patience";
    case WaitFor::backoff:
      return "it is asked again after a failure";
    case WaitFor::breaker:
      return "the API does not answer as it should";
    case WaitFor::retry_budget:
      return "too many calls had to be paid again";
    case WaitFor::budget:
      return "calls under way hold the rest of the budget";
    case WaitFor::quota:
      return "the day's quota is used up";
    case WaitFor::deadline:
      return "it would not be done by the deadline";
    case WaitFor::key:
      return "the key or the account is refused";
    case WaitFor::network:
      return "nobody answers";
    case WaitFor::signal:
      return "the run was stopped";
  }
  return "";
}

}  // namespace vitrine::schedule
