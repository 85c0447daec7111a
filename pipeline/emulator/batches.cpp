#include "pipeline/emulator/batches.hpp"

#include "pipeline/emulator/fault_choice.hpp"
#include "pipeline/emulator/schema.hpp"
#include "pipeline/util/json_writer.hpp"
#include "pipeline/util/text.hpp"

#include <utility>

namespace vitrine::emulator {
namespace {

constexpr std::size_t kMostInlineBytes = 20'971'520;
constexpr std::string_view kTypes = "type.googleapis.com/google.ai.generativelanguage.v1main.";
constexpr std::int64_t kExpiresAfter = std::int64_t{48} * 3600 * 1'000'000;

ReadBatch refused(ApiError error) {
  ReadBatch read;
  read.error = std::move(error);
  return read;
}

BatchLine line_of(std::string_view text) {
  BatchLine line;
  ParsedJson parsed = parse_json(text);
  line.error = parsed.error;
  line.key = parsed.value.text_of("key");
  if (const Json* request = parsed.value.find("request"))
    line.request = *request;
  else if (line.error.empty())
    line.error = "the line holds no request";
  return line;
}

std::vector<BatchLine> lines_of(std::string_view jsonl) {
  std::vector<BatchLine> lines;
  for (const std::string_view text : util::split(jsonl, '\n'))
    if (!util::trim(text).empty()) lines.push_back(line_of(text));
  return lines;
}

std::vector<BatchLine> lines_of(const std::vector<Json>& requests) {
  std::vector<BatchLine> lines;
  for (const Json& one : requests) {
    BatchLine line;
    if (const Json* metadata = one.find("metadata")) line.metadata = *metadata;
    line.key = line.metadata.text_of("key");
    if (const Json* request = one.find("request"))
      line.request = *request;
    else
      line.error = "the entry holds no request";
    lines.push_back(std::move(line));
  }
  return lines;
}

/// `{"response":…}` or `{"error":…}` without the braces.
void write_result(const Made& made, util::JsonWriter& writer) {
  if (made.status == 200) {
    writer.key("response");
    writer.raw(made.body);
    return;
  }
  const ParsedJson parsed = parse_json(made.body);
  const Json* error = parsed.value.find("error");
  writer.key("error");
  writer.begin_object();
  writer.member("code", made.status);
  writer.member("message", error == nullptr ? made.body : std::string(error->text_of("message")));
  writer.end_object();
}

}  // namespace

ReadBatch read_batch(std::string_view body, const FileShelf& files) {
  const ParsedJson parsed = parse_json(body);
  if (!parsed.error.empty())
    return refused(invalid_argument("Invalid JSON payload received. " + parsed.error));
  if (auto error = check_fields(parsed.value, Message::batch_request, false))
    return refused(*error);
  const Json* batch = parsed.value.find("batch");
  const Json* input = batch == nullptr ? nullptr : batch->find("inputConfig");
  if (input == nullptr) return refused(invalid_argument("batch.input_config must be set."));
  ReadBatch read;
  read.order.display_name = batch->text_of("displayName");
  std::string_view file = input->text_of("fileName");
  if (!file.empty()) {
    if (file.starts_with("files/")) file.remove_prefix(6);
    const auto found = files.find(file);
    if (found == files.end())
      return refused(not_found("The input file files/" + std::string(file) + " does not exist."));
    read.order.from_file = true;
    read.order.lines = lines_of(found->second->bytes);
  } else if (const Json* requests = input->find("requests")) {
    if (body.size() > kMostInlineBytes) return refused(payload_too_large(kMostInlineBytes));
    read.order.lines = lines_of(requests->list_of("requests"));
  }
  if (read.order.lines.empty()) return refused(invalid_argument("The batch holds no request."));
  return read;
}

BatchLineMade make_batch_line(const BatchLine& line, const Making& making) {
  BatchLineMade result;
  if (!line.error.empty()) {
    result.made = refusal(invalid_argument("This line could not be read: " + line.error));
    return result;
  }
  const bool is_refusal = making.fault && row_of(making.fault->kind).group == FaultGroup::refusal;
  result.made = is_refusal ? refusal(refusal_of(*making.fault, std::string(making.model->id)))
                           : make_line(line.request, making);
  // A line that is wrong itself is told so, and nothing else befalls it.
  if (!making.fault || result.made.moot || (!is_refusal && result.made.status != 200))
    return result;
  result.fault = making.fault->name();
  result.billed = making.fault->billed;
  return result;
}

std::string Batches::create(const std::string& model,
                            const BatchOrder& order,
                            util::Timestamp now) {
  Batch batch;
  batch.id = std::to_string(next_++);
  batch.id = "b" + std::string(6 - std::min<std::size_t>(6, batch.id.size()), '0') + batch.id;
  batch.model = model;
  batch.display_name = order.display_name;
  batch.from_file = order.from_file;
  batch.created = batch.updated = batch.entered = now;
  batch.requests = order.lines.size();
  const std::string id = batch.id;
  batches_[id] = std::move(batch);
  return id;
}

bool Batches::complete(const std::string& id,
                       const BatchOrder& order,
                       const std::vector<BatchLineMade>& lines,
                       Files& files,
                       util::Timestamp now) {
  const auto found = batches_.find(id);
  if (found == batches_.end()) return false;
  Batch& batch = found->second;
  if (batch.state != State::pending && batch.state != State::running) return false;
  for (const BatchLineMade& line : lines)
    ++(line.made.status == 200 ? batch.succeeded : batch.failed);
  util::JsonWriter output;
  output.begin_object();
  if (order.from_file) {
    std::string jsonl;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      util::JsonWriter writer;
      writer.begin_object();
      writer.member("key", order.lines[i].key);
      write_result(lines[i].made, writer);
      writer.end_object();
      jsonl += std::move(writer).take() + "\n";
    }
    files.add_generated("batch-" + id, "application/jsonl", std::move(jsonl), now);
    output.member("responsesFile", "files/batch-" + id);
  } else {
    output.key("inlinedResponses");
    output.begin_object();
    output.key("inlinedResponses");
    output.begin_array();
    for (std::size_t i = 0; i < lines.size(); ++i) {
      output.begin_object();
      write_result(lines[i].made, output);
      if (order.lines[i].metadata.is(Json::Kind::object)) {
        output.key("metadata");
        output.raw(to_text(order.lines[i].metadata));
      }
      output.end_object();
    }
    output.end_array();
    output.end_object();
  }
  output.end_object();
  const std::string json = std::move(output).take();
  batch.output_json = json.substr(1, json.size() - 2);
  batch.ready = true;
  return true;
}

