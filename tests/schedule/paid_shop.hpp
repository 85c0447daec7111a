#pragma once

#include "tests/schedule/shop.hpp"

#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <utility>

namespace vitrine::test {

/// What the API does with one call.
struct Scripted {
  domain::OutcomeKind kind = domain::OutcomeKind::image;
  std::optional<net::Failure> failure = {};  ///< instead of an answer
  util::Fields facts = {};
  std::optional<util::Money> charged = {};  ///< nothing: as the kind is billed
  std::optional<std::chrono::milliseconds> retry_after = {};
  std::string message = {};
  std::string turn = {};
  bool may_be_billed = false;  ///< nobody says whether it was
  bool estimated = false;      ///< nobody says what was used
  util::Fields usage = {};
  std::string begins = {};  ///< it is taken on, to be looked for there, before anything else
  bool hangs = false;       ///< no answer comes until the deadline
  std::function<bool()> until = {};  ///< answers when this is true; asked on the I/O thread
};

/// An API in memory: answers by script, then with pictures. Counts what it was asked and would
/// bill.
class FakeRemote final : public providers::RemoteProvider {
 public:
  static constexpr util::Money kPrice{40'000}, kWorst{50'000};

  explicit FakeRemote(std::string surface = "gemini") : name(std::move(surface)) {}
  std::string surface() const override { return name; }
  util::Result<providers::PreparedCall> prepare(const domain::RenderRequest& request,
                                                const providers::SourceReader&) const override;
  util::Result<providers::PreparedCall> prepare_again(
      const domain::RenderRequest& request,
      const providers::SourceReader& read,
      const std::vector<std::string>& sentences) const override;
  void expect(const util::Digest& picture, int requests) override { uses[picture] = requests; }
  boost::asio::awaitable<std::optional<providers::Hindrance>> upload(
      std::vector<providers::Upload> pictures, util::Deadline deadline) override;
  void forget(const std::vector<providers::NamedUpload>& named) override;
  boost::asio::awaitable<net::CallResult> send(net::Request request,
                                               std::string attempt,
                                               net::BodySink& sink,
                                               util::Deadline deadline,
                                               providers::BegunKeeper begun) override;
  providers::Reading read(const providers::PreparedCall&,
                          const net::ResponseHead&,
                          std::string_view body) const override;

  const std::string name;
  std::deque<Scripted> script;
  std::deque<providers::Hindrance> upload_script;  ///< of the next uploads; then they succeed
  std::function<void()> on_call;
  std::function<bool()> upload_until;        ///< an upload ends when this is true
  std::optional<catalog::ModelPrice> price;  ///< of every call
  bool wants_uploads = false, keeps_uploads = true;
  bool keeps_bodies = true;  ///< until it has answered; else until they are sent
  int uploads = 0;
  std::map<util::Digest, int> uses;  ///< as it was told
  void close_old() override { ++tidied; }
  int calls = 0, in_flight = 0, most_in_flight = 0;
  int tidied = 0;                  ///< how often it was asked to close connections
  util::Deadline last_deadline{};  ///< of the last call
  mutable std::atomic<int> bodies_alive{0}, most_bodies_alive{0};
  util::Money billed, most_at_stake;  ///< the latter with every call under way at its worst price
  std::set<std::string> attempts;
  std::vector<std::string> bodies;

 private:
  Scripted next();
  mutable std::mutex mutex_;  ///< over what `prepare` and `read` look at on the pool
  std::set<util::Digest> uploaded_;
  std::deque<Scripted> said_;  ///< by the number in an answer's body
};

/// A spool that counts the answers it made room for: attempts about to be on record.
class CountingSpool final : public store::Spool {
 public:
  std::unique_ptr<Incoming> begin(const std::string& attempt, std::int64_t room) override {
    ++begun;
    return inner_->begin(attempt, room);
  }
  void keep_begun(const std::string& attempt,
                  std::string_view where,
                  const util::Fields& about) override {
    inner_->keep_begun(attempt, where, about);
  }
  void forget_part(const std::string& attempt) override { inner_->forget_part(attempt); }
  util::Result<std::unique_ptr<Sealed>> open(const std::string& attempt) override {
    if (is_broken) return util::Error{util::ErrorKind::damaged, "the disk is gone"};
    return inner_->open(attempt);
  }
  void finish_sealing() override { inner_->finish_sealing(); }
  std::vector<std::string> sealed() override { return inner_->sealed(); }
  void remove(const std::string& attempt) override { inner_->remove(attempt); }
  int put_aside_unreadable(util::Date day) override { return inner_->put_aside_unreadable(day); }

  std::atomic<int> begun{0};
  std::atomic<bool> is_broken{false};  ///< nothing that was sealed can be opened

 private:
  std::unique_ptr<store::Spool> inner_ = store::memory_spool();
};

/// Pictures that differ for the API: the scene told in words, of each product in each colour.
constexpr int kAsked = 4;
inline constexpr util::Money kAllCharged{kAsked * 40'000};

/// The scene told in words goes to the API, the rest to the studio.
struct PaidShop : Shop {
  std::shared_ptr<FakeRemote> remote = std::make_shared<FakeRemote>();
  std::shared_ptr<FakeRemote> second;
  CountingSpool* counted = nullptr;
  schedule::ScheduleOptions options;

  PaidShop();
  /// Only one picture is wanted, of the API.
  void want_one();
  /// Only pictures of the API are wanted: so many scenes of two products in two colours.
  void want_scenes(int scenes);
  void say(int times, Scripted scripted);
  /// The job falls back to another vendor's model, which `second` answers for; behind the same
  /// address, if wanted.
  void fall_back(bool same_address = false);
  /// Instead of the scenes: one told in frames, of which the later are held to the first.
  void want_series(int frames);
  /// The attempts at everything that was asked for, in the order of their tasks.
  std::vector<lineage::AttemptRecord> attempts() const;
  schedule::Summary go() { return run(std::make_shared<FakeProvider>(), options); }
};

net::Failure lost(net::Progress progress, util::ErrorKind kind = util::ErrorKind::unreachable);

}  // namespace vitrine::test
