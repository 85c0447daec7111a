#include "tests/schedule/paid_shop.hpp"

#include "pipeline/providers/base64.hpp"
#include "pipeline/util/text.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <charconv>
#include <utility>

namespace vitrine::test {
namespace {

using domain::OutcomeKind;

std::string picture(const std::string& about) {
  const auto shade = static_cast<double>(about[0]);
  return imaging::encode_png({cv::Mat(300, 300, CV_8UC3, cv::Scalar(shade, 90, 160)), {}});
}

bool is_billed(OutcomeKind kind) {
  return kind == OutcomeKind::image || kind == OutcomeKind::no_image;
}

int status_of(const Scripted& scripted) {
  if (scripted.charged != util::Money{}) return 200;
  switch (scripted.kind) {
    case OutcomeKind::auth_or_billing:
      return 401;
    case OutcomeKind::model_gone:
      return 404;
    case OutcomeKind::invalid_request:
      return 400;
    case OutcomeKind::rate_limited:
      return 429;
    case OutcomeKind::overloaded:
      return 503;
    case OutcomeKind::transient:
    case OutcomeKind::timeout:
      return 500;
    default:
      return 200;
  }
}

}  // namespace

util::Result<providers::PreparedCall> FakeRemote::prepare(const domain::RenderRequest& request,
                                                          const providers::SourceReader&) const {
  providers::PreparedCall call;
  call.worst = kWorst;
  call.price = price;
  if (wants_uploads) {
    const util::Digest& picture = request.sources.front().digest;
    const std::lock_guard lock(mutex_);
    if (!uploaded_.contains(picture)) {
      call.uploads.push_back({picture, "image/png", {}, false, false});
      return call;
    }
    call.named.push_back({picture, 1});
  }
  const int alive = ++bodies_alive;
  for (int most = most_bodies_alive; most < alive;)
    if (most_bodies_alive.compare_exchange_weak(most, alive)) break;
  call.request.body = domain::base_key(request).hex();
  call.provenance = {{"prepared", "yes"}};
  call.most_answer_bytes = 1000;
  return call;
}

util::Result<providers::PreparedCall> FakeRemote::prepare_again(
    const domain::RenderRequest& request,
    const providers::SourceReader& read,
    const std::vector<std::string>& sentences) const {
  util::Result<providers::PreparedCall> call = prepare(request, read);
  call->provenance.push_back({"prompt_added", util::join(sentences, " ")});
  return call;
}

Scripted FakeRemote::next() {
  Scripted scripted = script.empty() ? Scripted{} : script.front();
  if (!script.empty()) script.pop_front();
  if (!scripted.charged) scripted.charged = is_billed(scripted.kind) ? kPrice : util::Money{};
  return scripted;
}

boost::asio::awaitable<std::optional<providers::Hindrance>> FakeRemote::upload(
    std::vector<providers::Upload> pictures, util::Deadline) {
  ++uploads;
  boost::asio::steady_timer turn(co_await boost::asio::this_coro::executor);
  do {
    turn.expires_after(std::chrono::milliseconds(0));
    co_await turn.async_wait(boost::asio::use_awaitable);
  } while (upload_until && !upload_until());
  std::optional<providers::Hindrance> hindrance;
  if (!upload_script.empty()) {
    hindrance = upload_script.front();
    upload_script.pop_front();
  }
  const std::lock_guard lock(mutex_);
  if (!hindrance && keeps_uploads)
    for (const providers::Upload& one : pictures) uploaded_.insert(one.picture);
  co_return hindrance;
}

void FakeRemote::forget(const std::vector<providers::NamedUpload>& named) {
  const std::lock_guard lock(mutex_);
  for (const providers::NamedUpload& one : named) uploaded_.erase(one.picture);
}

boost::asio::awaitable<net::CallResult> FakeRemote::send(net::Request request,
                                                         std::string attempt,
                                                         net::BodySink& sink,
                                                         util::Deadline deadline,
                                                         providers::BegunKeeper begun) {
  ++calls;
  attempts.insert(attempt);
  bodies.push_back(request.body);
  last_deadline = deadline;
  if (!keeps_bodies) request.body_hold.reset();
  ++in_flight;
  most_in_flight = std::max(most_in_flight, in_flight);
  most_at_stake = std::max(most_at_stake, util::Money{billed.micros + in_flight * kWorst.micros});
  if (on_call) on_call();
  const Scripted scripted = next();
  boost::asio::steady_timer turn(co_await boost::asio::this_coro::executor);
  do {
    turn.expires_after(std::chrono::milliseconds(0));
    if (scripted.hangs) turn.expires_at(deadline.at);
    co_await turn.async_wait(boost::asio::use_awaitable);
  } while (scripted.until && !scripted.until());
  if (!scripted.begins.empty() && begun) co_await begun(scripted.begins);
  --in_flight;
  --bodies_alive;
  if (scripted.hangs) co_return lost(net::Progress::maybe_sent, util::ErrorKind::timed_out);
  if (scripted.failure) co_return *scripted.failure;
  billed += *scripted.charged;
  std::string body;
  {
    const std::lock_guard lock(mutex_);
    body = std::to_string(said_.size()) + " ";
    said_.push_back(scripted);
  }
  if (scripted.kind == OutcomeKind::image) providers::append_base64(body, picture(request.body));
  net::Answer answer;
  answer.head.status = status_of(scripted);
  sink.begin(answer.head);
  sink.write(body);
  co_return answer;
}

providers::Reading FakeRemote::read(const providers::PreparedCall&,
                                    const net::ResponseHead&,
                                    std::string_view body) const {
  std::size_t number = 0;
  const std::size_t word = body.find(' ');
  std::from_chars(body.data(), body.data() + word, number);
  const std::lock_guard lock(mutex_);
  const Scripted& scripted = said_[number];
  providers::Reading reading;
  reading.outcome.kind = scripted.kind;
  reading.outcome.facts = scripted.facts;
  reading.outcome.may_be_billed = scripted.may_be_billed;
  reading.outcome.retry_after = scripted.retry_after;
  reading.outcome.message = scripted.message.empty()
                                ? "it said " + std::string(to_text(scripted.kind))
                                : scripted.message;
  reading.charged = *scripted.charged;
  reading.estimated = scripted.estimated;
  reading.turn = scripted.turn;
  reading.usage = scripted.usage;
  if (scripted.kind == OutcomeKind::image) {
    reading.picture = providers::Span{word + 1, body.size() - word - 1};
    reading.picture_facts.media_type = "image/png";
    reading.picture_facts.size = {300, 300};
  }
  return reading;
}

PaidShop::PaidShop() {
  job.model = {"gemini-nano-banana-2.1", "gemini",
               domain::PicturePrice{"gemini-nano-banana-2.1", "2026-11-01", "1K",
                                    FakeRemote::kPrice, FakeRemote::kWorst, false}};
  auto counting = std::make_unique<CountingSpool>();
  counted = counting.get();
  spool = std::move(counting);
  options.retry.first_delay = options.retry.longest_delay = std::chrono::milliseconds(0);
  options.pace.breaker.first_open = options.pace.breaker.longest_open = {};
  options.pace.first_hold = options.pace.longest_hold = {};
  options.retry_budget.most = 1'000'000;
  make_remotes = [this](boost::asio::any_io_executor) {
    return std::map<std::string, std::shared_ptr<providers::RemoteProvider>>{{"gemini", remote}};
  };
}

void PaidShop::fall_back(bool same_address) {
  constexpr const char* kModel = "gpt-image-2";
  second = std::make_shared<FakeRemote>(same_address ? "gemini" : "openai");
  job.fallbacks = {{kModel, "openai",
                    domain::PicturePrice{kModel, "2026-11-02", "1K", FakeRemote::kPrice,
                                         FakeRemote::kWorst, false}}};
  job.fallbacks[0].surface = second->name;
  job.job.fallback = {{kModel, {0, 4, 12}}};
  make_remotes = [this](boost::asio::any_io_executor) {
    return std::map<std::string, std::shared_ptr<providers::RemoteProvider>>{
        {"gemini", remote},
        {second->name == "gemini" ? schedule::surface_of_model("gemini", kModel) : second->name,
         second}};
  };
}

void PaidShop::want_one() {
  want_scenes(1);
  job.job.products.resize(1);
  job.job.products[0].colorways.resize(1);
}

void PaidShop::want_scenes(int scenes) {
  spec::Job& wanted = job.job;
  const domain::Scene told = wanted.scenes.back();
  wanted.deliver.erase(wanted.deliver.begin());
  wanted.deliver[0].scenes = {told.name};
  for (int i = 1; i < scenes; ++i) {
    domain::Scene scene = told;
    scene.name += "-" + std::to_string(i);
    scene.backdrop = domain::PromptBackdrop{"a wet street, number " + std::to_string(i)};
    wanted.deliver[0].scenes.push_back(scene.name);
    wanted.scenes.push_back(std::move(scene));
  }
}

void PaidShop::want_series(int frames) {
  const domain::Scene told = job.job.scenes.back();
  job.job.scenes.pop_back();
  job.job.deliver[0].scenes.clear();
  for (int number = 1; number <= frames; ++number) {
    domain::Scene scene = told;
    scene.name = "tokyo-" + std::to_string(number);
    scene.backdrop = domain::PromptBackdrop{"a street, moment " + std::to_string(number)};
    scene.frame = domain::Frame{"tokyo", number == 1 ? "" : "tokyo-1"};
    job.job.deliver[0].scenes.push_back(scene.name);
    job.job.scenes.push_back(std::move(scene));
  }
}

void PaidShop::say(int times, Scripted scripted) {
  for (int i = 0; i < times; ++i) remote->script.push_back(scripted);
}

std::vector<lineage::AttemptRecord> PaidShop::attempts() const {
  std::vector<lineage::AttemptRecord> all;
  std::set<std::string> keys;
  for (const lineage::DeliveryRecord& delivery : lineage->deliveries(job.job.name))
    if (delivery.scene.starts_with("tokyo") && keys.insert(delivery.render_key.hex()).second)
      for (lineage::AttemptRecord& attempt : lineage->attempts(delivery.render_key))
        all.push_back(std::move(attempt));
  return all;
}

net::Failure lost(net::Progress progress, util::ErrorKind kind) {
  return {util::Error{kind, "the connection was reset"}, progress};
}

}  // namespace vitrine::test
