#include "pipeline/net/tls_line.hpp"

#include <boost/asio/ssl/error.hpp>
#include <boost/system/error_code.hpp>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <cerrno>
#include <new>
#include <sys/socket.h>

namespace vitrine::net {
namespace asio = boost::asio;
using boost::system::error_code;

namespace {

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
  std::unique_ptr<SSL, FreeConnection> connection;
  Wire wire = {};

  Step cut(Cut how, const error_code& why) const {
    Step step{Next::failed};
    step.made.cut = how;
    step.made.why = why.message();
    return step;
  }

  /// What `result` of an operation on the connection means.
  Step after(int result) const {
    Step step;
    if (result > 0) {
      step.made.bytes = static_cast<std::size_t>(result);
      return step;
    }
    switch (SSL_get_error(connection.get(), result)) {
      case SSL_ERROR_WANT_READ:
        return {Next::wait_to_read};
      case SSL_ERROR_WANT_WRITE:
        return {Next::wait_to_write};
      case SSL_ERROR_ZERO_RETURN:
        return cut(Cut::closed, asio::error::eof);
      default:
        break;
    }
    if (wire.failed != 0) {
      const Cut how = wire.failed == EPIPE        ? Cut::pipe
                      : wire.failed == ECONNRESET ? Cut::reset
                                                  : Cut::failed;
      return cut(how, error_code(wire.failed, boost::system::system_category()));
    }
    const unsigned long why = ERR_get_error();
    if (wire.ended || why == 0) return cut(Cut::truncated, asio::ssl::error::stream_truncated);
    return cut(Cut::failed, error_code(static_cast<int>(why), asio::error::get_ssl_category()));
  }

  template <class Operation>
  Step step(Operation operation) const {
    ERR_clear_error();
    return after(operation(connection.get()));
  }
};

TlsLine::TlsLine(int descriptor, ssl_st* connection, Side side)
    : impl_(new Impl{std::unique_ptr<SSL, FreeConnection>(connection)}) {
  BIO* bio = BIO_new(wire_method());
  if (bio == nullptr) throw std::bad_alloc();
  impl_->wire.descriptor = descriptor;
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

TlsLine::Step TlsLine::handshake() {
  return impl_->step([](SSL* connection) { return SSL_do_handshake(connection); });
}

TlsLine::Step TlsLine::read(char* to, std::size_t most) {
  const int room = static_cast<int>(std::min<std::size_t>(most, 1 << 30));
  return impl_->step([to, room](SSL* connection) { return SSL_read(connection, to, room); });
}

TlsLine::Step TlsLine::write(std::string_view bytes) {
  const int count = static_cast<int>(std::min<std::size_t>(bytes.size(), 1 << 30));
  return impl_->step([&](SSL* connection) { return SSL_write(connection, bytes.data(), count); });
}

TlsLine::Step TlsLine::shutdown() {
  return impl_->step([](SSL* connection) {
    const int said = SSL_shutdown(connection);
    return said == 0 ? SSL_shutdown(connection) : said;  // 0: the peer has not said goodbye yet
  });
}

void TlsLine::let_go() { impl_->wire.descriptor = -1; }

ssl_st* TlsLine::native_handle() const { return impl_->connection.get(); }

}  // namespace vitrine::net
