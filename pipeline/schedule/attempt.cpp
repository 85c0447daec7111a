#include "pipeline/schedule/attempt.hpp"

#include <random>

namespace vitrine::schedule {

std::string new_attempt_id() {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::random_device source;
  std::string id;
  while (id.size() < 32) {
    const unsigned bits = source();
    for (int i = 0; i < 8; ++i) id += kDigits[bits >> (4 * i) & 15];
  }
  return id;
}

double random_share() {
  std::random_device source;
  return static_cast<double>(source() % 10'000) / 10'000;
}

util::Money doubt_of(const providers::PreparedCall& call, const providers::Reading& reading) {
  if (!reading.estimated || reading.charged >= call.worst) return {};
  return call.worst - reading.charged;
}

std::string provider_request_of(const util::Fields& facts) {
  return std::string(util::find(facts, "response_id").value_or(""));
}

lineage::TaskRecord task_record(const domain::RenderRequest& request, const util::Digest& base) {
  lineage::TaskRecord task;
  task.base_key = base;
  task.take = request.take;
  task.render_key = domain::render_key(base, request.take);
  task.operation = request.operation;
  task.surface = request.surface;
  task.model = request.model;
  task.key_fields = domain::to_fields(request);
  return task;
}

}  // namespace vitrine::schedule
