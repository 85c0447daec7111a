#include "pipeline/cli/sender.hpp"

#include "pipeline/cli/exit_code.hpp"
#include "pipeline/util/text.hpp"

#include <charconv>
#include <ostream>
#include <thread>

namespace vitrine::cli {

util::Result<std::chrono::seconds> parse_wait(const std::string& text) {
  long long value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  const std::string unit(util::trim(std::string_view(stop, static_cast<std::size_t>(end - stop))));
  long long factor = 0;
  if (unit.empty() || unit == "s") factor = 1;
  if (unit == "m" || unit == "min") factor = 60;
  if (unit == "h") factor = 3600;
  if (error != std::errc{} || factor == 0 || value < 0 || value > 100'000)
    return util::Error{util::ErrorKind::bad_spec,
                       "\"" + text + "\" is no time to wait: write 90s, 10min or 2h"};
  return std::chrono::seconds(value * factor);
}

util::Result<std::unique_ptr<lineage::SenderLock>> hold_store(const Invocation& call,
                                                              const std::string& folder,
                                                              const std::string& who,
                                                              std::chrono::seconds wait) {
  const auto give_up = call.clock.steady_now() + wait;
  for (bool told = false;;) {
    auto lock = lineage::SenderLock::acquire(folder, who, call.clock.now());
    if (lock) return lock;
    if (call.clock.steady_now() >= give_up)
      return util::Error{lock.error().kind,
                         "the store " + folder + " is " + lock.error().message +
                             "; --wait 2h waits for it to end, vitrine status shows what it does"};
    if (!told && !call.console.json)
      call.console.err << "vitrine: waiting: the store is " << lock.error().message << std::endl;
    told = true;
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
}

std::unique_ptr<lineage::SenderLock> hold_or_say(const Invocation& call,
                                                 const std::string& folder,
                                                 const std::string& who,
                                                 const std::string& wait,
                                                 int& exit_code) {
  const auto patience = wait.empty() ? std::chrono::seconds(0) : parse_wait(wait).value();
  auto held = hold_store(call, folder, who, patience);
  if (held) return *std::move(held);
  exit_code = fail(call.console, kCouldNot, held.error().message, "locked");
  return nullptr;
}

}  // namespace vitrine::cli
