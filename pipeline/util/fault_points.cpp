#include "pipeline/util/fault_points.hpp"

#ifdef VITRINE_FAULT_POINTS

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <string>
#include <string_view>
#include <unistd.h>

namespace vitrine::util {
namespace {

#define VITRINE_NAME(name) #name,
constexpr const char* kPoints[] = {VITRINE_KILL_POINTS(VITRINE_NAME)};
constexpr const char* kSafeguards[] = {"none",
                                       VITRINE_SYNCS(VITRINE_NAME) VITRINE_GUARDS(VITRINE_NAME)};
#undef VITRINE_NAME

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

void pass(KillPoint point) {
  static const std::string wanted = variable("VITRINE_KILL_AT");
  if (wanted.empty()) return;
  static const std::size_t colon = wanted.find(':');
  static const std::string_view name = std::string_view(wanted).substr(0, colon);
  static const int time = colon == std::string::npos ? 1 : std::atoi(wanted.c_str() + colon + 1);
  static std::atomic<int> passed{0};
  if (name != kPoints[static_cast<int>(point)] || ++passed != time) return;
  ::kill(::getpid(), SIGKILL);
  for (;;) ::pause();
}

bool is_left_out(Safeguard safeguard) {
  static const std::string all = "," + variable("VITRINE_LEAVE_OUT") + ",";
  return all.size() > 2 && all.find("," + std::string(kSafeguards[static_cast<int>(safeguard)]) +
                                    ",") != std::string::npos;
}

}  // namespace vitrine::util

#else

namespace vitrine::util {

void pass(KillPoint) {}
bool is_left_out(Safeguard) { return false; }

}  // namespace vitrine::util

#endif
