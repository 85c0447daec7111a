#include "pipeline/providers/exchange.hpp"

#include "pipeline/providers/http_times.hpp"
#include "pipeline/providers/json_answer.hpp"
#include "pipeline/util/digest.hpp"
#include "pipeline/util/json_writer.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace vitrine::providers {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kFirstWait{500}, kLongestWait{5'000};
constexpr int kFetches = 4;

milliseconds longer(milliseconds wait) { return std::min(wait * 2, kLongestWait); }

/// Another look may tell what this one did not.
bool may_pass(int status) { return status == 408 || status == 429 || status >= 500; }

/// False if the deadline comes first; then it does not wait.
asio::awaitable<bool> wait_for(milliseconds wait, util::Deadline deadline) {
  if (deadline.at - steady_clock::now() < wait) co_return false;
  asio::steady_timer timer(co_await asio::this_coro::executor, wait);
  co_await timer.async_wait(asio::use_awaitable);
  co_return true;
}

/// What was begun may have been bought, whatever became of the looks.
net::Failure after_begin(net::Failure failure) {
  failure.progress = net::Progress::answered;
  return failure;
}

/// Nothing that can be bought had been sent.
net::Failure before_begin(net::Failure failure) {
  failure.progress = net::Progress::not_sent;
  return failure;
}

net::Failure out_of_time(const Place& place) {
  return {{util::ErrorKind::timed_out, place.name + " had not finished the picture in time"},
          net::Progress::answered};
}

/// What was begun is not known any more, or not to this key: nobody can say what became of it.
net::Failure lost_track(const Place& place, int status) {
  const bool is_gone = status == 404 || status == 410;
  return {{is_gone ? util::ErrorKind::damaged : util::ErrorKind::refused,
           place.name + " answered " + std::to_string(status) +
               " when it was asked for what it had begun"},
          net::Progress::answered};
}

/// What `resume` reads. The address opens nothing without the key.
std::string where_to_look(const net::Url& url) {
  util::JsonWriter json;
  json.begin_object();
  json.member("look", url.origin() + url.target);
  json.end_object();
  return std::move(json).take();
}

/// A picture as it comes, behind its mark; what is no picture is left out.
class PicturePart final : public net::BodySink {
 public:
  PicturePart(net::BodySink& sink, std::string before) : sink_(sink), before_(std::move(before)) {}
  void begin(const net::ResponseHead& head) override {
    is_picture_ = head.status / 100 == 2;
    if (is_picture_) put(before_);
  }
  void write(std::string_view piece) override {
    if (is_picture_) put(piece);
  }
  std::int64_t written() const { return written_; }

 private:
  void put(std::string_view piece) {
    sink_.write(piece);
    written_ += static_cast<std::int64_t>(piece.size());
  }
  net::BodySink& sink_;
  std::string before_;
  bool is_picture_ = false;
  std::int64_t written_ = 0;
};

}  // namespace

Exchange::Exchange(
    Place place, const Protocol& protocol, KeySource key, KnownKeys& keys, net::Client& client)
    : place_(std::move(place)),
      protocol_(protocol),
      client_(client),
      keyed_(place_, std::move(key), keys, client) {}

asio::awaitable<net::CallResult> Exchange::send(net::Request request,
                                                std::string attempt,
                                                net::BodySink& sink,
                                                util::Deadline deadline,
                                                BegunKeeper begun) {
  const bool is_marked = place_.name.starts_with("custom:");
  std::vector<net::Request> first = protocol_.before(place_, request);
  for (net::Request& one : first) {
    if (is_marked) one.headers.set(kAttemptHeader, attempt);
    net::StringBody body;
    net::CallResult put = co_await keyed_.send(std::move(one), body, deadline);
    if (!put) co_return before_begin(put.error());
    if (put->head.status / 100 == 2) continue;
    sink.begin(put->head);
    sink.write(body.bytes());
    co_return put;
  }
  if (is_marked) request.headers.set(kAttemptHeader, attempt);
  if (!protocol_.has_steps()) co_return co_await keyed_.send(std::move(request), sink, deadline);
  co_return co_await follow(std::move(request), sink, deadline, std::move(begun));
}

