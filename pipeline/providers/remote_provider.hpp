#pragma once

#include "pipeline/catalog/catalog.hpp"
#include "pipeline/domain/outcome.hpp"
#include "pipeline/domain/request.hpp"
#include "pipeline/net/client.hpp"
#include "pipeline/providers/answer_picture.hpp"
#include "pipeline/providers/gemini/surface.hpp"
#include "pipeline/providers/key_source.hpp"
#include "pipeline/providers/provider.hpp"
#include "pipeline/providers/upload.hpp"
#include "pipeline/util/clock.hpp"
#include "pipeline/util/deadline.hpp"
#include "pipeline/util/fields.hpp"
#include "pipeline/util/money.hpp"
#include "pipeline/util/result.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::providers {

/// One exchange ready to be sent but for its key, and the most it can cost. With `uploads` it is
/// not: these have to be made first, then the request is prepared again.
struct PreparedCall {
  net::Request request;
  util::Money worst;                         ///< to be reserved before the first byte leaves
  std::string price_book;                    ///< the book it settles by
  std::optional<catalog::ModelPrice> price;  ///< its row of that book
  util::Fields provenance;             ///< template, digest of the body, …: audit, never identity
  std::int64_t most_answer_bytes = 0;  ///< room to be made for the answer
  std::int64_t most_input_tokens = 0;  ///< for limits of tokens, rather too many; 0: not known
  std::shared_ptr<const void> asked;   ///< the provider's own, for `read`
  std::vector<Upload> uploads;
  std::vector<NamedUpload> named;  ///< what the request names instead of carrying it
};

/// What a complete answer comes to. `outcome.bytes` stays empty: the picture is decoded from the
/// body by `copy_picture`.
struct Reading {
  domain::Outcome outcome;
  std::optional<Span> picture;  ///< with `image` only
  PictureForm picture_form = PictureForm::base64;
  PictureFacts picture_facts;
  util::Money charged;
  bool estimated = false;  ///< nobody said what was used
  /// What was multiplied by the price row's rates: size, input, picture, text; empty where nothing
  /// was charged, or no price is known.
  util::Fields usage;
  /// The model's turn, to be stored under its own digest: what `EarlierTurn::answer` names if the
  /// conversation goes on. Verbatim but for the picture, which it names instead (gemini/turn.hpp).
  /// Empty without a picture, and of models that do not go on.
  std::string turn;
};

/// Keeps, durably when it returns, where the answer of a call is to be looked for. No secret.
using BegunKeeper = std::function<boost::asio::awaitable<void>(std::string begun)>;

/// An image API. Only `upload` and `send` wait; the rest is pure, so that recovery reads a stored
/// answer with the code that read it first. Belongs to the I/O thread, but for `prepare` and
/// `read`, which are safe on any thread.
class RemoteProvider {
 public:
  virtual ~RemoteProvider() = default;
  virtual std::string surface() const = 0;  ///< whose books: gemini, custom:<origin>, …
  /// Reads what the request names and builds the exchange. bad_spec or unsupported for what this
  /// model cannot do; over_budget never: a model without a price is refused here.
  virtual util::Result<PreparedCall> prepare(const domain::RenderRequest& request,
                                             const SourceReader& read) const = 0;
  /// The same for an answer that was bought under an earlier price book, which the call then tells
  /// as its own; today's where that book is not known any more.
  virtual util::Result<PreparedCall> prepare_at(const domain::RenderRequest& request,
                                                const SourceReader& read,
                                                const std::string& price_book) const;
  /// The same request, asked again because an answer was not what was wanted: where the provider
  /// knows how, the prompt ends with these sentences of its template ("again.picture",
  /// "again.text", …), and `provenance` names them. The key stays the same.
  virtual util::Result<PreparedCall> prepare_again(const domain::RenderRequest& request,
                                                   const SourceReader& read,
                                                   const std::vector<std::string>& sentences) const;
  /// How many requests of this run will send a picture; of others: one. What decides whether an
  /// upload is worth it.
  virtual void expect(const util::Digest& picture, int requests);
  /// Puts pictures there, free of charge, each once however many ask for it at a time. A failure
  /// that leaves another way is none: the request is then prepared another way.
  virtual boost::asio::awaitable<std::optional<Hindrance>> upload(std::vector<Upload> pictures,
                                                                  util::Deadline deadline);
  /// An answer said (`remedy` upload) that what a request named is not there any more.
  virtual void forget(const std::vector<NamedUpload>& named);
  /// One attempt with its key, marked with `attempt`; never asks again (the schedule does). The
  /// server is asked for as much patience as the deadline leaves. Where the server takes the call
  /// on and answers later, `begun` (null: nobody) is told where to look before the first look, and
  /// is waited for: what it keeps is what `resume` needs.
  virtual boost::asio::awaitable<net::CallResult> send(net::Request request,
                                                       std::string attempt,
                                                       net::BodySink& sink,
                                                       util::Deadline deadline,
                                                       BegunKeeper begun = {}) = 0;
  /// Goes on with a call that an earlier process began: the sink gets the answer as `send` would
  /// have given it. A failure leaves what was begun as it was.
  virtual boost::asio::awaitable<net::CallResult> resume(std::string begun,
                                                         net::BodySink& sink,
                                                         util::Deadline deadline);
  /// A key that was sent by this provider stands in nothing that is returned.
  virtual Reading read(const PreparedCall& call,
                       const net::ResponseHead& head,
                       std::string_view body) const = 0;
  /// Connections that nobody has needed for a while are closed: to be called now and then.
  virtual void close_old() {}
};

/// Gemini, Vertex with an API key, CometAPI, or whoever speaks the same at another address. Each
/// request is worded by the template of `catalog` that it names. The client outlives it, and so
/// does the clock, by which uploads expire; null: the machine's.
std::unique_ptr<RemoteProvider> make_gemini_provider(gemini::Surface surface,
                                                     catalog::Catalog catalog,
                                                     KeySource key,
                                                     net::Client& client,
                                                     const util::Clock* clock = nullptr);

}  // namespace vitrine::providers
