#include "pipeline/emulator/scenario.hpp"

#include "pipeline/util/text.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace vitrine::emulator {
namespace {

/// The value below which a share `p` of a standard normal lies, by halving.
double normal_quantile(double p) {
  double low = -8, high = 8;
  for (int i = 0; i < 50; ++i) {
    const double middle = (low + high) / 2;
    const double below = 0.5 * std::erfc(-middle / std::sqrt(2.0));
    (below < p ? low : high) = middle;
  }
  return low;
}

constexpr double kNormalP95 = 1.6448536269514722;

Milliseconds rounded(double milliseconds) {
  return Milliseconds(static_cast<std::int64_t>(milliseconds + 0.5));
}

struct LatencyAt {
  double at;
  Milliseconds operator()(const Fixed& fixed) const { return fixed.time; }
  Milliseconds operator()(const Uniform& uniform) const {
    const auto span = static_cast<double>((uniform.most - uniform.least).count());
    return uniform.least + rounded(at * span);
  }
  Milliseconds operator()(const Lognormal& lognormal) const {
    const double middle =
        std::log(static_cast<double>(std::max<std::int64_t>(1, lognormal.p50.count())));
    const double high =
        std::log(static_cast<double>(std::max<std::int64_t>(1, lognormal.p95.count())));
    const double sigma = (high - middle) / kNormalP95;
    constexpr double kLongest = 3'600'000;  // nobody waits an hour for the far end of a tail
    return rounded(std::min(kLongest, std::exp(middle + sigma * normal_quantile(at))));
  }
};

}  // namespace

bool Filter::matches(const Route& route) const {
  const bool routed = routes.empty()
                          ? makes_pictures(route.kind)
                          : std::find(routes.begin(), routes.end(), route.kind) != routes.end();
  if (!routed) return false;
  return models.empty() ||
         std::any_of(models.begin(), models.end(), [&](const std::string& pattern) {
           return util::matches_pattern(route.id, pattern);
         });
}

bool Window::holds(Milliseconds since_start, std::uint64_t ordinal) const {
  return since_start >= from && since_start < to && ordinal >= first_request &&
         ordinal <= last_request;
}

std::vector<LocalServer> usual_local_servers() {
  LocalServer sd_cpp{"/sdcpp", "sd-cpp-local"};
  sd_cpp.errors = LocalServer::Errors::text;
  sd_cpp.extra_in_prompt = true;
  LocalServer vllm{"/vllm-omni", "vllm-omni-local"};
  vllm.errors = LocalServer::Errors::detail;
  vllm.image_list = false;
  vllm.takes_seed = true;
  LocalServer local_ai{"/localai", "localai-local"};
  local_ai.edits = false;
  local_ai.image_list = false;
  local_ai.answers_url = true;
  return {std::move(sd_cpp), std::move(vllm), std::move(local_ai)};
}

Milliseconds latency_at(const Latency& latency, double at) {
  return std::visit(LatencyAt{at}, latency);
}

}  // namespace vitrine::emulator
