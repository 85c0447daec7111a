#pragma once

#include "pipeline/net/http.hpp"
#include "pipeline/providers/errors.hpp"
#include "pipeline/providers/gemini/surface.hpp"
#include "pipeline/util/clock.hpp"
#include "pipeline/util/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Uploads that live 48 hours and cost nothing (Files API, resumable). Requests without a key, and
/// what their answers say. Start, then one or more pieces, the last one final; then the file's
/// state until it is active.
namespace vitrine::providers::gemini {

enum class FileState { processing, active, failed };

struct RemoteFile {
  std::string name;  ///< "files/abc"
  std::string uri;   ///< what a request names
  std::string media_type;
  std::int64_t bytes = 0;
  FileState state = FileState::processing;
  std::optional<util::Timestamp> expires;
};

/// How an exchange about a file ended: the value, or why not, as an outcome like any other.
template <class T>
struct FileAnswer {
  std::optional<T> value;
  domain::Outcome refusal;  ///< without a value
};

/// Whether a request may still name it: active, and two hours or more of life left.
bool is_usable(const RemoteFile& file, util::Timestamp now);

inline constexpr std::int64_t kUploadPiece = 8 << 20;  ///< as the vendor asks: pieces of 8 MiB

/// `display_name` is ours: the digest of the bytes, so that a list can be matched.
util::Result<net::Request> upload_start(const Surface& surface,
                                        std::string_view display_name,
                                        std::string_view media_type,
                                        std::int64_t bytes);

/// The address the pieces go to. With a base URL of our own its scheme, host and port replace the
/// ones named; with the vendor's, an address that is not its own is refused: the key would go
/// there.
FileAnswer<net::Url> read_upload_start(const Surface& surface,
                                       const net::ResponseHead& head,
                                       std::string_view body);

/// The piece of `bytes` at `offset`, final if it reaches the end. Its address is secret enough to
/// do without the key, which `with_credentials` adds only for the surface's own origin.
net::Request upload_piece(const net::Url& url,
                          std::string_view bytes,
                          std::int64_t offset,
                          std::int64_t piece = kUploadPiece);

/// After a piece that was not the last: true if the next one is wanted.
FileAnswer<bool> read_upload_piece(const Surface& surface,
                                   const net::ResponseHead& head,
                                   std::string_view body);
/// After the last: the file. An answer that does not say "final" is no success.
FileAnswer<RemoteFile> read_upload_end(const Surface& surface,
                                       const net::ResponseHead& head,
                                       std::string_view body);

/// bad_spec unless `name` is "files/…".
util::Result<net::Request> file_get(const Surface& surface, std::string_view name);
util::Result<net::Request> file_delete(const Surface& surface, std::string_view name);

/// A file that is not there is answered with 403 or 404: then remedy=upload stands in the facts.
FileAnswer<RemoteFile> read_file(const Surface& surface,
                                 const net::ResponseHead& head,
                                 std::string_view body);
/// Deleting what is gone already is a success.
FileAnswer<bool> read_file_delete(const Surface& surface,
                                  const net::ResponseHead& head,
                                  std::string_view body);

}  // namespace vitrine::providers::gemini
