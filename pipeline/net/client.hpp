#pragma once

#include "pipeline/net/body.hpp"
#include "pipeline/net/http.hpp"
#include "pipeline/util/deadline.hpp"
#include "pipeline/util/result.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace vitrine::net {

/// How far a call had come when it failed. It decides whether money may have been spent.
enum class Progress {
  not_sent,    ///< the request cannot have reached the peer complete: nothing was bought
  maybe_sent,  ///< the request was complete (or may have been), no head came back
  answered,    ///< a head came back; the body did not end well
};

/// Why a call has no complete answer. `error.kind` is one of unreachable (name, connect, TLS,
/// reset), timed_out, refused (certificate, host name, plain http off loopback, a request that is
/// no HTTP, caps) and cancelled; its message is one sentence naming the origin, never query, header
/// or body.
struct Failure {
  util::Error error;
  Progress progress = Progress::not_sent;
};

/// An answer whose body reached the sink whole. A redirect is an answer like any other.
struct Answer {
  ResponseHead head;
  std::int64_t body_bytes = 0;
  /// From the start of the call to the end of the head, and to the end of the body.
  std::chrono::microseconds to_first_byte{0}, to_last_byte{0};
  bool reused_connection = false;
};

using CallResult = boost::system::result<Answer, Failure>;
/// Called by CallResult::value() on a failure; throws std::runtime_error with the message.
[[noreturn]] void throw_exception_from_error(const Failure& failure,
                                             const boost::source_location& where);

struct ClientOptions {
  std::chrono::milliseconds connect_timeout{10'000};  ///< name, TCP, proxy and TLS together
  /// From the request's last byte to the end of the answer's head; also the longest silence while a
  /// body is sent or received.
  std::chrono::milliseconds first_byte_timeout{300'000};
  std::int64_t max_header_bytes = 64 * 1024;
  std::int64_t max_body_bytes = std::int64_t{256} << 20;
  /// Of request bodies of all calls together, each until it is sent; further calls wait their turn.
  std::int64_t bytes_in_flight = std::int64_t{64} << 20;
  int idle_per_origin = 32;   ///< kept-alive connections that wait for work
  int ready_per_origin = 32;  ///< of these as many may wait for `idle_timeout`
  std::chrono::milliseconds idle_timeout{55'000};
  std::chrono::milliseconds surplus_timeout{5'000};  ///< for the others
  std::string ca_file;   ///< SSL_CERT_FILE as read by the caller; empty: the system's bundle
  std::string proxy;     ///< "http://host:port" or empty: CONNECT for https origins
  std::string no_proxy;  ///< as NO_PROXY: names, ".suffix", addresses, networks, "*"
};

/// HTTPS/1.1 with certificate and host verification that cannot be switched off; plain http only to
/// loopback. Keeps connections per origin. Follows no redirect. Never asks twice: the one exception
/// is a kept connection that the peer had closed before it read anything, which is replaced once.
/// Belongs to one I/O thread and outlives its calls; every wait ends at the deadline or by
/// (terminal) cancellation.
class Client {
 public:
  virtual ~Client() = default;
  /// An exception of the sink ends the call and is thrown here; so is std::invalid_argument for a
  /// host name that TLS cannot check.
  virtual boost::asio::awaitable<CallResult> send(Request request,
                                                  BodySink& sink,
                                                  util::Deadline deadline) = 0;
  /// Closes kept connections; calls under way end as they would.
  virtual void close_idle() = 0;
  /// Closes those that have waited too long. Calls do so on their way: for when there are none.
  virtual void close_old() = 0;
};

/// Throws std::runtime_error if the CA bundle cannot be read or the proxy is no address.
std::unique_ptr<Client> make_client(boost::asio::any_io_executor executor, ClientOptions options);

}  // namespace vitrine::net
