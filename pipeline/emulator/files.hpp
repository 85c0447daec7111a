#pragma once

#include "pipeline/emulator/errors.hpp"
#include "pipeline/emulator/routes.hpp"
#include "pipeline/emulator/stored_file.hpp"
#include "pipeline/net/server.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace vitrine::emulator {

/// The Files API: what was uploaded or made, until it expires. Belongs to the I/O thread.
class Files {
 public:
  /// `space` bounds the bytes of all files and open uploads together.
  Files(std::chrono::milliseconds processing, std::int64_t space)
      : processing_(processing), space_(space) {}

  /// Answers a route of files. `base` is the address clients use: "http://127.0.0.1:8080/gw".
  net::ServerReply answer(const Route& route,
                          net::ServerRequest& request,
                          util::Timestamp now,
                          const std::string& base);

  /// Puts a generated file there; it may be downloaded.
  void add_generated(std::string id, std::string mime_type, std::string bytes, util::Timestamp now);

  /// Files and uploads that nobody finished go when their time is over.
  void expire(util::Timestamp now);
  std::int64_t stored_bytes() const;  ///< of files and open uploads
  std::size_t open_uploads() const { return uploads_.size(); }
  const FileShelf& shelf() const { return shelf_; }
  /// The files as they are now, for work on other threads; copied only when something changed.
  std::shared_ptr<const FileShelf> snapshot() const;

 private:
  struct Upload {
    std::string id, display_name, mime_type, version;
    std::string bytes;
    std::int64_t size = -1;  ///< as announced; negative: not
    util::Timestamp expires;
  };

  using Uploads = std::map<std::string, Upload, std::less<>>;

  net::ServerReply start(const Route& route,
                         const net::ServerRequest& request,
                         util::Timestamp now,
                         const std::string& base);
  net::ServerReply receive(Uploads::iterator at,
                           net::ServerRequest& request,
                           util::Timestamp now,
                           const std::string& base);
  /// Adds a piece; the refusal if it does not fit.
  std::optional<ApiError> append(Upload& upload, net::ServerRequest& request) const;
  std::shared_ptr<const StoredFile> finished(Upload upload, util::Timestamp now);
  net::ServerReply list(const Route& route, util::Timestamp now, const std::string& base) const;
  net::ServerReply download(const StoredFile& file) const;

  std::chrono::milliseconds processing_;
  std::int64_t space_;
  FileShelf shelf_;
  mutable std::shared_ptr<const FileShelf> snapshot_;  ///< null: out of date
  Uploads uploads_;
  std::uint64_t next_ = 1;
};

/// A page of a list: which items, and the token of the next page ("" at the end). `size` 0: the
/// service's own.
struct Page {
  std::size_t begin = 0, end = 0;
  std::string next;
};
Page page_of(const Route& route, std::size_t count, std::size_t usual);

net::ServerReply json_reply(int status, std::string body);
net::ServerReply error_reply(const ApiError& error);

}  // namespace vitrine::emulator
