#include "pipeline/schedule/settle_answer.hpp"

#include "pipeline/domain/request.hpp"
#include "pipeline/schedule/answer_file.hpp"
#include "pipeline/schedule/attempt.hpp"
#include "pipeline/schedule/budgets.hpp"
#include "pipeline/schedule/kept_answer.hpp"
#include "pipeline/schedule/retry.hpp"
#include "pipeline/util/fault_points.hpp"

#include <optional>
#include <utility>

namespace vitrine::schedule {
namespace {

using util::Error;
using util::ErrorKind;
using util::Result;

/// The task and attempt of an answer; `on_record`: the record has the attempt under way.
struct Origin {
  AnswerOrigin told;
  bool on_record = false;
};

Result<Origin> origin_of(const std::string& attempt,
                         const util::Fields& about,
                         const Settling& settling) {
  Origin origin;
  if (const auto row = settling.keeping.attempt(attempt)) {
    if (row->state != "sent")
      return Error{ErrorKind::refused, "the attempt is recorded as " + row->state + " already"};
    const auto task = settling.lineage.task(row->render_key);
    if (!task) return Error{ErrorKind::damaged, "the attempt's task is not on record"};
    origin.on_record = true;
    origin.told.task = *task;
    lineage::AttemptStart& start = origin.told.start;
    start.id = row->id;
    start.render_key = row->render_key;
    start.run = row->run;
    start.provider = row->provider;
    start.model = row->model;
    start.sent = row->sent;
    start.reserved = row->reserved;
    origin.told.price_book = row->price_book;
    return origin;
  }
  Result<AnswerOrigin> told = origin_from(about);
  if (!told) return told.error();
  if (told->start.id != attempt)
    return Error{ErrorKind::damaged, "the file is named after another attempt than it tells of"};
  origin.told = *std::move(told);
  return origin;
}

/// How the attempt ended, with its picture in the store.
Result<lineage::Adoption> ending_of(const AnswerOrigin& origin,
                                    const store::Spool::Sealed& sealed,
                                    const Settling& settling) {
  const auto provider = settling.reader(origin.start.provider, origin.start.model);
  if (!provider)
    return Error{ErrorKind::unsupported, "nobody here reads answers of \"" + origin.start.provider +
                                             "\" as the project is set up now"};
  const auto request = domain::request_from_fields(origin.task.key_fields);
  if (!request) return request.error();
  const auto call = provider->prepare_at(
      *request, [&](const util::Digest& digest) { return settling.store.get(digest); },
      origin.price_book);
  if (!call) return call.error();
  const KeptAnswer kept =
      keep_answer(*provider, *call, head_from(sealed.about()), sealed.body(), settling.store);
  const providers::Reading& reading = kept.reading;

  lineage::Adoption ending;
  ending.task = origin.task;
  ending.start = origin.start;
  ending.charged = reading.charged;
  ending.ended = settling.now;
  const auto book = book_row(call->price);
  if (book && !settling.lineage.book_problem(*book)) ending.start.book = book;
  // Where the book of its day is gone, nobody can multiply by its numbers again.
  if (call->price_book == origin.price_book) ending.usage = reading.usage;
  ending.doubt = kept.doubt;
  ending.facts = kept.facts;
  ending.provider_request = provider_request_of(ending.facts);
  ending.rendering = kept.rendering;
  ending.state = "settled";
  if (ending.rendering) return ending;
  const Ending end = after_outcome({}, reading.outcome, {1, 0}, 0, reading.charged);
  ending.state = to_text(end.bill);
  if (end.bill == Ending::Bill::unknown) ending.charged = kept.worst;
  ending.error_kind = domain::to_text(reading.outcome.kind);
  ending.message = reading.outcome.message;
  return ending;
}

void close_on_record(const lineage::Adoption& ending, lineage::Lineage& lineage) {
  if (ending.rendering) {
    lineage.settle({.attempt = ending.start.id,
                    .rendering = *ending.rendering,
                    .facts = ending.facts,
                    .charged = ending.charged,
                    .ended = ending.ended,
                    .usage = ending.usage,
                    .doubt = ending.doubt,
                    .provider_request = ending.provider_request});
    return;
  }
  lineage::AttemptFailure failure;
  failure.attempt = ending.start.id;
  failure.state = ending.state;
  failure.error_kind = ending.error_kind;
  failure.message = ending.message;
  failure.facts = ending.facts;
  failure.charged = ending.charged;
  failure.usage = ending.usage;
  failure.doubt = ending.doubt;
  failure.provider_request = ending.provider_request;
  failure.ended = ending.ended;
  failure.task_state = domain::TaskState::ready;
  lineage.fail_attempt(failure);
}

}  // namespace

Result<std::string> settle_answer(const std::string& attempt, const Settling& settling) {
  const auto sealed = settling.spool.open(attempt);
  if (!sealed) return sealed.error();
  return settle_answer(attempt, **sealed, settling);
}

Result<std::string> settle_answer(const std::string& attempt,
                                  const store::Spool::Sealed& sealed,
                                  const Settling& settling) {
  if (is_begun(sealed.about()))
    return util::Error{util::ErrorKind::not_found,
                       "it was begun and has not been fetched yet; the next run fetches it"};
  Result<Origin> origin = origin_of(attempt, sealed.about(), settling);
  if (!origin) return origin.error();
  Result<lineage::Adoption> ending = ending_of(origin->told, sealed, settling);
  if (!ending) return ending.error();
  if (origin->on_record) {
    close_on_record(*ending, settling.lineage);
  } else {
    ending->facts.push_back({"adopted", util::to_text(settling.now)});
    settling.keeping.adopt(*ending);
  }
  util::pass(util::KillPoint::after_settle);
  settling.spool.remove(attempt);
  util::pass(util::KillPoint::after_tidy);
  return std::string(origin->on_record ? "settled" : "adopted") + " as " + ending->state + ", " +
         util::to_text(ending->charged) + " USD";
}

}  // namespace vitrine::schedule
