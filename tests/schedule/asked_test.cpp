#include "pipeline/providers/base64.hpp"
#include "tests/schedule/shop.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <catch2/catch.hpp>

#include <csignal>
#include <deque>
#include <functional>
#include <mutex>
#include <utility>

using namespace vitrine;
using namespace std::chrono_literals;
using domain::OutcomeKind;
using test::Shop;

namespace {

/// What the API does with one call.
struct Scripted {
  OutcomeKind kind = OutcomeKind::image;
  std::optional<net::Failure> failure;  ///< instead of an answer
  util::Fields facts;
};

/// An API in memory: answers by script, then with pictures. Counts what it was asked and would
/// bill.
class FakeRemote final : public providers::RemoteProvider {
 public:
  std::string surface() const override { return "gemini"; }

  util::Result<providers::PreparedCall> prepare(const domain::RenderRequest& request,
                                                const providers::SourceReader&) const override {
    providers::PreparedCall call;
    call.worst = {50'000};
    const util::Digest& picture = request.sources.front().digest;
    const std::lock_guard lock(mutex);
    if (wants_uploads && !uploaded.contains(picture)) {
      call.uploads.push_back({picture, "image/png", {}, false});
      return call;
    }
    if (wants_uploads) call.named.push_back({picture, 1});
    call.request.body = domain::base_key(request).hex();
    call.most_answer_bytes = 1000;
    return call;
  }

  void expect(const util::Digest& picture, int requests) override { uses[picture] = requests; }

  boost::asio::awaitable<std::optional<providers::Hindrance>> upload(
      std::vector<providers::Upload> pictures, util::Deadline) override {
    ++uploads;
    boost::asio::steady_timer turn(co_await boost::asio::this_coro::executor,
                                   std::chrono::milliseconds(0));
    if (on_upload) on_upload();
    for (int i = 0; i < 10; ++i) {  // time for a signal to be heard
      turn.expires_after(std::chrono::milliseconds(0));
      co_await turn.async_wait(boost::asio::use_awaitable);
    }
    std::optional<providers::Hindrance> hindrance;
    if (!upload_script.empty()) {
      hindrance = upload_script.front();
      upload_script.pop_front();
    }
    const std::lock_guard lock(mutex);
    if (!hindrance && keeps_uploads)
      for (const providers::Upload& one : pictures) uploaded.insert(one.picture);
    co_return hindrance;
  }

  void forget(const std::vector<providers::NamedUpload>& named) override {
    const std::lock_guard lock(mutex);
    for (const providers::NamedUpload& one : named) uploaded.erase(one.picture);
  }

  boost::asio::awaitable<net::CallResult> send(net::Request request,
                                               std::string attempt,
                                               net::BodySink& sink,
                                               util::Deadline) override {
    ++calls;
    attempts.insert(attempt);
    bodies.push_back(request.body);
    ++in_flight;
    most_in_flight = std::max(most_in_flight, in_flight);
    boost::asio::steady_timer turn(co_await boost::asio::this_coro::executor,
                                   std::chrono::milliseconds(0));
    co_await turn.async_wait(boost::asio::use_awaitable);
    --in_flight;
    if (on_call) on_call();
    current = script.empty() ? Scripted{} : script.front();
    if (!script.empty()) script.pop_front();
    if (current.failure) co_return *current.failure;
    net::ResponseHead head;
    head.status = 200;
    sink.begin(head);
    std::string body = to_text(current.kind);
    for (const util::Field& fact : current.facts) body += ' ' + fact.name + '=' + fact.value;
    if (current.kind == OutcomeKind::image) {
      body += ' ';
      providers::append_base64(body, picture(request.body));
    }
    sink.write(body);
    net::Answer answer;
    answer.head = head;
    co_return answer;
  }

  providers::Reading read(const providers::PreparedCall&,
                          const net::ResponseHead&,
                          std::string_view body) const override {
    providers::Reading reading;
    const std::string_view word = body.substr(0, body.find(' '));
    for (int i = 0; i <= static_cast<int>(OutcomeKind::cancelled); ++i)
      if (word == to_text(static_cast<OutcomeKind>(i)))
        reading.outcome.kind = static_cast<OutcomeKind>(i);
    reading.outcome.message = "it said " + std::string(word);
    if (body.find("remedy=upload") != std::string_view::npos)
      reading.outcome.facts.push_back({"remedy", "upload"});
    const bool billed =
        reading.outcome.kind == OutcomeKind::image || reading.outcome.kind == OutcomeKind::no_image;
    reading.charged = {billed ? 40'000 : 0};
    if (reading.outcome.kind == OutcomeKind::image) {
      reading.picture = providers::Span{word.size() + 1, body.size() - word.size() - 1};
      reading.picture_facts.media_type = "image/png";
      reading.picture_facts.size = {300, 300};
    }
    return reading;
  }

  static std::string picture(const std::string& about) {
    const auto shade = static_cast<double>(about[0]);
    return imaging::encode_png({cv::Mat(300, 300, CV_8UC3, cv::Scalar(shade, 90, 160)), {}});
  }

  std::deque<Scripted> script;
  std::deque<providers::Hindrance> upload_script;
  Scripted current;
  std::function<void()> on_call, on_upload;
  bool wants_uploads = false, keeps_uploads = true;
  int uploads = 0;
  mutable std::mutex mutex;  ///< over `uploaded`, which `prepare` reads on the pool
  std::set<util::Digest> uploaded;
  std::map<util::Digest, int> uses;
  int calls = 0, in_flight = 0, most_in_flight = 0;
  std::set<std::string> attempts;
  std::vector<std::string> bodies;
};

/// Pictures that differ for the API: the scene told in words, of each product in each colour.
constexpr int kAsked = 4;
const util::Money kAllCharged{kAsked * 40'000};

/// The scene told in words goes to the API, the rest to the studio.
struct PaidShop : Shop {
  std::shared_ptr<FakeRemote> remote = std::make_shared<FakeRemote>();
  schedule::ScheduleOptions options;

  PaidShop() {
    job.model = {"gemini-nano-banana-2.1", "gemini",
                 domain::PicturePrice{
                     "gemini-nano-banana-2.1", "2026-11-01", "1K", {40'000}, {50'000}, false}};
    options.retry.first_delay = options.retry.longest_delay = 0ms;
    make_remotes = [this](boost::asio::any_io_executor) {
      return std::map<std::string, std::shared_ptr<providers::RemoteProvider>>{{"gemini", remote}};
    };
  }
  schedule::Summary go() { return run(std::make_shared<test::FakeProvider>(), options); }
};

net::Failure lost(net::Progress progress) {
  return {util::Error{util::ErrorKind::unreachable, "the connection was reset"}, progress};
}

}  // namespace

TEST_CASE("what a model draws is bought once and kept with its price", "[schedule]") {
  PaidShop shop;
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->calls == kAsked);
  CHECK(shop.remote->attempts.size() == kAsked);
  CHECK(summary.charged == kAllCharged);
  CHECK(summary.unknown == util::Money{});
  CHECK(summary.failed == 0);
  CHECK(summary.finished == 12);
  CHECK(shop.lineage->total_costs("code").charged == kAllCharged);
  CHECK(shop.lineage->ledger_problems().empty());
  // The next night buys nothing.
  CHECK(shop.go().charged == util::Money{});
  CHECK(shop.remote->calls == kAsked);
}

TEST_CASE("free refusals are asked again until the picture comes", "[schedule]") {
  PaidShop shop;
  for (int i = 0; i < 6; ++i) shop.remote->script.push_back({OutcomeKind::overloaded, {}, {}});
  shop.remote->script.push_back({OutcomeKind::image, lost(net::Progress::not_sent), {}});
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->calls == kAsked + 7);
  CHECK(summary.charged == kAllCharged);
  CHECK(summary.failed == 0);
}

TEST_CASE("an answer without a picture is booked and asked for twice more", "[schedule]") {
  PaidShop shop;
  shop.options.asked_in_flight = 1;
  for (int i = 0; i < 3; ++i) shop.remote->script.push_back({OutcomeKind::no_image, {}, {}});
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->calls >= kAsked);
  CHECK(summary.charged.micros == 40'000 * shop.remote->calls);
  CHECK(shop.lineage->ledger_problems().empty());
}

TEST_CASE("what may have been bought is named unknown at its worst price", "[schedule]") {
  PaidShop shop;
  shop.remote->script.push_back({OutcomeKind::image, lost(net::Progress::maybe_sent), {}});
  const schedule::Summary summary = shop.go();
  CHECK(summary.unknown == util::Money{50'000});
  CHECK(summary.charged == kAllCharged);
  CHECK(shop.lineage->total_costs("code").unknown == util::Money{50'000});
  CHECK(summary.failed == 0);
}

TEST_CASE("a refused task stops nobody else and is not asked again", "[schedule]") {
  PaidShop shop;
  shop.remote->script.push_back({OutcomeKind::policy_hard, {}, {}});
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->calls == kAsked);
  CHECK(summary.failed == 4 / kAsked);
  REQUIRE_FALSE(summary.failures.empty());
  CHECK(summary.failures[0].message == "it said policy_hard");
}

TEST_CASE("a wrong key stops the API at once and says so", "[schedule]") {
  PaidShop shop;
  shop.options.asked_in_flight = 1;
  shop.remote->script.push_back({OutcomeKind::auth_or_billing, {}, {}});
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->calls == 1);
  CHECK(summary.stopped == "key");
  CHECK(summary.failed == 4);
  CHECK(summary.charged == util::Money{});
  CHECK(summary.finished == 8);  // what costs nothing was made all the same
}

TEST_CASE("no call is made that could pass the budget", "[schedule]") {
  PaidShop shop;
  shop.options.budget = util::Money{89'000};  // 0.04 charged and 0.05 at most would pass it
  shop.options.asked_in_flight = 1;
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->calls == 1);
  CHECK(summary.charged <= util::Money{89'000});
  CHECK(summary.stopped == "budget");
}

TEST_CASE("only so many calls are under way at once", "[schedule]") {
  PaidShop shop;
  shop.options.asked_in_flight = 2;
  shop.go();
  CHECK(shop.remote->most_in_flight <= 2);
  CHECK(shop.remote->calls == kAsked);
}

TEST_CASE("how many requests send a picture is told before the first is asked", "[schedule]") {
  PaidShop shop;
  std::map<util::Digest, int> at_first_call;
  shop.remote->on_call = [&] {
    if (at_first_call.empty()) at_first_call = shop.remote->uses;
  };
  shop.go();
  // The packshot of each product as photographed, sent by the one scene that is asked for.
  const util::Digest packshot = shop.job.digests.at("MUG-01-front.jpg");
  REQUIRE(at_first_call.contains(packshot));
  CHECK(at_first_call.at(packshot) >= 1);
}

TEST_CASE("what a request names is uploaded before it is sent", "[schedule]") {
  PaidShop shop;
  shop.remote->wants_uploads = true;
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->uploads == kAsked);
  CHECK(shop.remote->calls == kAsked);
  CHECK(summary.failed == 0);
  CHECK(summary.charged == kAllCharged);
}

TEST_CASE("an upload that fails costs nothing and is tried again", "[schedule]") {
  PaidShop shop;
  shop.remote->wants_uploads = true;
  for (int i = 0; i < 3; ++i) {
    providers::Hindrance busy;
    busy.outcome.kind = OutcomeKind::overloaded;
    shop.remote->upload_script.push_back(busy);
    providers::Hindrance lost_line;
    lost_line.failure = lost(net::Progress::not_sent);
    shop.remote->upload_script.push_back(lost_line);
  }
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->uploads == kAsked + 6);
  CHECK(summary.failed == 0);
  CHECK(summary.charged == kAllCharged);
  CHECK(summary.unknown == util::Money{});
}

TEST_CASE("a key that is refused for an upload stops the API, too", "[schedule]") {
  PaidShop shop;
  shop.remote->wants_uploads = true;
  shop.options.asked_in_flight = 1;
  providers::Hindrance no_key;
  no_key.outcome.kind = OutcomeKind::auth_or_billing;
  no_key.outcome.message = "the key was refused";
  shop.remote->upload_script.push_back(no_key);
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->calls == 0);
  CHECK(shop.remote->uploads == 1);
  CHECK(summary.stopped == "key");
  CHECK(summary.stopped_why == "the key was refused");
  CHECK(summary.charged == util::Money{});
  CHECK(summary.finished == 8);
}

TEST_CASE("what was uploaded and is gone is uploaded again", "[schedule]") {
  PaidShop shop;
  shop.remote->wants_uploads = true;
  shop.options.asked_in_flight = 1;
  shop.remote->script.push_back({OutcomeKind::invalid_request, {}, {{"remedy", "upload"}}});
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->uploads == kAsked + 1);
  CHECK(shop.remote->calls == kAsked + 1);
  CHECK(summary.failed == 0);
  CHECK(summary.charged == kAllCharged);
  CHECK(shop.lineage->ledger_problems().empty());
}

TEST_CASE("uploads that never stay are given up in the end", "[schedule]") {
  PaidShop shop;
  shop.remote->wants_uploads = true;
  shop.remote->keeps_uploads = false;
  shop.options.retry.most_free = 2;
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->calls == 0);
  CHECK(summary.failed == 4);
  CHECK(summary.finished == 8);
}

