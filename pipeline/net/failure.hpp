#pragma once

#include "pipeline/net/client.hpp"
#include "pipeline/net/parser.hpp"
#include "pipeline/net/stream.hpp"

#include <cstdint>
#include <string>

/// What a call's end means, decided from plain facts.
namespace vitrine::net {

enum class Step {
  turn,  ///< waits until bytes in flight allow it
  name,  ///< asks for the host's address
  connect,
  proxy,  ///< asks the proxy for a way through
  handshake,
  request,
  head,
  body,
};

/// How far a call has come on its present connection.
struct Course {
  Step step = Step::turn;
  bool last_piece_begun = false;  ///< writing the request's last bytes was begun
  bool write_failed = false;      ///< and the system did not take them
  bool head_is_done = false;
  bool peer_read_nothing = false;  ///< it had closed before a byte of the request reached it
};

/// not_sent only where the request cannot have reached the peer complete.
Progress progress_of(const Course& course);

/// Facts about an exchange that failed on a connection.
struct Trouble {
  Cut cut = Cut::none;
  Complaint complaint = Complaint::none;
  std::string why;  ///< a library's or our own words: no text of the call
};

util::Error error_of(const Trouble& trouble, Step step, const std::string& origin);
util::Error late_error(Step step, const std::string& origin);
util::Error cancelled_error(Step step, const std::string& origin);

/// Whether the peer had closed before it read a byte: it has said that it closed (a reset may come
/// from a peer that read everything), and its system has confirmed nothing of what was sent since.
/// A goodbye sent after the request came in would have confirmed it.
bool peer_read_nothing(Cut cut,
                       std::optional<std::uint64_t> confirmed_before,
                       std::optional<std::uint64_t> confirmed_now);

/// Whether a connection may serve another call after an answer.
struct Leftovers {
  bool peer_keeps_alive = false;
  bool request_was_sent = false;
  std::size_t unread_bytes = 0;  ///< beyond the answer's end: whose would they be?
};
bool may_be_kept(const Leftovers& leftovers);

}  // namespace vitrine::net
