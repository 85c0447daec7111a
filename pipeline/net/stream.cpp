#include "pipeline/net/stream.hpp"

#include "pipeline/net/tcp_facts.hpp"
#include "pipeline/net/tls_line.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <chrono>
#include <system_error>
#include <utility>

namespace vitrine::net {
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr auto kAsTuple = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::milliseconds kPauseWithoutDescriptors{100};

Transfer transfer(const error_code& failed, std::size_t bytes) {
  Transfer made;
  made.bytes = bytes;
  if (!failed) return made;
  if (failed == asio::error::eof)
    made.cut = Cut::closed;
  else if (failed == asio::ssl::error::stream_truncated)
    made.cut = Cut::truncated;
  else if (failed == asio::error::broken_pipe)
    made.cut = Cut::pipe;
  else if (failed == asio::error::connection_reset)
    made.cut = Cut::reset;
  else if (failed == asio::error::operation_aborted)
    made.cut = Cut::aborted;
  else
    made.cut = Cut::failed;
  made.why = failed.message();
  return made;
}

}  // namespace

struct Stream::Impl {
  explicit Impl(asio::any_io_executor executor) : socket(std::move(executor)) {}
  explicit Impl(tcp::socket accepted) : socket(std::move(accepted)) {}

  tcp::socket socket;
  std::optional<TlsLine> tls;

  void close() {
    if (tls) tls->let_go();
    error_code ignored;
    socket.close(ignored);
  }

  void begin_tls(ssl_st* connection, TlsLine::Side side) {
    error_code ignored;
    socket.native_non_blocking(true, ignored);
    tls.emplace(socket.native_handle(), connection, side);
  }

  /// `operation` until it is done or has failed.
  template <class Operation>
  asio::awaitable<Transfer> through_tls(Operation operation) {
    for (;;) {
      TlsLine::Step step = operation(*tls);
      if (step.next == TlsLine::Next::done || step.next == TlsLine::Next::failed)
        co_return std::move(step.made);
      const tcp::socket::wait_type until = step.next == TlsLine::Next::wait_to_read
                                               ? tcp::socket::wait_read
                                               : tcp::socket::wait_write;
      auto [failed] = co_await socket.async_wait(until, kAsTuple);
      if (failed) co_return transfer(failed, 0);
    }
  }
};

Stream::Stream(asio::any_io_executor executor)
    : impl_(std::make_unique<Impl>(std::move(executor))) {}
Stream::~Stream() = default;

asio::awaitable<Transfer> Stream::connect(std::string address, std::uint16_t port) {
  const tcp::endpoint peer(asio::ip::make_address(address), port);
  auto [failed] = co_await impl_->socket.async_connect(peer, kAsTuple);
  // A request is written whole; waiting for more to fill a packet only delays it.
  error_code ignored;
  if (!failed) impl_->socket.set_option(tcp::no_delay(true), ignored);
  co_return transfer(failed, 0);
}

asio::awaitable<Transfer> Stream::handshake_as_client(const TlsContext& context, std::string host) {
  impl_->begin_tls(context.new_client(host), TlsLine::Side::client);
  const auto work = [](TlsLine& tls) { return tls.handshake(); };
  Transfer made = co_await impl_->through_tls(work);
  if (made.cut == Cut::none) co_return Transfer{};
  std::string complaint = certificate_complaint(impl_->tls->native_handle());
  if (!complaint.empty() && made.cut == Cut::failed) {
    made.cut = Cut::untrusted;
    made.why = std::move(complaint);
  }
  co_return made;
}

asio::awaitable<Transfer> Stream::handshake_as_server(const TlsContext& context) {
  impl_->begin_tls(context.new_server(), TlsLine::Side::server);
  const auto work = [](TlsLine& tls) { return tls.handshake(); };
  co_return co_await impl_->through_tls(work);
}

asio::awaitable<Transfer> Stream::read(char* to, std::size_t most) {
  if (impl_->tls) {
    const auto work = [to, most](TlsLine& tls) { return tls.read(to, most); };
    Transfer made = co_await impl_->through_tls(work);
    // A peer that sends faster than this reads must not keep others from their turn.
    if (made.cut == Cut::none)
      co_await asio::post(impl_->socket.get_executor(), asio::use_awaitable);
    co_return made;
  }
  const asio::mutable_buffer room(to, most);
  auto [failed, bytes] = co_await impl_->socket.async_read_some(room, kAsTuple);
  co_return transfer(failed, bytes);
}

