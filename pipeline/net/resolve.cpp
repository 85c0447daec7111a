#include "pipeline/net/stream.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace vitrine::net {
namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

/// Lives until the resolver's thread is done with it, which may be after the call has ended.
struct Question {
  explicit Question(const asio::any_io_executor& executor)
      : resolver(executor), bell(executor, asio::steady_timer::time_point::max()) {}
  tcp::resolver resolver;
  asio::steady_timer bell;  ///< never fires; cancelled when the answer is there
  bool answered = false;
  boost::system::error_code failed;
  std::vector<std::string> addresses;
};

}  // namespace

asio::awaitable<Addresses> resolve(asio::any_io_executor executor, std::string host) {
  Addresses found;
  boost::system::error_code is_name;
  asio::ip::make_address(host, is_name);
  if (!is_name) {
    found.list = {host};
    co_return found;
  }
  if (host == "localhost") {  // whatever a resolver says: plain http depends on it
    found.list.push_back("127.0.0.1");
    found.list.push_back("::1");
    co_return found;
  }
  const auto question = std::make_shared<Question>(executor);
  auto on_answer = [question](boost::system::error_code failed,
                              const tcp::resolver::results_type& results) {
    question->answered = true;
    question->failed = failed;
    for (const auto& result : results)
      question->addresses.push_back(result.endpoint().address().to_string());
    question->bell.cancel();
  };
  question->resolver.async_resolve(host, "", std::move(on_answer));
  boost::system::error_code rung;
  co_await question->bell.async_wait(asio::redirect_error(asio::use_awaitable, rung));
  if (!question->answered) {
    question->resolver.cancel();
    found.asked.cut = Cut::aborted;
  } else if (question->failed) {
    found.asked.cut = Cut::failed;
    found.asked.why = question->failed.message();
  } else {
    found.list = std::move(question->addresses);
  }
  co_return found;
}

}  // namespace vitrine::net
