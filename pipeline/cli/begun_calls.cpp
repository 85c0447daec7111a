#include "pipeline/cli/begun_calls.hpp"

#include "pipeline/cli/connections.hpp"
#include "pipeline/schedule/answer_file.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <optional>
#include <utility>

namespace vitrine::cli {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::minutes kLongestWait{5};

asio::awaitable<void> resume(providers::RemoteProvider& provider,
                             std::string begun,
                             net::BodySink& sink,
                             std::optional<net::CallResult>& result) {
  const util::Deadline deadline = util::Deadline::after(kLongestWait);
  net::CallResult came = co_await provider.resume(std::move(begun), sink, deadline);
  result.emplace(std::move(came));
}

/// Why it could not be fetched; nothing if it was.
std::optional<std::string> fetch(const schedule::Settling& settling,
                                 const std::string& attempt,
                                 const util::Fields& about,
                                 std::string begun,
                                 const Connection& connection,
                                 const catalog::Catalog& catalog) {
  asio::io_context io;
  const auto remote = make_remote(connection, catalog, io.get_executor());
  settling.spool.forget_part(attempt);
  const auto incoming = settling.spool.begin(attempt, 0);
  schedule::AnswerFile file(*incoming);
  std::optional<net::CallResult> result;
  std::exception_ptr thrown;
  asio::co_spawn(io, resume(*remote, std::move(begun), file, result),
                 [&](std::exception_ptr why) { thrown = std::move(why); });
  io.run();
  if (thrown) std::rethrow_exception(thrown);
  if (!*result) {
    const util::Error& error = result->error().error;
    // Lost there: nothing will ever come of it, and the call is named unknown like any without an
    // answer.
    if (error.kind == util::ErrorKind::damaged) settling.spool.remove(attempt);
    return error.message;
  }
  file.seal_begun(about);
  return std::nullopt;
}

}  // namespace

std::vector<std::string> fetch_begun(const schedule::Settling& settling,
                                     const LoadedJob& loaded,
                                     const Variables& variables,
                                     const util::Clock& clock) {
  std::vector<std::string> told;
  for (const std::string& attempt : settling.spool.sealed()) {
    util::Fields about;
    std::string begun;
    {
      const auto sealed = settling.spool.open(attempt);
      if (!sealed || !schedule::is_begun((*sealed)->about())) continue;
      about = (*sealed)->about();
      begun = (*sealed)->body();
    }
    const auto row = settling.keeping.attempt(attempt);
    const auto origin = schedule::origin_from(about);
    if (!row || row->state != "sent" || !origin) continue;
    const auto connection = connection_to(origin->task.surface, origin->task.model, loaded.catalog,
                                          loaded.settings, variables, clock);
    const auto why =
        connection ? fetch(settling, attempt, about, std::move(begun), *connection, loaded.catalog)
                   : std::optional<std::string>(origin->task.surface + " is not set up here");
    if (why) told.push_back("a picture that was begun could not be fetched: " + *why);
  }
  return told;
}

}  // namespace vitrine::cli