asio::awaitable<Transfer> Stream::write(std::string_view bytes) {
  if (impl_->tls) {
    Transfer all;
    while (all.bytes < bytes.size() && all.cut == Cut::none) {
      const auto work = [rest = bytes.substr(all.bytes)](TlsLine& tls) { return tls.write(rest); };
      Transfer some = co_await impl_->through_tls(work);
      some.bytes += all.bytes;
      all = std::move(some);
    }
    co_return all;
  }
  const asio::const_buffer all(bytes.data(), bytes.size());
  auto [failed, written] = co_await asio::async_write(impl_->socket, all, kAsTuple);
  co_return transfer(failed, written);
}

bool Stream::is_quiet() {
  if (!impl_->socket.is_open()) return false;
  // Through TLS, as its session tickets may come at any time and mean nothing here.
  char byte = 0;
  if (impl_->tls) return impl_->tls->read(&byte, 1).next == TlsLine::Next::wait_to_read;
  error_code failed;
  impl_->socket.non_blocking(true, failed);  // for this call only; asynchronous ones do not look
  if (failed) return false;
  const asio::mutable_buffer room(&byte, 1);
  const std::size_t got = impl_->socket.read_some(room, failed);
  return got == 0 && failed == asio::error::would_block;
}

std::optional<std::uint64_t> Stream::acknowledged() const {
  return bytes_acknowledged(impl_->socket.native_handle());
}

void Stream::reset() {
  error_code ignored;
  impl_->socket.set_option(asio::socket_base::linger(true, 0), ignored);
  impl_->close();
}

void Stream::close_abruptly() { impl_->close(); }

asio::awaitable<void> Stream::end() {
  if (impl_->tls) {
    const auto work = [](TlsLine& tls) { return tls.shutdown(); };
    co_await impl_->through_tls(work);
  }
  error_code failed;
  impl_->socket.shutdown(tcp::socket::shutdown_send, failed);
  char ignored[4096];
  const asio::mutable_buffer room(ignored, sizeof ignored);
  while (!failed) {
    auto [ended, bytes] = co_await impl_->socket.async_read_some(room, kAsTuple);
    failed = ended;
  }
  impl_->close();
}

struct Door::Impl {
  explicit Impl(const asio::any_io_executor& e) : executor(e), acceptor(e) {}
  asio::any_io_executor executor;
  tcp::acceptor acceptor;
};

Door::Door(asio::any_io_executor executor, const std::string& address, std::uint16_t port)
    : impl_(std::make_unique<Impl>(executor)) {
  const tcp::endpoint here(asio::ip::make_address(address), port);
  tcp::acceptor& acceptor = impl_->acceptor;
  error_code failed;
  acceptor.open(here.protocol(), failed);
  if (!failed) acceptor.set_option(tcp::acceptor::reuse_address(true), failed);
  if (!failed) acceptor.bind(here, failed);
  if (!failed) acceptor.listen(asio::socket_base::max_listen_connections, failed);
  if (failed)
    throw std::system_error(std::error_code(failed),
                            "cannot listen on " + address + " port " + std::to_string(port));
}
Door::~Door() = default;

std::uint16_t Door::port() const { return impl_->acceptor.local_endpoint().port(); }

asio::awaitable<std::unique_ptr<Stream>> Door::accept() {
  while (impl_->acceptor.is_open()) {
    auto [failed, socket] = co_await impl_->acceptor.async_accept(kAsTuple);
    if (!failed) {
      error_code ignored;
      socket.set_option(tcp::no_delay(true), ignored);
      auto stream = std::make_unique<Stream>(impl_->executor);
      stream->impl_ = std::make_unique<Stream::Impl>(std::move(socket));
      co_return stream;
    }
    if (failed == asio::error::operation_aborted) break;
    // Out of descriptors, most likely: some connection must end first.
    asio::steady_timer pause(impl_->executor, kPauseWithoutDescriptors);
    co_await pause.async_wait(kAsTuple);
  }
  co_return nullptr;
}

void Door::close() {
  error_code ignored;
  impl_->acceptor.close(ignored);
}

}  // namespace vitrine::net
