#pragma once

#include "pipeline/async/slots.hpp"
#include "pipeline/net/client.hpp"
#include "pipeline/net/connector.hpp"
#include "pipeline/net/pool.hpp"

#include <vector>

namespace vitrine::net {

/// What make_client makes. Here for its tests; the rest of the house sees `Client`.
class HttpClient final : public Client {
 public:
  /// `check` decides whether a kept connection may be used again.
  HttpClient(boost::asio::any_io_executor executor,
             ClientOptions options,
             Pool::Check check = &Stream::is_quiet);

  boost::asio::awaitable<CallResult> send(Request request,
                                          BodySink& sink,
                                          util::Deadline deadline) override;
  void close_idle() override { pool_.clear(); }
  void close_old() override { pool_.close_old(std::chrono::steady_clock::now()); }

 private:
  struct Call;
  class BodyRelease;
  boost::asio::awaitable<void> perform(Call& call);
  boost::asio::awaitable<std::unique_ptr<Stream>> connect(Call& call);
  boost::asio::awaitable<bool> exchange(Call& call, Stream& stream);
  boost::asio::awaitable<Trouble> send_request(Call& call, Stream& stream);
  boost::asio::awaitable<Trouble> receive(Call& call,
                                          Stream& stream,
                                          AnswerParser& parser,
                                          std::size_t& unread);

  boost::asio::any_io_executor executor_;
  ClientOptions options_;
  Connector connector_;
  Pool pool_;
  async::Slots bytes_;  ///< of bodies that may still have to be sent
};

}  // namespace vitrine::net
