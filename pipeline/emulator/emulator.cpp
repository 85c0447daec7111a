#include "pipeline/emulator/emulator.hpp"

#include "pipeline/emulator/authentication.hpp"
#include "pipeline/emulator/credentials.hpp"
#include "pipeline/util/digest.hpp"
#include "pipeline/util/json_writer.hpp"
#include "pipeline/util/text.hpp"

#include <charconv>
#include <utility>

namespace vitrine::emulator {
namespace {

constexpr std::size_t kMostInlineBytes = std::size_t{100} << 20;

bool is_batch_route(RouteKind kind) {
  return kind == RouteKind::get_batch || kind == RouteKind::list_batches ||
         kind == RouteKind::cancel_batch || kind == RouteKind::delete_batch;
}
bool is_file_route(RouteKind kind) {
  return kind == RouteKind::upload || kind == RouteKind::get_file ||
         kind == RouteKind::list_files || kind == RouteKind::delete_file ||
         kind == RouteKind::download;
}
bool needs_model(RouteKind kind) {
  return kind == RouteKind::generate || kind == RouteKind::stream ||
         kind == RouteKind::count_tokens || kind == RouteKind::predict ||
         kind == RouteKind::create_batch;
}

std::string_view method_name(RouteKind kind) {
  switch (kind) {
    case RouteKind::stream:
      return "streamGenerateContent";
    case RouteKind::count_tokens:
      return "countTokens";
    case RouteKind::predict:
      return "predict";
    case RouteKind::create_batch:
      return "batchGenerateContent";
    default:
      return "generateContent";
  }
}

bool supports(const ModelRow& model, RouteKind kind, Surface surface) {
  if (model.family == Family::recontext && surface == Surface::developer) return false;
  return predicts(model) == (kind == RouteKind::predict);
}

}  // namespace

bool spares_work(const Fault& fault) {
  const bool before_head =
      fault.kind == FaultKind::reset_before_head || fault.kind == FaultKind::close_before_head;
  return row_of(fault.kind).group == FaultGroup::refusal || (before_head && !fault.billed);
}

Emulator::Emulator(Scenario scenario, const util::Clock& clock, std::string scheme)
    : scenario_(std::move(scenario)),
      clock_(clock),
      scheme_(std::move(scheme)),
      look_{scenario_.seed, scenario_.picture, drawings_, scenario_.format},
      state_(scenario_, clock.now()) {}

util::Timestamp Emulator::now() const { return {clock_.now().micros + advanced_micros_}; }

Milliseconds Emulator::since_start() const {
  return Milliseconds((now().micros - state_.started.micros) / 1000);
}

std::string Emulator::base_of(const Route& route, const net::ServerRequest& request) const {
  const std::string_view host = request.headers.find("Host").value_or("127.0.0.1");
  return scheme_ + "://" + std::string(host) + route.prefix;
}

Emulator::Begun Emulator::begin(net::ServerRequest request) {
  for (const std::unique_ptr<Vendor>& vendor : state_.vendors)
    if (const std::optional<Route> claimed = vendor->claim(request))
      return admit_to(*vendor, *claimed, request);
  const Route route = route_of(request.method, request.target);
  if (is_admin(route.kind)) return {admin(route)};
  return admit(route, request);
}

std::size_t Emulator::open_entry(const Route& route, const net::ServerRequest& request) {
  BillEntry entry;
  entry.ordinal = state_.ordinal;
  entry.at = now();
  entry.digest = util::sha256(request.body).hex();
  const std::string_view attempt =
      request.headers.find("x-vitrine-attempt").value_or(std::string_view());
  if (util::is_valid_utf8(attempt)) entry.attempt = attempt;
  entry.vendor = vendor_of(route.kind);
  entry.route = to_text(route.kind);
  const bool google = find_vendor(route.kind) == nullptr;
  if (google) entry.surface = to_text(route.surface);
  if (!google || needs_model(route.kind) || route.kind == RouteKind::get_model)
    entry.model = route.id;
  entry.credentials = credentials_of(request.headers, route.parameter("key"));
  return state_.bill.open(std::move(entry));
}

/// The answer of a fault that leaves nothing to be made.
Emulator::Begun Emulator::spared(const Open& open) {
  Made made;
  made.status = 0;  // nothing is sent, unless the fault refuses
  if (row_of(open.fault->kind).group == FaultGroup::refusal) {
    if (open.vendor != nullptr) return at_once(open, open.vendor->refusal(*open.fault, open.route));
    const ApiError error = refusal_of(*open.fault, open.route.id);
    made = refusal(error);
    if (open.route.kind == RouteKind::token)
      made.body = oauth_error(util::to_lower(error.status), error.message);
  }
  net::ServerReply reply = json_reply(made.status == 0 ? 200 : made.status, made.body);
  return {settled(open, std::move(reply), made)};
}

Emulator::Open Emulator::opened(const Route& route, const net::ServerRequest& request) {
  Open open;
  open.route = route;
  open.ordinal = ++state_.ordinal;
  open.place = open_entry(route, request);
  return open;
}

Emulator::Begun Emulator::admit(const Route& route, net::ServerRequest& request) {
  Open open = opened(route, request);
  const auto refuse = [&](const ApiError& error) {
    Made made;
    made.status = error.code;
    return Begun{settled(open, error_reply(error), made)};
  };
  if (route.kind == RouteKind::unknown)
    return refuse(not_found("The requested URL was not found on this server."));
  if (route.kind != RouteKind::token)
    if (auto error = check_credentials(route, request, scenario_, state_.tokens, now()))
      return refuse(*error);
  open.fault = state_.faults.choose(scenario_, route, "request", open.ordinal, since_start());
  if (open.fault && spares_work(*open.fault)) return spared(open);
  if (const auto quota = state_.limits.count(scenario_, route, now()))
    return refuse(quota_exceeded(*quota));
  if (needs_model(route.kind)) {
    const ModelRow* model = find_model(route.id);
    if (model == nullptr || !is_served(models(), *model) ||
        !supports(*model, route.kind, route.surface))
      return refuse(model_not_found(route.id, route.version, method_name(route.kind)));
    if (request.body.size() > kMostInlineBytes) return refuse(payload_too_large(kMostInlineBytes));
  }
  return serve(route, request, std::move(open));
}

Emulator::Begun Emulator::serve(const Route& route, net::ServerRequest& request, Open open) {
  const auto at_once = [&](net::ServerReply reply) {
    Made made;
    made.status = reply.status;
    return Begun{settled(open, std::move(reply), made)};
  };
  if (is_file_route(route.kind))
    return at_once(state_.files.answer(route, request, now(), base_of(route, request)));
  if (is_batch_route(route.kind)) return at_once(state_.batches.answer(route, now()));
  if (route.kind == RouteKind::token)
    return at_once(state_.tokens.answer(request, clock_.now(), now()));
  if (!needs_model(route.kind)) return at_once(answer_models(route, models()));
  if (route.kind == RouteKind::create_batch) return create_batch(route, request, open);

  state_.files.expire(now());
  Making making = making_for(route, *find_model(route.id), open.fault);
  making.response_id = "emulated-" + std::to_string(open.ordinal);
  const bool sse = route.parameter("alt") == "sse";
  const std::uint64_t ticket = next_ticket_++;
  open_[ticket] = std::move(open);
  auto body = std::make_shared<const std::string>(std::move(request.body));
  return {Work{[kind = route.kind, sse, body, making = std::move(making)] {
                 switch (kind) {
                   case RouteKind::stream:
                     return make_stream(*body, making, sse);
                   case RouteKind::count_tokens:
                     return make_count(*body, making);
                   case RouteKind::predict:
                     return make_predict(*body, making);
                   default:
                     return make_generate(*body, making);
                 }
               },
               ticket}};
}

Making Emulator::making_for(const Route& route,
                            const ModelRow& model,
                            const std::optional<Fault>& fault) const {
  Making making;
  making.model = &model;
  making.vertex = route.surface != Surface::developer;
  making.seed = scenario_.seed;
  making.style = scenario_.picture;
  making.drawings = drawings_;
  making.format = scenario_.format;
  making.fault = fault;
  making.files = state_.files.snapshot();
  making.now = now();
  if (!making.vertex) making.model_status = sunset_status(models(), model);
  return making;
}

Emulator::Begun Emulator::create_batch(const Route& route,
                                       const net::ServerRequest& request,
                                       const Open& open) {
  state_.files.expire(now());
  ReadBatch read = read_batch(request.body, state_.files.shelf());
  Made made;
  if (read.error) {
    made.status = read.error->code;
    return {settled(open, error_reply(*read.error), made)};
  }
  const auto order = std::make_shared<const BatchOrder>(std::move(read.order));
  const std::string id = state_.batches.create(route.id, *order, now());
  std::optional<BatchWork> work;
  if (state_.batches.makes_lines()) {
    Route line_route = route;
    line_route.kind = RouteKind::batch_line;
    work = BatchWork{};
    for (std::size_t i = 0; i < order->lines.size(); ++i) {
      const std::uint64_t line = ++state_.lines;
      Making making =
          making_for(route, *find_model(route.id),
                     state_.line_faults.choose(scenario_, line_route, "line", line, since_start()));
      making.response_id = "emulated-line-" + std::to_string(line);
      work->make.push_back([order, i, making = std::move(making)] {
        return make_batch_line(order->lines[i], making);
      });
    }
    work->ticket = next_ticket_++;
    BillEntry draft = state_.bill.at(open.place);
    draft.route = to_text(RouteKind::batch_line);
    draft.batch = id;
    open_batches_[work->ticket] = {id, order, std::move(draft)};
  }
  Begun begun{settled(open, json_reply(200, state_.batches.operation(id)), made)};
  begun.background = std::move(work);
  return begun;
}

net::ServerReply Emulator::finish(std::uint64_t ticket, Made made) {
  const auto found = open_.find(ticket);
  std::optional<Open> open;  // nothing: reset meanwhile
  if (found != open_.end()) {
    open = std::move(found->second);
    open_.erase(found);
    if (open->then) open->then(made);
  }
  net::ServerReply reply = json_reply(made.status, std::move(made.body));
  reply.headers.set("Content-Type", made.content_type);
  return open ? settled(*open, std::move(reply), made) : reply;
}

void Emulator::finish_batch(std::uint64_t ticket, std::vector<BatchLineMade> lines) {
  const auto found = open_batches_.find(ticket);
  if (found == open_batches_.end()) return;
  const OpenBatch open = std::move(found->second);
  open_batches_.erase(found);
  if (!state_.batches.complete(open.id, *open.order, lines, state_.files, now())) return;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    BillEntry entry = open.draft;
    entry.key = open.order->lines[i].key;
    entry.attempt = lines[i].made.attempt;
    entry.status = lines[i].made.status;
    entry.fault = lines[i].fault;
    entry.usage = lines[i].made.usage;
    entry.at = now();
    entry.billed = entry.status == 200 && lines[i].billed;
    entry.charge = charge_for(*find_model(entry.model), entry.usage, true);
    state_.bill.open(std::move(entry));
  }
}

