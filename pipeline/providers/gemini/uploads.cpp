#include "pipeline/providers/gemini/uploads.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace vitrine::providers::gemini {
namespace asio = boost::asio;

namespace {

using domain::Outcome;
using domain::OutcomeKind;

Hindrance hindered_by(net::Failure failure) {
  // However far the upload came, nothing was bought.
  failure.progress = net::Progress::not_sent;
  Hindrance hindrance;
  hindrance.failure = std::move(failure);
  return hindrance;
}

Hindrance hindered_by(Outcome outcome) {
  Hindrance hindrance;
  hindrance.outcome = std::move(outcome);
  return hindrance;
}

Hindrance hindered_by(const Surface& surface, OutcomeKind kind, const std::string& what) {
  Outcome outcome;
  outcome.kind = kind;
  outcome.message = surface.name + " " + what;
  return hindered_by(std::move(outcome));
}

/// What a request that goes inline would meet as well. A spent quota of uploads is none of it.
bool concerns_every_request(const Hindrance& hindrance) {
  if (!hindrance.failure)
    return hindrance.outcome.kind == OutcomeKind::auth_or_billing &&
           util::find(hindrance.outcome.facts, "http_status") != "429";
  const util::ErrorKind kind = hindrance.failure->error.kind;
  return kind != util::ErrorKind::unreachable && kind != util::ErrorKind::timed_out;
}

}  // namespace

/// A picture on its way, and those who wait for it.
struct Uploads::Flight {
  bool over = false;
  bool abandoned = true;  ///< whoever sent it was cancelled
  std::optional<Hindrance> hindrance;
  std::vector<std::shared_ptr<asio::steady_timer>> bells;
};

/// However the upload ends, even by cancellation, nobody goes on waiting for it.
struct Uploads::Landing {
  Uploads& uploads;
  util::Digest picture;
  std::shared_ptr<Flight> flight;
  ~Landing() {
    flight->over = true;
    uploads.flights_.erase(picture);
    for (const auto& bell : flight->bells) bell->cancel();
  }
};

/// A file that is active, or what came in the way; between the two, the file as it stands.
struct Uploads::Sent {
  std::optional<RemoteFile> file;
  std::optional<Hindrance> hindrance;
};

Uploads::Uploads(Surface surface, KeyedClient& client, const util::Clock& clock, UploadRules rules)
    : surface_(std::move(surface)), client_(client), clock_(clock), rules_(rules) {}
Uploads::~Uploads() = default;

Uploads::Standing Uploads::look(const util::Digest& picture) const {
  const std::lock_guard lock(look_);
  const util::Timestamp now = clock_.now();
  Standing standing;
  if (const auto known = requests_.find(picture); known != requests_.end())
    standing.requests = known->second;
  if (const auto until = inline_until_.find(picture); until != inline_until_.end())
    standing.goes_inline = now < until->second;
  if (const auto file = files_.find(picture);
      file != files_.end() && is_usable(file->second.file, now)) {
    standing.uri = file->second.file.uri;
    standing.number = file->second.number;
    standing.media_type = file->second.media_type;
    standing.flattened = file->second.flattened;
  }
  return standing;
}

bool Uploads::lies_there(const util::Digest& picture) const { return !look(picture).uri.empty(); }
bool Uploads::goes_inline(const util::Digest& picture) const { return look(picture).goes_inline; }

void Uploads::expect(const util::Digest& picture, int requests) {
  const std::lock_guard lock(look_);
  requests_[picture] = requests;
}

void Uploads::forget(const NamedUpload& upload) {
  const std::lock_guard lock(look_);
  const auto file = files_.find(upload.picture);
  if (file != files_.end() && file->second.number == upload.number) files_.erase(file);
}

asio::awaitable<std::optional<Hindrance>> Uploads::put(Upload picture, util::Deadline deadline) {
  std::optional<Hindrance> hindrance;
  for (;;) {
    if (lies_there(picture.picture)) co_return hindrance;
    if (goes_inline(picture.picture) && !picture.needed) co_return hindrance;
    const auto other = flights_.find(picture.picture);
    if (other == flights_.end()) break;
    std::shared_ptr<Flight> flight = other->second;
    co_await wait_for(flight, deadline);
    if (flight->over && flight->abandoned) continue;
    if (!flight->over)
      hindrance = hindered_by(surface_, OutcomeKind::timeout, "took too long for an upload");
    else if (picture.needed || (flight->hindrance && concerns_every_request(*flight->hindrance)))
      hindrance = flight->hindrance;
    co_return hindrance;
  }
  const auto flight = std::make_shared<Flight>();
  const Landing landing{*this, picture.picture, flight};
  flights_[picture.picture] = flight;
  Sent sent = co_await upload(picture, deadline);
  const bool cancelled = sent.hindrance && sent.hindrance->failure &&
                         sent.hindrance->failure->error.kind == util::ErrorKind::cancelled;
  flight->abandoned = cancelled;
  flight->hindrance = sent.hindrance;
  hindrance = settle(picture, std::move(sent));
  co_return hindrance;
}

/// Until the flight is over or the deadline has come.
asio::awaitable<void> Uploads::wait_for(std::shared_ptr<Flight> flight, util::Deadline deadline) {
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  const auto bell = std::make_shared<asio::steady_timer>(executor, deadline.at);
  flight->bells.push_back(bell);
  boost::system::error_code rung;
  co_await bell->async_wait(asio::redirect_error(asio::use_awaitable, rung));
  if (rung && !flight->over)  // nobody rang: the one who waits is cancelled
    throw boost::system::system_error(asio::error::operation_aborted);
}

