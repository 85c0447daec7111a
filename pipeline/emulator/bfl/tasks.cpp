#include "pipeline/emulator/bfl/tasks.hpp"

#include "pipeline/emulator/picture_faults.hpp"
#include "pipeline/util/digest.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace vitrine::emulator::bfl {
namespace {

constexpr std::int64_t kSecond = 1'000'000;

/// A prompt that was turned down costs nothing; a picture that was drawn and withheld does.
bool turned_down(const Task& task) {
  return has_fault(task.fault, FaultKind::blocked) ||
         has_fault(task.fault, FaultKind::prohibited_content);
}

}  // namespace

Charge charge_of(const Task& task) {
  if (turned_down(task)) return emulator::charge_of({{0, 0, "turned down"}});
  if (!task.model->by_area) return emulator::charge_of({{1, task.model->first, "picture(s)"}});
  const std::int64_t further = megapixels(task.size) - 1;
  return emulator::charge_of({{1, task.model->first, "first megapixel"},
                              {further, task.model->further, "further megapixel(s)"},
                              {task.input_mp, task.model->further, "megapixel(s) in"}});
}

Charge settled_charge(const Task& task, double settle) {
  Charge charge = charge_of(task);
  if (settle == 1 || charge.micros == 0) return charge;
  charge.micros = std::llround(static_cast<double>(charge.micros) * settle);
  charge.arithmetic +=
      ", settled x " + util::number_text(settle) + " = " + usd_text(charge.micros) + " USD";
  return charge;
}

std::string last_status(const Task& task) {
  if (!has_group(task.fault, FaultGroup::no_picture)) return {};
  switch (task.fault->kind) {
    case FaultKind::blocked:
    case FaultKind::prohibited_content:
      return "Request Moderated";
    case FaultKind::image_safety:
    case FaultKind::recitation:
      return "Content Moderated";
    case FaultKind::image_other:
      return "Error";
    case FaultKind::finish:
      return task.fault->reason == "MAX_TOKENS" ? "Failed" : task.fault->reason;
    default:
      return "Ready";  // without what it should bring
  }
}

std::string Tasks::id_for(std::uint64_t seed, std::uint64_t ordinal) {
  const std::string hex =
      util::sha256("bfl task " + std::to_string(seed) + " " + std::to_string(ordinal)).hex();
  return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-4" + hex.substr(13, 3) + "-a" +
         hex.substr(17, 3) + "-" + hex.substr(20, 12);
}

Task& Tasks::add(Task task) {
  std::string id = task.id;
  return tasks_.insert_or_assign(std::move(id), std::move(task)).first->second;
}

Task* Tasks::find(std::string_view id) {
  const auto found = tasks_.find(id);
  return found == tasks_.end() ? nullptr : &found->second;
}
const Task* Tasks::find(std::string_view id) const {
  const auto found = tasks_.find(id);
  return found == tasks_.end() ? nullptr : &found->second;
}

int Tasks::active(const Model& model, util::Timestamp now) const {
  return static_cast<int>(std::count_if(tasks_.begin(), tasks_.end(), [&](const auto& entry) {
    const Task& task = entry.second;
    return task.model == &model && !task.ended && now.micros - task.submitted.micros < 60 * kSecond;
  }));
}

void Tasks::forget(util::Timestamp now) {
  std::erase_if(tasks_, [&](const auto& entry) {
    return now.micros - entry.second.submitted.micros > 3600 * kSecond;
  });
}

}  // namespace vitrine::emulator::bfl