/// The one place where a request is booked.
void Emulator::book(const Open& open, const Made& made, bool befallen) {
  BillEntry& entry = state_.bill.at(open.place);
  entry.status = made.status;
  if (entry.attempt.empty()) entry.attempt = made.attempt;
  if (befallen) entry.fault = open.fault->name();
  if (!makes_pictures(open.route.kind) || made.status != 200) return;
  entry.usage = made.usage;
  entry.charge =
      made.charge ? *made.charge : charge_for(*find_model(open.route.id), made.usage, false);
  entry.billed = !befallen || open.fault->billed;
}

net::ServerReply Emulator::settled(const Open& open, net::ServerReply reply, const Made& made) {
  // A request that was refused for its own mistakes keeps its honest error, but for what the
  // connection does to it; and a fault that found nothing to change has not befallen.
  bool befallen = open.fault && !made.moot;
  bool refused = false;
  if (befallen) {
    const FaultGroup group = row_of(open.fault->kind).group;
    refused = group == FaultGroup::refusal;
    befallen = refused || group == FaultGroup::connection || made.status < 400 || made.withheld;
  }
  book(open, made, befallen);
  const std::string_view purpose = "latency";
  for (const LatencyRule& rule : scenario_.latency) {
    if (!rule.filter.matches(open.route)) continue;
    reply.delay += latency_at(rule.latency, chance(scenario_.seed, purpose, open.ordinal));
    break;
  }
  if (open.vendor != nullptr) {
    const net::Headers own = open.vendor->headers(open.ordinal, open.left);
    for (const auto& [name, value] : own.lines()) reply.headers.set(name, value);
  }
  if (befallen) damage(*open.fault, reply);
  if (refused) state_.bill.at(open.place).status = reply.status;  // as it is on the wire
  return reply;
}