asio::awaitable<net::CallResult> Exchange::resume(std::string begun,
                                                  net::BodySink& sink,
                                                  util::Deadline deadline) {
  const util::Result<JsonAnswer> kept = JsonAnswer::parse(begun);
  util::Result<net::Url> look =
      net::parse_url(kept ? kept->root()["look"].text() : std::string_view());
  if (!look)
    co_return net::Failure{{util::ErrorKind::damaged, "where to look for the answer is not known"},
                           net::Progress::not_sent};
  net::Request request;
  request.url = std::move(*look);
  co_return co_await follow(std::move(request), sink, deadline, {});
}

asio::awaitable<net::CallResult> Exchange::follow(net::Request request,
                                                  net::BodySink& sink,
                                                  util::Deadline deadline,
                                                  BegunKeeper begun) {
  net::Request last;
  last.method = request.method;
  last.url = request.url;
  last.headers = request.headers;
  net::StringBody body;
  net::CallResult result = co_await keyed_.send(std::move(request), body, deadline);
  if (!result) co_return result;
  net::Answer answer = *result;
  milliseconds wait = kFirstWait;
  for (bool is_look = last.method == "GET";; is_look = true) {
    const bool came = static_cast<bool>(result);
    const int status = came ? result->head.status : 0;
    if (came && status / 100 != 2 && !is_look) break;
    if (came && status / 100 != 2 && !may_pass(status)) co_return lost_track(place_, status);
    if (came && result->head.status / 100 == 2) {
      auto next = protocol_.next(place_, last, body.bytes());
      if (!next) co_return net::Failure{next.error(), net::Progress::answered};
      if (!*next) break;
      Step step = std::move(**next);
      if (step.is_picture) {
        std::string json = without_queries(body.bytes());
        co_return co_await fetch(std::move(step), std::move(json), sink, deadline);
      }
      if (const auto mark = last.headers.find(kAttemptHeader))
        step.request.headers.set(kAttemptHeader, std::string(*mark));
      last = std::move(step.request);
      if (begun) {
        std::string where = where_to_look(last.url);
        co_await begun(std::move(where));
        begun = {};
      }
      // The longer it takes, the less often it is looked at.
      wait = is_look ? std::min(std::max(step.wait, wait * 5 / 4), kLongestWait) : step.wait;
    } else {
      wait = longer(std::max(wait, kFirstWait));
    }
    const auto told = came ? retry_after(result->head.headers) : std::nullopt;
    const bool in_time = co_await wait_for(told.value_or(wait), deadline);
    if (!in_time) co_return out_of_time(place_);
    body = net::StringBody();
    net::Request look = last;
    result = co_await keyed_.send(std::move(look), body, deadline);
    if (result) continue;
    const util::ErrorKind kind = result.error().error.kind;
    if (kind != util::ErrorKind::unreachable && kind != util::ErrorKind::timed_out)
      co_return after_begin(result.error());
  }
  answer.head = result->head;
  const std::string json = without_queries(body.bytes());
  sink.begin(answer.head);
  sink.write(json);
  answer.body_bytes = static_cast<std::int64_t>(json.size());
  co_return answer;
}

asio::awaitable<net::CallResult> Exchange::fetch(Step step,
                                                 std::string json,
                                                 net::BodySink& sink,
                                                 util::Deadline deadline) {
  const AnswerPartsWriter parts(util::sha256(json).hex().substr(0, 16));
  net::Answer answer;
  answer.head.status = 200;
  sink.begin(answer.head);
  const std::string head = parts.head(json);
  sink.write(head);
  answer.body_bytes = static_cast<std::int64_t>(head.size());
  milliseconds wait = kFirstWait;
  for (int n = 0; n < kFetches; ++n, wait = longer(wait)) {
    if (n > 0) {
      const bool in_time = co_await wait_for(wait, deadline);
      if (!in_time) break;
    }
    PicturePart picture(sink, parts.before_picture());
    net::Request again = step.request;
    net::CallResult result = net::Failure{};
    if (step.takes_key)
      result = co_await keyed_.send(std::move(again), picture, deadline);
    else
      result = co_await client_.send(std::move(again), picture, deadline);
    answer.body_bytes += picture.written();
    if (result && !may_pass(result->head.status)) co_return answer;
    const bool is_cancelled = !result && result.error().error.kind == util::ErrorKind::cancelled;
    if (is_cancelled) co_return after_begin(result.error());
  }
  // What was bought is told without its picture, which its address did not give.
  co_return answer;
}

}  // namespace vitrine::providers
