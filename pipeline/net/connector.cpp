#include "pipeline/net/connector.hpp"

#include "pipeline/net/message.hpp"
#include "pipeline/net/watch.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <utility>

namespace vitrine::net {
namespace asio = boost::asio;
using Time = std::chrono::steady_clock::time_point;

namespace {

constexpr std::size_t kProxyHeadBytes = 16 * 1024;

asio::awaitable<void> connect_into(Transfer& made,
                                   Stream& stream,
                                   const std::string& address,
                                   std::uint16_t port) {
  made = co_await stream.connect(address, port);
}

/// Asks for a way through; the trouble says why there is none.
asio::awaitable<Trouble> ask_proxy(Stream& stream, const std::string& head) {
  Trouble trouble;
  const Transfer sent = co_await stream.write(head);
  trouble.cut = sent.cut;
  trouble.why = sent.why;
  AnswerParser parser({kProxyHeadBytes, 0}, nullptr, false);
  std::array<char, kProxyHeadBytes> buffer{};
  std::size_t filled = 0;
  while (trouble.cut == Cut::none && !parser.is_done()) {
    const Transfer got = co_await stream.read(buffer.data() + filled, buffer.size() - filled);
    trouble.cut = got.cut;
    trouble.why = got.why;
    filled += got.bytes;
    const Fed fed = parser.feed({buffer.data(), filled});
    std::copy(buffer.data() + fed.used, buffer.data() + filled, buffer.data());
    filled -= fed.used;
    if (fed.complaint != Complaint::none || filled == buffer.size()) {
      trouble.cut = Cut::failed;
      trouble.why = "what it answered is not HTTP";
    }
  }
  if (trouble.cut != Cut::none) co_return trouble;
  const int status = parser.head().status;
  if (status / 100 != 2) {
    trouble.cut = Cut::failed;
    trouble.why = "it answered " + std::to_string(status);
  } else if (filled > 0) {  // TLS begins with us: these bytes are somebody else's
    trouble.cut = Cut::failed;
    trouble.why = "it spoke out of turn";
  }
  co_return trouble;
}

}  // namespace

std::vector<std::string> taking_turns(const std::vector<std::string>& addresses) {
  const auto is_v6 = [](const std::string& text) { return text.find(':') != std::string::npos; };
  std::array<std::deque<std::string>, 2> lines;
  for (const std::string& address : addresses) lines[is_v6(address) ? 1 : 0].push_back(address);
  std::vector<std::string> turns;
  std::size_t next = !addresses.empty() && is_v6(addresses.front()) ? 1 : 0;
  while (turns.size() < addresses.size()) {
    if (!lines[next].empty()) {
      turns.push_back(std::move(lines[next].front()));
      lines[next].pop_front();
    }
    next = 1 - next;
  }
  return turns;
}

std::chrono::steady_clock::duration share_of(std::chrono::steady_clock::duration remaining,
                                             std::size_t addresses_left) {
  return remaining / static_cast<std::int64_t>(std::max<std::size_t>(addresses_left, 1));
}

Connector::Connector(asio::any_io_executor executor,
                     const std::string& ca_file,
                     const std::string& proxy,
                     std::string no_proxy)
    : executor_(std::move(executor)), proxy_(parse_proxy(proxy)), no_proxy_(std::move(no_proxy)) {
  if (!ca_file.empty()) trust_ = TlsContext::for_client(ca_file);
}

const TlsContext& Connector::trust() {
  if (!trust_) trust_ = TlsContext::for_client("");
  return *trust_;
}

asio::awaitable<Connector::Opened> Connector::open(Url url, Time mark, Step& step) {
  const bool through_proxy = proxy_ && url.tls && !bypasses_proxy(no_proxy_, url);
  std::string host = through_proxy ? proxy_->host : url.host;
  const std::uint16_t port = through_proxy ? proxy_->port : url.port;
  Opened opened = co_await open_tcp(std::move(host), port, mark, step);
  if (!opened.stream) co_return opened;
  if (through_proxy) {
    step = Step::proxy;
    const std::string head = connect_head(url);
    opened.trouble = co_await ask_proxy(*opened.stream, head);
  }
  if (url.tls && opened.trouble.cut == Cut::none) {
    step = Step::handshake;
    const Transfer shaken = co_await opened.stream->handshake_as_client(trust(), url.host);
    opened.trouble.cut = shaken.cut;
    opened.trouble.why = shaken.why;
  }
  if (opened.trouble.cut != Cut::none) opened.stream.reset();
  co_return opened;
}

asio::awaitable<Connector::Opened> Connector::open_tcp(std::string host,
                                                       std::uint16_t port,
                                                       Time mark,
                                                       Step& step) {
  Opened opened;
  step = Step::name;
  const Addresses found = co_await resolve(executor_, std::move(host));
  opened.trouble.cut = found.asked.cut;
  opened.trouble.why = found.asked.why;
  if (found.list.empty() && found.asked.cut == Cut::none) opened.trouble.cut = Cut::failed;
  if (opened.trouble.cut != Cut::none) co_return opened;

  step = Step::connect;
  const std::vector<std::string> turns = taking_turns(found.list);
  for (std::size_t i = 0; i < turns.size(); ++i) {
    auto stream = std::make_unique<Stream>(executor_);
    Transfer made;
    const Time now = std::chrono::steady_clock::now();
    const std::size_t left = turns.size() - i;
    // The last one may take what is left; then whoever calls ends it, and knows why.
    Watch share(executor_, left > 1 ? now + share_of(mark - now, left) : Time::max());
    auto attempt = connect_into(made, *stream, turns[i], port);
    const Watch::End end = co_await share.run(std::move(attempt));
    opened.trouble.cut = end == Watch::End::late ? Cut::failed : made.cut;
    opened.trouble.why = end == Watch::End::late ? "no reply" : made.why;
    if (end == Watch::End::cancelled) break;
    if (made.cut == Cut::none) {
      opened.stream = std::move(stream);
      break;
    }
  }
  co_return opened;
}

}  // namespace vitrine::net