net::ServerReply Emulator::admin(const Route& route) {
  if (route.kind == RouteKind::bill)
    return json_reply(200, state_.bill.to_json(!route.parameter("summary").empty()));
  if (route.kind == RouteKind::advance) {
    const std::string text = route.parameter("seconds");
    double seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error != std::errc{} || end != text.data() + text.size() || !(seconds >= 0) ||
        seconds > 1e9)
      return error_reply(invalid_argument("seconds must be a number that is not negative."));
    advanced_micros_ += static_cast<std::int64_t>(seconds * 1e6);
  } else {
    open_.clear();
    open_batches_.clear();
    advanced_micros_ = 0;
    state_ = State(scenario_, clock_.now());
  }
  util::JsonWriter writer;
  writer.begin_object();
  writer.member("ok", true);
  writer.member("now", util::to_text(now()));
  writer.end_object();
  return json_reply(200, std::move(writer).take());
}

net::ServerReply Emulator::answer(net::ServerRequest request) {
  Begun begun = begin(std::move(request));
  if (auto* work = std::get_if<Work>(&begun.answer)) return finish(work->ticket, work->make());
  if (begun.background) {
    std::vector<BatchLineMade> lines;
    for (const auto& make : begun.background->make) lines.push_back(make());
    finish_batch(begun.background->ticket, std::move(lines));
  }
  return std::get<net::ServerReply>(std::move(begun.answer));
}

}  // namespace vitrine::emulator
