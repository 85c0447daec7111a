#include "pipeline/store/spool.hpp"

#include "pipeline/store/inventory.hpp"
#include "pipeline/store/layout.hpp"
#include "pipeline/util/digest.hpp"
#include "pipeline/util/files.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <fcntl.h>
#include <map>
#include <mutex>
#include <optional>
#include <sys/mman.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace vitrine::store {
namespace {

namespace fs = std::filesystem;

// The footer: this word, then the length of the line before it in sixteen hex digits.
constexpr std::string_view kMagic = "VITRINE1";
constexpr const char* kBegun = ".begun";
constexpr std::size_t kFooter = kMagic.size() + 16;

[[noreturn]] void fail(const char* doing, const fs::path& path) {
  throw std::system_error(errno, std::generic_category(), std::string(doing) + " " + path.string());
}

std::string footer_for(std::size_t line) {
  std::array<char, 17> digits{};
  std::snprintf(digits.data(), digits.size(), "%016zx", line);
  return std::string(kMagic) + digits.data();
}

std::string line_about(util::Fields about, std::int64_t length, const util::Digest& digest) {
  about.push_back({"body_bytes", std::to_string(length)});
  about.push_back({"body_sha256", digest.hex()});
  return "\n" + util::to_json(about) + "\n";
}

struct Parts {
  std::string_view body;
  util::Fields about;
};

/// The body and what is said of it; nothing unless all of it agrees.
std::optional<Parts> parts_of(std::string_view bytes) {
  if (bytes.size() < kFooter) return std::nullopt;
  const std::string_view footer = bytes.substr(bytes.size() - kFooter);
  std::size_t line = 0;
  const char* digits = footer.data() + kMagic.size();
  if (footer.substr(0, kMagic.size()) != kMagic ||
      std::from_chars(digits, footer.data() + footer.size(), line, 16).ptr !=
          footer.data() + footer.size() ||
      line > bytes.size() - kFooter)
    return std::nullopt;
  Parts parts;
  parts.body = bytes.substr(0, bytes.size() - kFooter - line);
  const auto about = util::fields_from_json(bytes.substr(parts.body.size(), line));
  if (!about) return std::nullopt;
  parts.about = *about;
  if (util::find(parts.about, "body_bytes") != std::to_string(parts.body.size()) ||
      (util::find(parts.about, "body_sha256") != util::sha256(parts.body).hex() &&
       !util::is_left_out(util::Safeguard::spool_digest)))
    return std::nullopt;
  return parts;
}

util::Error damaged(const std::string& attempt) {
  return {util::ErrorKind::damaged, "the spooled answer of attempt " + attempt + " is not whole"};
}

class FileIncoming final : public Spool::Incoming {
 public:
  FileIncoming(fs::path part, fs::path response, std::int64_t room)
      : part_(std::move(part)), response_(std::move(response)) {
    fd_ = ::open(part_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd_ < 0) fail("creating", part_);
    // Not every file system can promise room; those that can say now if there is none.
    const int error = room > 0 ? ::posix_fallocate(fd_, 0, room) : 0;
    if (error != 0 && error != EOPNOTSUPP && error != EINVAL) {
      discard();
      errno = error;
      fail("making room for", part_);
    }
  }
  ~FileIncoming() override { discard(); }

  void write(std::string_view piece) override {
    hash_.update(piece);
    append(piece);
    size_ += static_cast<std::int64_t>(piece.size());
  }
  std::int64_t size() const override { return size_; }

  void seal(const util::Fields& about) override {
    is_paid_ = true;
    const std::string line = line_about(about, size_, hash_.finish());
    append(line);
    append(footer_for(line.size()));
    const auto end = ::lseek(fd_, 0, SEEK_CUR);
    if (end < 0 || ::ftruncate(fd_, end) != 0) fail("cutting", part_);
    util::sync_file(fd_, part_, util::Safeguard::spool_file);
    if (::close(std::exchange(fd_, -1)) != 0) fail("closing", part_);
    util::pass(util::KillPoint::after_whole);
    if (::rename(part_.c_str(), response_.c_str()) != 0) fail("renaming to", response_);
    util::sync_folder(response_.parent_path(), util::Safeguard::spool_folder);
  }

