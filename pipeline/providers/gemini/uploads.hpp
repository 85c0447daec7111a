#pragma once

#include "pipeline/providers/gemini/files.hpp"
#include "pipeline/providers/keyed_client.hpp"
#include "pipeline/providers/upload.hpp"
#include "pipeline/util/clock.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace vitrine::providers::gemini {

struct UploadRules {
  std::int64_t piece = kUploadPiece;
  /// Between looks at a file that is being processed, doubling; and how long it may take in all.
  std::chrono::milliseconds first_look{200}, longest_look{5'000}, processing{60'000};
  /// A picture whose upload failed goes inline for so long.
  std::chrono::seconds inline_after_failure{300};
};

/// What one run has put at a surface, by digest, until shortly before it expires there. Uploads
/// cost nothing, so nothing of this is kept on disk. Belongs to the I/O thread, but for `look`.
class Uploads {
 public:
  Uploads(Surface surface, KeyedClient& client, const util::Clock& clock, UploadRules rules = {});
  ~Uploads();
  Uploads(const Uploads&) = delete;
  Uploads& operator=(const Uploads&) = delete;

  /// How a picture stands. From any thread.
  struct Standing {
    int requests = 1;          ///< of this run that send it
    bool goes_inline = false;  ///< its upload failed a short while ago
    std::string uri;           ///< empty: it does not lie there
    std::uint64_t number = 0;  ///< of the upload, with a uri; and what was uploaded:
    std::string media_type;
    bool flattened = false;
  };
  Standing look(const util::Digest& picture) const;

  void expect(const util::Digest& picture, int requests);

  /// Returns when the picture lies there, or when it is to go inline since its upload failed.
  /// Whoever wants a picture that is on its way waits for it. A hindrance where that would help
  /// nobody: the key is refused, or the picture is `needed` there. If the one that uploads is
  /// cancelled, another one that waits goes on from the start.
  boost::asio::awaitable<std::optional<Hindrance>> put(Upload picture, util::Deadline deadline);

  /// What the surface does not know any more. A later upload of the picture stays.
  void forget(const NamedUpload& upload);

 private:
  struct Flight;
  struct Landing;
  struct File {
    RemoteFile file;
    std::uint64_t number = 0;
    std::string media_type;
    bool flattened = false;
  };
  struct Sent;

  boost::asio::awaitable<void> wait_for(std::shared_ptr<Flight> flight, util::Deadline deadline);
  boost::asio::awaitable<Sent> upload(const Upload& picture, util::Deadline deadline);
  boost::asio::awaitable<Sent> send_pieces(const Upload& picture,
                                           net::Url url,
                                           util::Deadline deadline);
  boost::asio::awaitable<Sent> wait_until_active(RemoteFile file, util::Deadline deadline);
  std::optional<Hindrance> settle(const Upload& picture, Sent sent);
  bool lies_there(const util::Digest& picture) const;
  bool goes_inline(const util::Digest& picture) const;

  const Surface surface_;
  KeyedClient& client_;
  const util::Clock& clock_;
  const UploadRules rules_;
  std::unordered_map<util::Digest, std::shared_ptr<Flight>> flights_;
  std::uint64_t next_ = 1;

  mutable std::mutex look_;  ///< over what `look` reads; never held across a wait
  std::unordered_map<util::Digest, int> requests_;
  std::unordered_map<util::Digest, File> files_;
  std::unordered_map<util::Digest, util::Timestamp> inline_until_;
};

}  // namespace vitrine::providers::gemini
