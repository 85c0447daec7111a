#include "pipeline/net/stream.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <array>
#include <memory>
#include <mutex>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <system_error>
#include <thread>
#include <utility>

namespace vitrine::net {
namespace asio = boost::asio;

namespace {

/// Between a call and the thread that asks for it. While somebody is interested the executor's
/// context lives, since a coroutine of it waits.
class Question {
 public:
  explicit Question(asio::any_io_executor executor)
      : executor_(std::move(executor)),
        bell_(std::make_shared<asio::steady_timer>(executor_,
                                                   asio::steady_timer::time_point::max())) {}

  /// On the thread of the lookup.
  void answer(Addresses found) {
    const std::lock_guard lock(mutex_);
    if (!interested_) return;
    found_ = std::move(found);
    answered_ = true;
    asio::post(executor_, [bell = std::weak_ptr(bell_)] {
      if (const auto waiting = bell.lock()) waiting->cancel();
    });
  }
  /// On the I/O thread, from here on. From the end of interest on nothing of the executor is
  /// touched, or kept, by whoever is left.
  asio::steady_timer& bell() { return *bell_; }
  bool answered() {
    const std::lock_guard lock(mutex_);
    return answered_;
  }
  Addresses take() {
    const std::lock_guard lock(mutex_);
    return std::move(found_);
  }
  void lose_interest() {
    const std::lock_guard lock(mutex_);
    interested_ = false;
    bell_.reset();
    executor_ = {};
  }

 private:
  std::mutex mutex_;
  asio::any_io_executor executor_;
  std::shared_ptr<asio::steady_timer> bell_;  ///< never fires; cancelled when the answer is there
  bool interested_ = true, answered_ = false;
  Addresses found_;
};

/// However the wait ends, even by the end of the executor's context.
struct Interest {
  std::shared_ptr<Question> question;
  ~Interest() { question->lose_interest(); }
};

std::string address_text(const addrinfo& entry) {
  std::array<char, NI_MAXHOST> text{};
  if (::getnameinfo(entry.ai_addr, entry.ai_addrlen, text.data(), text.size(), nullptr, 0,
                    NI_NUMERICHOST) != 0)
    return {};
  return text.data();
}

Addresses ask_system(const std::string& host) {
  Addresses found;
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* entries = nullptr;
  const int failed = ::getaddrinfo(host.c_str(), nullptr, &hints, &entries);
  if (failed != 0) {
    found.asked.cut = Cut::failed;
    found.asked.why = ::gai_strerror(failed);
    return found;
  }
  for (const addrinfo* entry = entries; entry != nullptr; entry = entry->ai_next)
    if (std::string text = address_text(*entry); !text.empty())
      found.list.push_back(std::move(text));
  ::freeaddrinfo(entries);
  return found;
}

/// False if the system gives no thread.
bool start(const std::shared_ptr<Question>& question, const std::string& host, Lookup lookup) {
  try {
    std::thread([question, host, lookup] { question->answer(lookup(host)); }).detach();
  } catch (const std::system_error&) {
    return false;
  }
  return true;
}

}  // namespace

asio::awaitable<Addresses> resolve(asio::any_io_executor executor, std::string host) {
  return resolve_by(std::move(executor), std::move(host), &ask_system);
}

asio::awaitable<Addresses> resolve_by(asio::any_io_executor executor,
                                      std::string host,
                                      Lookup lookup) {
  Addresses found;
  boost::system::error_code is_name;
  asio::ip::make_address(host, is_name);
  if (!is_name) {
    found.list.push_back(host);
    co_return found;
  }
  if (host == "localhost") {  // whatever a resolver says: plain http depends on it
    found.list.push_back("127.0.0.1");
    found.list.push_back("::1");
    co_return found;
  }
  const auto question = std::make_shared<Question>(std::move(executor));
  const Interest interest{question};
  if (!start(question, host, lookup)) {
    found.asked.cut = Cut::failed;
    found.asked.why = "no thread to ask on";
    co_return found;
  }
  boost::system::error_code rung;
  co_await question->bell().async_wait(asio::redirect_error(asio::use_awaitable, rung));
  if (question->answered())
    found = question->take();
  else
    found.asked.cut = Cut::aborted;
  co_return found;
}

}  // namespace vitrine::net