 private:
  void append(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t n = ::write(fd_, bytes.data(), bytes.size());
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) fail("writing", part_);
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
  }
  void discard() noexcept {
    if (fd_ < 0) return;
    ::close(std::exchange(fd_, -1));
    // A complete answer stays, whatever the disk did to its seal.
    if (!is_paid_) ::unlink(part_.c_str());
  }

  fs::path part_, response_;
  int fd_ = -1;
  std::int64_t size_ = 0;
  bool is_paid_ = false;
  util::Sha256 hash_;
};

class MappedAnswer final : public Spool::Sealed {
 public:
  static util::Result<std::unique_ptr<Spool::Sealed>> open(const fs::path& path,
                                                           const std::string& attempt) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT)
      return util::Error{util::ErrorKind::not_found, "attempt " + attempt + " has no answer"};
    // One that may not be read, or not now, is not to be taken for one that is not there.
    if (fd < 0) fail("opening", path);
    struct stat info {};
    const bool known = ::fstat(fd, &info) == 0;
    const auto size = static_cast<std::size_t>(info.st_size);
    void* mapped = size > 0 ? ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0) : MAP_FAILED;
    const int error = errno;
    ::close(fd);
    if (known && size == 0) return damaged(attempt);
    if (mapped == MAP_FAILED) {
      errno = error;
      fail("reading", path);
    }
    auto answer = std::unique_ptr<MappedAnswer>(new MappedAnswer(mapped, size));
    const auto parts = parts_of({static_cast<const char*>(mapped), size});
    if (!parts) return damaged(attempt);
    answer->parts_ = *parts;
    return std::unique_ptr<Spool::Sealed>(std::move(answer));
  }
  ~MappedAnswer() override { ::munmap(mapped_, size_); }

  std::string_view body() const override { return parts_.body; }
  const util::Fields& about() const override { return parts_.about; }

 private:
  MappedAnswer(void* mapped, std::size_t size) : mapped_(mapped), size_(size) {}
  void* mapped_;
  std::size_t size_;
  Parts parts_;
};

class FileSpool final : public Spool {
 public:
  explicit FileSpool(Layout layout) : layout_(std::move(layout)) {}

  std::unique_ptr<Incoming> begin(const std::string& attempt, std::int64_t room) override {
    return std::make_unique<FileIncoming>(layout_.part(attempt), layout_.response(attempt), room);
  }
  void keep_begun(const std::string& attempt,
                  std::string_view begun,
                  const util::Fields& about) override {
    fs::path part = layout_.part(attempt);
    part.replace_extension(kBegun);
    FileIncoming file(part, layout_.response(attempt), 0);
    file.write(begun);
    file.seal(about);
  }
  void forget_part(const std::string& attempt) override {
    std::error_code ignored;
    fs::remove(layout_.part(attempt), ignored);
  }
  util::Result<std::unique_ptr<Sealed>> open(const std::string& attempt) override {
    return MappedAnswer::open(layout_.response(attempt), attempt);
  }
  void finish_sealing() override {
    for (const StoredFile& file : spool_files(layout_)) {
      const std::string attempt = file.path.stem().string();
      if (file.path.extension() != ".part" || !is_whole_answer(file.path)) continue;
      fs::rename(file.path, layout_.response(attempt));
    }
  }
  std::vector<std::string> sealed() override {
    std::vector<std::string> attempts;
    for (const StoredFile& file : spool_files(layout_))
      if (file.path.extension() == ".resp") attempts.push_back(file.path.stem().string());
    std::sort(attempts.begin(), attempts.end());
    return attempts;
  }
  void remove(const std::string& attempt) override {
    std::error_code ignored;
    fs::remove(layout_.response(attempt), ignored);
  }
  int put_aside_unreadable(util::Date day) override {
    int kept = 0;
    for (const StoredFile& file : spool_files(layout_)) {
      const bool is_sealed = file.path.extension() == ".resp";
      if (file.path.extension() == kBegun) {  // of a call that is under way all the same
        remove_durably(file.path);
        continue;
      }
      if (!is_sealed && file.path.extension() != ".part") continue;
      if (is_whole_answer(file.path)) continue;
      if (!is_sealed && util::holds_only_zeros(file.path)) {
        remove_durably(file.path);
        continue;
      }
      move_to_quarantine(layout_, file.path, day);
      ++kept;
    }
    return kept;
  }

