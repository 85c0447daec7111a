#pragma once

#include "pipeline/emulator/answer.hpp"
#include "pipeline/emulator/bfl/models.hpp"
#include "pipeline/emulator/bfl/request.hpp"
#include "pipeline/emulator/vendor.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace vitrine::emulator::bfl {

/// A task from its submission until it is forgotten.
struct Task {
  std::string id;
  const Model* model = nullptr;
  std::string base;  ///< that it was submitted at
  std::size_t place = 0;
  util::Timestamp submitted;
  std::optional<Fault> fault;
  std::shared_ptr<const Order> order;  ///< gone when the picture is made
  Pixels size;
  std::int64_t input_mp = 0;
  std::string prompt;
  std::int64_t seed = 0;
  std::uint64_t polls = 0;
  bool drawing = false, ended = false;
  std::string sample;  ///< path and query of the picture, once it is made
};

/// What a task costs: as told when it is submitted, and as it is settled.
Charge charge_of(const Task& task);
Charge settled_charge(const Task& task, double settle);
/// The status in which a task ends that brings no picture; empty if it brings one.
std::string last_status(const Task& task);

/// All tasks by id.
class Tasks {
 public:
  /// An id that nobody guesses; the same in every run.
  static std::string id_for(std::uint64_t seed, std::uint64_t ordinal);

  Task& add(Task task);
  Task* find(std::string_view id);
  const Task* find(std::string_view id) const;
  /// Those of a model that have not ended. A real one ends by itself, so one that nobody polled for
  /// a minute does not count.
  int active(const Model& model, util::Timestamp now) const;
  /// Drops tasks of an hour ago.
  void forget(util::Timestamp now);

 private:
  std::map<std::string, Task, std::less<>> tasks_;
};

}  // namespace vitrine::emulator::bfl
