#pragma once

#include "pipeline/util/money.hpp"

#include <string>

namespace vitrine::schedule {

/// Where a run stands; counts of tasks and deliveries of this run alone.
struct Standing {
  int deliveries = 0;  ///< to be made in this run
  int done = 0;        ///< of these, ended one way or another
  int in_flight = 0;
  int rendered = 0, finished = 0, failed = 0, needs_person = 0;
  util::Money charged;
  bool draining = false;  ///< stopping: nothing new is started
  std::string waiting;    ///< why nothing is sent, and for how long; empty: something is
};

/// Told of everything a run does; called on the I/O thread and expected to return at once.
class Progress {
 public:
  virtual ~Progress() = default;
  virtual void standing(const Standing& now) = 0;
  /// One thing worth a line: a failure, a delivery that waits for a person.
  virtual void remark(const std::string& shot, const std::string& text) = 0;
};

}  // namespace vitrine::schedule