 private:
  Layout layout_;
};

class MemorySpool final : public Spool {
 public:
  std::unique_ptr<Incoming> begin(const std::string& attempt, std::int64_t) override {
    class InMemory final : public Incoming {
     public:
      InMemory(std::string& target) : target_(target) {}
      void write(std::string_view piece) override { bytes_ += piece; }
      std::int64_t size() const override { return static_cast<std::int64_t>(bytes_.size()); }
      void seal(const util::Fields& about) override {
        const std::string line = line_about(about, size(), util::sha256(bytes_));
        target_ = bytes_ + line + footer_for(line.size());
      }

     private:
      std::string& target_;
      std::string bytes_;
    };
    const std::lock_guard lock(mutex_);
    return std::make_unique<InMemory>(answers_[attempt]);
  }
  void keep_begun(const std::string& attempt,
                  std::string_view begun,
                  const util::Fields& about) override {
    const std::string line =
        line_about(about, static_cast<std::int64_t>(begun.size()), util::sha256(begun));
    const std::lock_guard lock(mutex_);
    answers_[attempt] = std::string(begun) + line + footer_for(line.size());
  }
  void forget_part(const std::string&) override {}
  util::Result<std::unique_ptr<Sealed>> open(const std::string& attempt) override {
    class InMemory final : public Sealed {
     public:
      explicit InMemory(Parts parts) : parts_(std::move(parts)) {}
      std::string_view body() const override { return parts_.body; }
      const util::Fields& about() const override { return parts_.about; }

     private:
      Parts parts_;
    };
    const std::lock_guard lock(mutex_);
    const auto found = answers_.find(attempt);
    if (found == answers_.end())
      return util::Error{util::ErrorKind::not_found, "attempt " + attempt + " has no answer"};
    const auto parts = parts_of(found->second);
    if (!parts) return damaged(attempt);
    return std::unique_ptr<Sealed>(std::make_unique<InMemory>(*parts));
  }
  void finish_sealing() override {}
  std::vector<std::string> sealed() override {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> attempts;
    for (const auto& [attempt, bytes] : answers_)
      if (!bytes.empty()) attempts.push_back(attempt);
    return attempts;
  }
  void remove(const std::string& attempt) override {
    const std::lock_guard lock(mutex_);
    answers_.erase(attempt);
  }
  int put_aside_unreadable(util::Date) override {
    const std::lock_guard lock(mutex_);
    std::erase_if(answers_, [](const auto& one) { return one.second.empty(); });
    return static_cast<int>(
        std::erase_if(answers_, [](const auto& one) { return !parts_of(one.second); }));
  }

 private:
  std::mutex mutex_;  ///< over the map; each answer has one user at a time
  std::map<std::string, std::string> answers_;
};

}  // namespace

std::unique_ptr<Spool> open_spool(const std::string& folder) {
  establish(Layout(folder));
  return read_spool(folder);
}
std::unique_ptr<Spool> read_spool(const std::string& folder) {
  return std::make_unique<FileSpool>(Layout(folder));
}
bool is_whole_answer(const fs::path& file) {
  return MappedAnswer::open(file, file.stem().string()).has_value();
}

std::unique_ptr<Spool> memory_spool() { return std::make_unique<MemorySpool>(); }

}  // namespace vitrine::store
