#include "pipeline/net/tls_line.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <cerrno>
#include <new>
#include <sys/socket.h>

namespace vitrine::net {
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr auto kAsTuple = asio::as_tuple(asio::use_awaitable);

/// What OpenSSL's own errors do not tell of the socket.
struct Wire {
  int descriptor = -1;
  int failed = 0;  ///< errno of the last operation that failed for good
  bool ended = false;
};

Wire& wire_of(BIO* bio) { return *static_cast<Wire*>(BIO_get_data(bio)); }

bool is_only_later(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

/// OpenSSL's own socket BIO raises SIGPIPE where the peer is gone.
int wire_write(BIO* bio, const char* bytes, int count) {
  BIO_clear_retry_flags(bio);
  const auto sent =
      ::send(wire_of(bio).descriptor, bytes, static_cast<std::size_t>(count), MSG_NOSIGNAL);
  if (sent >= 0) return static_cast<int>(sent);
  if (is_only_later(errno))
    BIO_set_retry_write(bio);
  else
    wire_of(bio).failed = errno;
  return -1;
}

int wire_read(BIO* bio, char* bytes, int count) {
  BIO_clear_retry_flags(bio);
  const auto got = ::recv(wire_of(bio).descriptor, bytes, static_cast<std::size_t>(count), 0);
  if (got > 0) return static_cast<int>(got);
  if (got == 0)
    wire_of(bio).ended = true;
  else if (is_only_later(errno))
    BIO_set_retry_read(bio);
  else
    wire_of(bio).failed = errno;
  return got == 0 ? 0 : -1;
}

long wire_control(BIO* bio, int what, long, void*) {
  if (what == BIO_CTRL_EOF) return wire_of(bio).ended ? 1 : 0;
  return what == BIO_CTRL_FLUSH ? 1 : 0;
}

BIO_METHOD* wire_method() {
  static BIO_METHOD* const method = [] {
    BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket");
    if (made == nullptr) throw std::bad_alloc();
    BIO_meth_set_write(made, wire_write);
    BIO_meth_set_read(made, wire_read);
    BIO_meth_set_ctrl(made, wire_control);
    return made;
  }();
  return method;
}

struct FreeConnection {
  void operator()(SSL* connection) const { SSL_free(connection); }
};

}  // namespace

struct TlsLine::Impl {
  tcp::socket& socket;
  std::unique_ptr<SSL, FreeConnection> connection;
  Wire wire = {};

  enum class Next { done, wait_to_read, wait_to_write, failed };
  struct Step {
    Next next;
    error_code failed = {};
  };

  /// What `result` of an operation on the connection means.
  Step after(int result) {
    if (result > 0) return {Next::done};
    switch (SSL_get_error(connection.get(), result)) {
      case SSL_ERROR_WANT_READ:
        return {Next::wait_to_read};
      case SSL_ERROR_WANT_WRITE:
        return {Next::wait_to_write};
      case SSL_ERROR_ZERO_RETURN:
        return {Next::failed, asio::error::eof};
      default:
        break;
    }
    if (wire.failed != 0) return {Next::failed, {wire.failed, boost::system::system_category()}};
    if (wire.ended) return {Next::failed, asio::ssl::error::stream_truncated};
    const unsigned long why = ERR_get_error();
    if (why == 0) return {Next::failed, asio::ssl::error::stream_truncated};
    return {Next::failed, {static_cast<int>(why), asio::error::get_ssl_category()}};
  }

  /// `operation` until it neither wants to read nor to write; its last result.
  template <class Operation>
  asio::awaitable<Moved> until_done(Operation operation) {
    for (;;) {
      ERR_clear_error();
      const int result = operation(connection.get());
      const Step step = after(result);
      Moved moved{step.failed, 0};
      if (step.next == Next::done) moved.bytes = static_cast<std::size_t>(result);
      if (step.next == Next::done || step.next == Next::failed) co_return moved;
      const tcp::socket::wait_type until =
          step.next == Next::wait_to_read ? tcp::socket::wait_read : tcp::socket::wait_write;
      auto [failed] = co_await socket.async_wait(until, kAsTuple);
      moved.failed = failed;
      if (failed) co_return moved;
    }
  }
};

TlsLine::TlsLine(tcp::socket& socket, ssl_st* connection, Side side)
    : impl_(new Impl{socket, std::unique_ptr<SSL, FreeConnection>(connection)}) {
  BIO* bio = BIO_new(wire_method());
  if (bio == nullptr) throw std::bad_alloc();
  error_code ignored;
  socket.native_non_blocking(true, ignored);
  impl_->wire.descriptor = socket.native_handle();
  BIO_set_data(bio, &impl_->wire);
  BIO_set_init(bio, 1);
  SSL_set_bio(connection, bio, bio);
  SSL_set_mode(connection, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                               SSL_MODE_RELEASE_BUFFERS);
  SSL_set_read_ahead(connection, 1);  // a record's head and body with one call
  if (side == Side::client)
    SSL_set_connect_state(connection);
  else
    SSL_set_accept_state(connection);
}
TlsLine::~TlsLine() = default;

asio::awaitable<TlsLine::Moved> TlsLine::handshake() {
  const auto work = [](SSL* connection) { return SSL_do_handshake(connection); };
  co_return co_await impl_->until_done(work);
}

asio::awaitable<TlsLine::Moved> TlsLine::read(char* to, std::size_t most) {
  const int room = static_cast<int>(std::min<std::size_t>(most, 1 << 30));
  const auto work = [to, room](SSL* connection) { return SSL_read(connection, to, room); };
  Moved moved = co_await impl_->until_done(work);
  // A peer that sends faster than this reads must not keep others from their turn.
  if (!moved.failed) co_await asio::post(impl_->socket.get_executor(), asio::use_awaitable);
  co_return moved;
}

asio::awaitable<TlsLine::Moved> TlsLine::write(std::string_view bytes) {
  Moved all;
  while (all.bytes < bytes.size() && !all.failed) {
    const std::string_view rest = bytes.substr(all.bytes);
    const int count = static_cast<int>(std::min<std::size_t>(rest.size(), 1 << 30));
    const auto work = [&rest, count](SSL* connection) {
      return SSL_write(connection, rest.data(), count);
    };
    const Moved some = co_await impl_->until_done(work);
    all.bytes += some.bytes;
    all.failed = some.failed;
  }
  co_return all;
}

asio::awaitable<TlsLine::Moved> TlsLine::shutdown() {
  const auto work = [](SSL* connection) {
    const int said = SSL_shutdown(connection);
    return said == 0 ? SSL_shutdown(connection) : said;  // 0: the peer has not said goodbye yet
  };
  co_return co_await impl_->until_done(work);
}

bool TlsLine::is_quiet() {
  char byte = 0;
  ERR_clear_error();
  return impl_->after(SSL_read(impl_->connection.get(), &byte, 1)).next == Impl::Next::wait_to_read;
}

ssl_st* TlsLine::native_handle() const { return impl_->connection.get(); }

}  // namespace vitrine::net
