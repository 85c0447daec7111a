#include "pipeline/lineage/file_lock.hpp"
#include "pipeline/lineage/lineage.hpp"
#include "pipeline/store/layout.hpp"
#include "pipeline/util/fault_points.hpp"

#include <filesystem>
#include <unistd.h>

namespace vitrine::lineage {
namespace {

// Somebody who only asks who the holder is has the lock for a moment.
constexpr std::chrono::milliseconds kAskersMoment{100};

class HeldSenderLock final : public SenderLock {
 public:
  explicit HeldSenderLock(std::unique_ptr<FileLock> lock) : lock_(std::move(lock)) {}
  ~HeldSenderLock() override {
    try {
      lock_->write_text("");
    } catch (const std::exception&) {
      // Only for people: the lock itself goes with the descriptor.
    }
  }

 private:
  std::unique_ptr<FileLock> lock_;
};

std::string description(const std::string& who, util::Timestamp now) {
  return who + " (pid " + std::to_string(::getpid()) + ") since " + util::to_text(now);
}

}  // namespace

util::Result<std::unique_ptr<SenderLock>> SenderLock::acquire(const std::string& folder,
                                                              const std::string& who,
                                                              util::Timestamp now) {
  std::filesystem::create_directories(folder);
  auto lock = std::make_unique<FileLock>(store::Layout(folder).sender_lock());
  if (!lock->hold_within(kAskersMoment) && !util::is_left_out(util::Safeguard::sender_lock))
    return util::Error{util::ErrorKind::refused, "held by " + lock->text()};
  lock->write_text(description(who, now));
  return std::unique_ptr<SenderLock>(std::make_unique<HeldSenderLock>(std::move(lock)));
}

std::string sender_holding(const std::string& folder) {
  const std::filesystem::path file = store::Layout(folder).sender_lock();
  if (!std::filesystem::exists(file)) return "";
  FileLock lock(file);
  return lock.try_hold() ? "" : lock.text();
}

}  // namespace vitrine::lineage