/// Remembers how an upload ended; a hindrance only where going inline does not help.
std::optional<Hindrance> Uploads::settle(const Upload& picture, Sent sent) {
  const util::Timestamp now = clock_.now();
  if (sent.file && !is_usable(*sent.file, now))
    sent.hindrance = hindered_by(surface_, OutcomeKind::transient,
                                 "says that a new upload expires at once; is the clock right?");
  const std::lock_guard lock(look_);
  if (!sent.hindrance) {
    files_[picture.picture] = {std::move(*sent.file), next_++, picture.media_type,
                               picture.flattened};
    inline_until_.erase(picture.picture);
    return std::nullopt;
  }
  if (concerns_every_request(*sent.hindrance)) return sent.hindrance;
  const std::chrono::microseconds rest = rules_.inline_after_failure;
  inline_until_[picture.picture] = {now.micros + rest.count()};
  if (picture.needed) return sent.hindrance;
  return std::nullopt;
}

asio::awaitable<Uploads::Sent> Uploads::upload(const Upload& picture, util::Deadline deadline) {
  Sent sent;
  const std::string& bytes = *picture.bytes;
  util::Result<net::Request> start = upload_start(
      surface_, picture.picture.hex(), picture.media_type, static_cast<std::int64_t>(bytes.size()));
  if (!start) {
    sent.hindrance = hindered_by(net::Failure{start.error(), net::Progress::not_sent});
    co_return sent;
  }
  net::Request request = std::move(*start);
  net::StringBody body;
  const net::CallResult begun = co_await client_.send(std::move(request), body, deadline);
  if (!begun) {
    sent.hindrance = hindered_by(begun.error());
    co_return sent;
  }
  FileAnswer<net::Url> place = read_upload_start(surface_, begun->head, body.bytes());
  if (!place.value) {
    sent.hindrance = hindered_by(std::move(place.refusal));
    co_return sent;
  }
  net::Url url = std::move(*place.value);
  sent = co_await send_pieces(picture, std::move(url), deadline);
  if (!sent.file) co_return sent;
  RemoteFile file = std::move(*sent.file);
  co_return co_await wait_until_active(std::move(file), deadline);
}

asio::awaitable<Uploads::Sent> Uploads::send_pieces(const Upload& picture,
                                                    net::Url url,
                                                    util::Deadline deadline) {
  Sent sent;
  const std::string& bytes = *picture.bytes;
  const auto size = static_cast<std::int64_t>(bytes.size());
  for (std::int64_t offset = 0; !sent.file; offset += rules_.piece) {
    const bool last = size - offset <= rules_.piece;
    net::Request request = upload_piece(url, bytes, offset, rules_.piece);
    net::StringBody body;
    const net::CallResult answer =
        co_await client_.send_to_named(std::move(request), body, deadline);
    if (!answer) {
      sent.hindrance = hindered_by(answer.error());
      co_return sent;
    }
    if (last) {
      FileAnswer<RemoteFile> end = read_upload_end(surface_, answer->head, body.bytes());
      sent.file = std::move(end.value);
      if (!sent.file) sent.hindrance = hindered_by(std::move(end.refusal));
      co_return sent;
    }
    FileAnswer<bool> more = read_upload_piece(surface_, answer->head, body.bytes());
    if (!more.value) {
      sent.hindrance = hindered_by(std::move(more.refusal));
      co_return sent;
    }
  }
  co_return sent;
}

asio::awaitable<Uploads::Sent> Uploads::wait_until_active(RemoteFile file,
                                                          util::Deadline deadline) {
  Sent sent;
  const util::Deadline end = util::Deadline::after(rules_.processing).within(deadline);
  std::chrono::milliseconds pause = rules_.first_look;
  asio::steady_timer timer(co_await asio::this_coro::executor);
  while (file.state == FileState::processing) {
    if (end.has_passed()) {
      sent.hindrance = hindered_by(surface_, OutcomeKind::timeout,
                                   "is still processing an upload after the time allowed for it");
      co_return sent;
    }
    timer.expires_at(std::min(end.at, std::chrono::steady_clock::now() + pause));
    co_await timer.async_wait(asio::use_awaitable);
    pause = std::min(pause * 2, rules_.longest_look);
    util::Result<net::Request> look = file_get(surface_, file.name);
    if (!look) {
      sent.hindrance =
          hindered_by(surface_, OutcomeKind::transient, "gave an upload a name that is none");
      co_return sent;
    }
    net::Request request = std::move(*look);
    net::StringBody body;
    const net::CallResult answer = co_await client_.send(std::move(request), body, deadline);
    if (!answer) {
      sent.hindrance = hindered_by(answer.error());
      co_return sent;
    }
    FileAnswer<RemoteFile> found = read_file(surface_, answer->head, body.bytes());
    if (!found.value) {
      if (util::find(found.refusal.facts, "remedy") == "upload")  // its own words name the file
        found.refusal.message = surface_.name + " does not find what was just uploaded to it";
      sent.hindrance = hindered_by(std::move(found.refusal));
      co_return sent;
    }
    file = std::move(*found.value);
  }
  if (file.state == FileState::failed)
    sent.hindrance = hindered_by(surface_, OutcomeKind::transient, "could not process an upload");
  else
    sent.file = std::move(file);
  co_return sent;
}

}  // namespace vitrine::providers::gemini