TEST_CASE("an address that cannot be trusted stops the API for the network's sake", "[schedule]") {
  PaidShop shop;
  shop.options.asked_in_flight = 1;
  const net::Failure untrusted{{util::ErrorKind::refused, "the certificate is not accepted"},
                               net::Progress::not_sent};
  shop.remote->script.push_back({OutcomeKind::image, untrusted, {}});
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->calls == 1);
  CHECK(summary.stopped == "network");
}

TEST_CASE("a run that is stopped keeps what it had asked for and asks for nothing more",
          "[schedule]") {
  PaidShop shop;
  shop.options.asked_in_flight = 1;
  shop.remote->on_call = [] { std::raise(SIGINT); };
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->calls == 1);
  CHECK(summary.stopped == "signal");
  CHECK(summary.charged == util::Money{40'000});
  CHECK(summary.rendered >= 1);
  CHECK(shop.lineage->ledger_problems().empty());
  // Whoever goes on the next night has that picture and buys the others.
  shop.remote->on_call = {};
  const schedule::Summary rest = shop.go();
  CHECK(shop.remote->calls == kAsked);
  CHECK(rest.charged == util::Money{(kAsked - 1) * 40'000});
  CHECK(rest.failed == 0);
  CHECK(rest.stopped.empty());
  CHECK(summary.finished + rest.finished == 12);
}

TEST_CASE("a run that is stopped before an upload has ended sends nothing", "[schedule]") {
  PaidShop shop;
  shop.remote->wants_uploads = true;
  shop.options.asked_in_flight = 1;
  shop.remote->on_upload = [] { std::raise(SIGINT); };
  const schedule::Summary summary = shop.go();
  CHECK(shop.remote->uploads == 1);
  CHECK(shop.remote->calls == 0);
  CHECK(summary.stopped == "signal");
  CHECK(summary.charged == util::Money{});
}
