#include "tests/net/loopback.hpp"

#include "tests/support/temp_folder.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <stdexcept>

namespace vitrine::test {

namespace {

asio::awaitable<void> perform(std::shared_ptr<Pending> pending,
                              net::Client& client,
                              net::Request request,
                              util::Deadline deadline,
                              net::BodySink* sink) {
  net::BodySink& to = sink == nullptr ? pending->body : *sink;
  net::CallResult result = co_await client.send(std::move(request), to, deadline);
  pending->result.emplace(std::move(result));
}

}  // namespace

void Loop::until(const std::function<bool()>& done) {
  while (!done()) {
    if (io.stopped()) io.restart();
    if (io.run_one() == 0) throw std::runtime_error("nothing is left to wait for");
  }
}

std::shared_ptr<Pending> Loop::start(net::Client& client,
                                     net::Request request,
                                     util::Deadline deadline,
                                     net::BodySink* sink) {
  auto pending = std::make_shared<Pending>();
  auto work = perform(pending, client, std::move(request), deadline, sink);
  auto on_end = [pending](std::exception_ptr thrown) { pending->thrown = std::move(thrown); };
  asio::co_spawn(io, std::move(work),
                 asio::bind_cancellation_slot(pending->cancel.slot(), std::move(on_end)));
  return pending;
}

net::CallResult Loop::call(net::Client& client,
                           net::Request request,
                           util::Deadline deadline,
                           net::BodySink* sink) {
  const auto pending = start(client, std::move(request), deadline, sink);
  until([&] { return pending->is_done(); });
  if (pending->thrown) std::rethrow_exception(pending->thrown);
  body = pending->body.bytes();
  return *pending->result;
}

Serving::Serving(Loop& loop, Answer answer, net::ServerOptions options)
    : loop_(loop), answer_(std::move(answer)) {
  auto handler = [this](net::ServerRequest request) { return handle(std::move(request)); };
  server_ = net::make_server(loop.io.get_executor(), std::move(options), std::move(handler));
  asio::co_spawn(loop.io, server_->run(), [this](std::exception_ptr) { ended_ = true; });
}

Serving::~Serving() {
  server_->stop();
  loop_.until([this] { return ended_; });
}

net::Url Serving::url(const std::string& target) const {
  net::Url url = net::parse_url(server_->base_url()).value();
  url.target = target;
  return url;
}

asio::awaitable<net::ServerReply> Serving::handle(net::ServerRequest request) {
  ++requests;
  most_running = std::max(most_running, ++running);
  net::ServerReply reply = answer_(request);
  // A few turns for the others, so that handlers do overlap.
  for (int i = 0; i < 8; ++i) co_await asio::post(loop_.io, asio::use_awaitable);
  --running;
  co_return reply;
}

Scripted::Scripted(Loop& loop, std::vector<Script> scripts, const std::string& address)
    : loop_(loop),
      scripts_(std::move(scripts)),
      acceptor_(loop.io, tcp::endpoint(asio::ip::make_address(address), 0)) {
  asio::co_spawn(loop.io, accept(), [this](std::exception_ptr) { ++ended; });
}

Scripted::~Scripted() {
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  for (const auto& socket : sockets_) socket->close(ignored);
  loop_.until([this] { return ended == connections + 1; });
}

net::Url Scripted::url(const std::string& target, bool tls) const {
  net::Url url;
  url.tls = tls;
  url.host = acceptor_.local_endpoint().address().to_string();
  url.port = port();
  url.target = target;
  return url;
}

asio::awaitable<void> Scripted::accept() {
  while (true) {
    auto socket = std::make_shared<tcp::socket>(loop_.io);
    co_await acceptor_.async_accept(*socket, asio::use_awaitable);
    const Script& script =
        scripts_[std::min<std::size_t>(static_cast<std::size_t>(connections), scripts_.size() - 1)];
    ++connections;
    sockets_.push_back(socket);
    asio::co_spawn(loop_.io, play(socket, script), [this](std::exception_ptr) { ++ended; });
  }
}

asio::awaitable<void> Scripted::play(std::shared_ptr<tcp::socket> socket, Script script) {
  co_await script(*socket);
  boost::system::error_code ignored;
  socket->close(ignored);
}

asio::awaitable<std::string> read_request(tcp::socket& socket) {
  std::string request;
  const std::size_t head = co_await asio::async_read_until(socket, asio::dynamic_buffer(request),
                                                           "\r\n\r\n", asio::use_awaitable);
  std::size_t length = 0;
  const auto line = request.find("Content-Length: ");
  if (line < head) length = std::stoul(request.substr(line + 16));
  while (request.size() < head + length) {
    char piece[65536];
    const std::size_t got =
        co_await socket.async_read_some(asio::buffer(piece), asio::use_awaitable);
    request.append(piece, got);
  }
  co_return request;
}

asio::awaitable<void> write_text(tcp::socket& socket, std::string bytes) {
  co_await asio::async_write(socket, asio::buffer(bytes), asio::use_awaitable);
}

asio::awaitable<void> read_to_end(tcp::socket& socket) {
  boost::system::error_code ended;
  char piece[65536];
  while (!ended)
    co_await socket.async_read_some(asio::buffer(piece),
                                    asio::redirect_error(asio::use_awaitable, ended));
}

Scripted::Script answer_with(std::string bytes) {
  return [bytes](tcp::socket& socket) -> asio::awaitable<void> {
    co_await read_request(socket);
    co_await write_text(socket, bytes);
    co_await read_to_end(socket);
  };
}

Scripted::Script answer_and_close(std::string bytes) {
  return [bytes](tcp::socket& socket) -> asio::awaitable<void> {
    co_await read_request(socket);
    co_await write_text(socket, bytes);
  };
}

net::Request get(const net::Url& url) {
  net::Request request;
  request.url = url;
  return request;
}

net::Request post(const net::Url& url, std::string body) {
  net::Request request;
  request.method = "POST";
  request.url = url;
  request.body = std::move(body);
  return request;
}

std::unique_ptr<net::Client> client_of(Loop& loop, net::ClientOptions options) {
  return net::make_client(loop.io.get_executor(), std::move(options));
}

std::string file_with(const std::string& text) {
  static const TempFolder folder;
  static int number = 0;
  return folder.write("file-" + std::to_string(++number), text).string();
}

}  // namespace vitrine::test