void Batches::advance(Batch& batch, util::Timestamp now) const {
  const auto enter = [&](State state) {
    batch.state = state;
    batch.entered = batch.updated = now;
    if (state != State::running) batch.ended = now;
  };
  const std::int64_t waited = now.micros - batch.entered.micros;
  const bool over = batch.state == State::pending || batch.state == State::running;
  if (!over || plan_.end == BatchEnd::stuck) return;
  if (now.micros - batch.created.micros >= kExpiresAfter) return enter(State::expired);
  if (batch.state == State::pending) {
    if (waited >= plan_.pending.count() * 1000) enter(State::running);
    return;
  }
  if (waited < plan_.running.count() * 1000) return;
  if (plan_.end == BatchEnd::failed) return enter(State::failed);
  if (plan_.end == BatchEnd::expired) return enter(State::expired);
  if (batch.ready) enter(State::succeeded);
}

std::string Batches::state_text(State state) const {
  constexpr std::string_view kWords[] = {"PENDING", "RUNNING",   "SUCCEEDED",
                                         "FAILED",  "CANCELLED", "EXPIRED"};
  return (plan_.job_states ? "JOB_STATE_" : "BATCH_STATE_") +
         std::string(kWords[static_cast<std::size_t>(state)]);
}

std::string Batches::to_json(const Batch& batch) const {
  const bool over = batch.state != State::pending && batch.state != State::running;
  const bool succeeded = batch.state == State::succeeded;
  util::JsonWriter writer;
  writer.begin_object();
  writer.member("name", "batches/" + batch.id);
  writer.key("metadata");
  writer.begin_object();
  writer.member("@type", std::string(kTypes) + "GenerateContentBatch");
  writer.member("model", "models/" + batch.model);
  if (!batch.display_name.empty()) writer.member("displayName", batch.display_name);
  writer.member("createTime", util::to_text(batch.created));
  writer.member("updateTime", util::to_text(batch.updated));
  if (over) writer.member("endTime", util::to_text(batch.ended));
  writer.key("batchStats");
  writer.begin_object();
  writer.member("requestCount", std::to_string(batch.requests));
  if (succeeded && batch.succeeded > 0)
    writer.member("successfulRequestCount", std::to_string(batch.succeeded));
  if (succeeded && batch.failed > 0)
    writer.member("failedRequestCount", std::to_string(batch.failed));
  if (!succeeded) writer.member("pendingRequestCount", std::to_string(batch.requests));
  writer.end_object();
  writer.member("state", state_text(batch.state));
  writer.member("name", "batches/" + batch.id);
  if (succeeded) {
    writer.key("output");
    writer.raw("{" + batch.output_json + "}");
  }
  writer.end_object();
  if (over) writer.member("done", true);
  if (succeeded) {
    writer.key("response");
    writer.raw("{\"@type\":\"" + std::string(kTypes) + "GenerateContentBatchOutput\"," +
               batch.output_json + "}");
  } else if (over) {
    writer.key("error");
    writer.begin_object();
    writer.member("code", batch.state == State::cancelled ? 1
                          : batch.state == State::expired ? 4
                                                          : 13);
    writer.member("message", "The batch ended without results.");
    writer.end_object();
  }
  writer.end_object();
  return std::move(writer).take();
}

std::string Batches::operation(const std::string& id) const { return to_json(batches_.at(id)); }

net::ServerReply Batches::answer(const Route& route, util::Timestamp now) {
  if (route.kind == RouteKind::list_batches) return list(route, now);
  const auto found = batches_.find(route.id);
  if (found == batches_.end())
    return error_reply(not_found("The batch batches/" + route.id + " does not exist."));
  Batch& batch = found->second;
  if (route.kind == RouteKind::delete_batch) {
    batches_.erase(found);
    return json_reply(200, "{}");
  }
  if (route.kind == RouteKind::cancel_batch) {
    if (batch.state == State::pending || batch.state == State::running) {
      batch.state = State::cancelled;
      batch.updated = batch.ended = now;
    }
    return json_reply(200, "{}");
  }
  advance(batch, now);
  return json_reply(200, to_json(batch));
}

net::ServerReply Batches::list(const Route& route, util::Timestamp now) {
  const Page page = page_of(route, batches_.size(), 50);
  util::JsonWriter writer;
  writer.begin_object();
  if (page.begin < page.end) {
    writer.key("operations");
    writer.begin_array();
    auto batch = std::next(batches_.begin(), static_cast<std::ptrdiff_t>(page.begin));
    for (std::size_t i = page.begin; i < page.end; ++i, ++batch) {
      advance(batch->second, now);
      writer.raw(to_json(batch->second));
    }
    writer.end_array();
  }
  if (!page.next.empty()) writer.member("nextPageToken", page.next);
  writer.end_object();
  return json_reply(200, std::move(writer).take());
}

}  // namespace vitrine::emulator
