#include "pipeline/providers/comfyui.hpp"

#include "pipeline/providers/call_pieces.hpp"
#include "pipeline/providers/errors.hpp"
#include "pipeline/providers/form_body.hpp"
#include "pipeline/providers/json_answer.hpp"
#include "pipeline/providers/redact.hpp"
#include "pipeline/providers/registry.hpp"
#include "pipeline/util/digest.hpp"
#include "pipeline/util/text.hpp"

#include <charconv>
#include <utility>

namespace vitrine::providers {
namespace {

using domain::OutcomeKind;
using util::Error;
using util::ErrorKind;

constexpr std::chrono::milliseconds kFirstLook{500};
/// Where in a written request's body the call ends and which pictures follow it; never sent.
constexpr const char* kPieces = "x-vitrine-pieces";
constexpr std::string_view kHistory = "/history/";

std::string name_of(const SentPicture& picture) {
  std::string ending = picture.media_type.substr(picture.media_type.find('/') + 1);
  if (ending == "jpeg") ending = "jpg";
  return util::sha256(picture.bytes).hex() + "." + ending;
}

/// The one asked for, else one that the call itself gives: a graph's own would bring the same
/// picture at every take.
std::int64_t seed_of(const CallToWrite& call, const std::vector<std::string>& names) {
  if (call.request.seed && call.model.takes_seed) return *call.request.seed;
  std::string text = std::to_string(call.request.take) + "\n" + call.prompt;
  for (const std::string& name : names) text += "\n" + name;
  std::uint32_t seed = 0;
  const std::string hex = util::sha256(text).hex();
  std::from_chars(hex.data(), hex.data() + 8, seed, 16);
  return seed & 0x7FFF'FFFF;
}

/// All that is put there: the pictures, and a mask that has a node of its own.
std::vector<const SentPicture*> put_there(const CallToWrite& call) {
  std::vector<const SentPicture*> all;
  for (const SentPicture& picture : call.pictures) all.push_back(&picture);
  if (call.mask != nullptr) all.push_back(call.mask);
  return all;
}

std::vector<std::string> names_of(const CallToWrite& call) {
  std::vector<std::string> names;
  for (const SentPicture* picture : put_there(call)) names.push_back(name_of(*picture));
  return names;
}

/// A body's pieces as its header tells them.
struct Pieces {
  struct Picture {
    std::string name, media_type;
    std::string_view bytes;
  };
  std::string_view call;
  std::vector<Picture> pictures;
};
Pieces pieces_of(const net::Request& request) {
  Pieces pieces;
  std::string_view rest = request.body;
  const auto take = [&rest](std::string_view digits) {
    std::size_t size = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), size);
    const std::string_view piece = rest.substr(0, size);
    rest.remove_prefix(piece.size());
    return piece;
  };
  const auto told = request.headers.find(kPieces);
  if (!told) return {rest, {}};
  const std::vector<std::string_view> words = util::split(*told, ' ');
  pieces.call = take(words.front());
  for (std::size_t i = 1; i + 2 < words.size(); i += 3)
    pieces.pictures.push_back(
        {std::string(words[i]), std::string(words[i + 1]), take(words[i + 2])});
  return pieces;
}

std::string escaped(std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string plain;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_path_step(std::string_view(&c, 1)) || c == '.') {
      plain += c;
    } else {
      plain += '%';
      plain += kHex[byte >> 4];
      plain += kHex[byte & 15];
    }
  }
  return plain;
}

/// Why the server did not even begin: its own word, and the first node that it names.
void read_node_errors(domain::Outcome& outcome,
                      const ErrorContext& context,
                      const net::ResponseHead& head,
                      JsonValue root) {
  const JsonValue nodes = root["node_errors"], node = nodes.first();
  if (head.status != 400 || !root["error"]) return;
  std::string words(root["error"]["message"].text());
  if (node) {
    const std::string id(nodes.first_name());
    const JsonValue error = node["errors"][0];
    words += ": node " + id + " (" + std::string(node["class_type"].text()) +
             "): " + std::string(error["message"].text()) + ", " +
             std::string(error["details"].text());
    add_fact(outcome, "node", redacted(id, 40));
  }
  reinterpret(outcome, OutcomeKind::invalid_request, context, head, root["error"]["type"].text(),
              words);
}

/// What went wrong while the graph was at work.
std::string failure_of(JsonValue status) {
  const JsonValue messages = status["messages"];
  for (std::size_t i = messages.size(); i-- > 0;) {
    const JsonValue said = messages[i][1];
    const std::string node(said["node_type"].text());
    if (messages[i][0].text() == "execution_interrupted") return "it was interrupted";
    if (messages[i][0].text() != "execution_error") continue;
    return "node " + std::string(said["node_id"].text()) + (node.empty() ? "" : " (" + node + ")") +
           ": " + std::string(util::trim(said["exception_message"].text()));
  }
  return "it does not say why";
}

/// How long the machine was busy with it, where the server tells.
void add_work(domain::Outcome& outcome, JsonValue messages) {
  std::optional<std::int64_t> begun, ended;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const auto at = messages[i][1]["timestamp"].whole();
    if (messages[i][0].text() == "execution_start") begun = at;
    if (messages[i][0].text() == "execution_success") ended = at;
  }
  if (begun && ended && *ended >= *begun)
    outcome.facts.push_back({"execution_ms", std::to_string(*ended - *begun)});
}

class ComfyUi final : public Protocol {
 public:
  explicit ComfyUi(std::shared_ptr<const ComfyGraph> graph) : graph_(std::move(graph)) {}

  TravelLimits limits() const override { return {0, 0, false}; }

  util::Result<net::Url> call_url(const Place& place, std::string_view /*model*/) const override {
    return url_at(place, "/prompt");
  }

  /// The graph decides: a node of its own, or one of those for pictures.
  domain::MaskWay mask_way(const domain::Model& model,
                           const domain::RenderRequest& /*request*/) const override {
    return graph_->nodes.mask.empty() ? without_field(model) : domain::MaskWay::field;
  }

  util::Result<net::Request> write(const Place& place, const CallToWrite& call) const override {
    const std::size_t room = graph_->nodes.images.size();
    if (call.pictures.size() > room)
      return Error{ErrorKind::unsupported,
                   "the graph of " + place.name + " takes " +
                       (room == 0 ? "no picture" : std::to_string(room) + " of the pictures") +
                       ", and this call sends " + std::to_string(call.pictures.size())};
    util::Result<net::Url> url = url_at(place, "/prompt");
    if (!url) return url.error();
    GraphFilling filling;
    filling.prompt = call.prompt;
    const std::vector<std::string> names = names_of(call);
    filling.seed = seed_of(call, names);
    filling.images.assign(names.begin(), names.begin() + std::ssize(call.pictures));
    if (call.mask != nullptr) filling.mask = names.back();
    if (call.asked.expected) {
      filling.width = call.asked.expected->width;
      filling.height = call.asked.expected->height;
    }
    net::Request request = json_post(std::move(*url), R"({"prompt":)");
    append_filled(request.body, *graph_, filling);
    // Whose queue entry it is; the same for the same call.
    request.body +=
        R"(,"client_id":"vitrine-)" + util::sha256(request.body).hex().substr(0, 32) + R"("})";
    std::string pieces = std::to_string(request.body.size());
    const std::vector<const SentPicture*> pictures = put_there(call);
    for (std::size_t i = 0; i < pictures.size(); ++i) {
      const SentPicture& picture = *pictures[i];
      pieces +=
          " " + names[i] + " " + picture.media_type + " " + std::to_string(picture.bytes.size());
      request.body += picture.bytes;
    }
    request.headers.add(kPieces, pieces);
    return request;
  }

  std::string_view call_body(const net::Request& request) const override {
    return pieces_of(request).call;
  }

  util::Fields provenance(const CallToWrite& call) const override {
    util::Fields fields{{"graph_sha256", graph_->digest().hex()}};
    if (!graph_->nodes.seed.empty())
      fields.push_back({"seed", std::to_string(seed_of(call, names_of(call)))});
    return fields;
  }

  std::vector<net::Request> before(const Place& place, net::Request& request) const override {
    std::vector<net::Request> uploads;
    const Pieces pieces = pieces_of(request);
    for (const Pieces::Picture& picture : pieces.pictures) {
      net::Request upload;
      upload.method = "POST";
      upload.url = url_at(place, "/upload/image").value();
      FormBody form(picture.name, picture.bytes.size() + 1024);
      form.file("image", picture.name, picture.media_type, picture.bytes);
      form.field("type", "input");
      form.field("overwrite", "true");
      upload.headers.add("Content-Type", form.content_type());
      upload.body = std::move(form).take();
      uploads.push_back(std::move(upload));
    }
    request.body.resize(pieces.call.size());
    net::Headers headers;
    for (const auto& [name, value] : request.headers.lines())
      if (name != kPieces) headers.add(name, value);
    request.headers = std::move(headers);
    return uploads;
  }

  bool has_steps() const override { return true; }

  util::Result<std::optional<Step>> next(const Place& place,
                                         const net::Request& last,
                                         std::string_view body) const override {
    const util::Result<JsonAnswer> answer = JsonAnswer::parse(body);
    const JsonValue root = answer ? answer->root() : JsonValue();
    if (last.method == "POST") {
      const std::string id(root["prompt_id"].text());
      if (!is_path_step(id))
        return Error{ErrorKind::damaged, place.name + " queued the graph without saying as what"};
      util::Result<net::Url> url = url_at(place, std::string(kHistory) + id);
      if (!url) return url.error();
      return std::optional(look_at(std::move(*url), kFirstLook));
    }
    const JsonValue entry = root.first();
    if (!entry) return std::optional(look_at(last.url, kFirstLook));  // empty: not finished
    if (entry["status"]["status_str"].text() == "error") return std::optional<Step>();
    const JsonValue picture = picture_in(entry);
    if (picture["filename"].text().empty()) return std::optional<Step>();
    const std::string_view type = picture["type"].text();
    util::Result<net::Url> url =
        url_at(place, "/view?filename=" + escaped(picture["filename"].text()) +
                          "&subfolder=" + escaped(picture["subfolder"].text()) +
                          "&type=" + (type.empty() ? "output" : escaped(type)));
    if (!url) return url.error();
    Step step = picture_at(std::move(*url));
    step.takes_key = true;
    return std::optional(std::move(step));
  }

  Said read(const ErrorContext& context,
            const Asked& /*asked*/,
            const net::ResponseHead& head,
            std::string_view body) const override {
    Said said;
    const util::Result<JsonAnswer> answer = JsonAnswer::parse(body);
    const JsonValue root = answer ? answer->root() : JsonValue();
    if (head.status / 100 != 2) {
      said.outcome = read_error(context, head, body);
      read_node_errors(said.outcome, context, head, root);
      return said;
    }
    domain::Outcome& outcome = said.outcome;
    outcome.facts.push_back({"http_status", std::to_string(head.status)});
    add_fact(outcome, "response_id", redacted(root.first_name(), 80));
    const JsonValue entry = root.first(), status = entry["status"];
    const std::string why = answer ? "it tells of no run" : answer.error().message;
    add_work(outcome, status["messages"]);
    if (!entry.is_object()) {
      make_unreadable(outcome, context, why);
    } else if (status["status_str"].text() == "error") {
      outcome.kind = OutcomeKind::transient;
      outcome.message = redacted(context.surface + " could not finish the graph (" + context.model +
                                 "): " + failure_of(status));
    } else if (picture_in(entry)["filename"].text().empty()) {
      outcome.kind = OutcomeKind::no_image;
      outcome.message = context.surface + " made no picture (" + context.model + "): node " +
                        graph_->nodes.output + " of the graph gave none";
    } else {
      outcome.kind = OutcomeKind::image;
    }
    return said;
  }

 private:
  JsonValue picture_in(JsonValue entry) const {
    return entry["outputs"][graph_->nodes.output]["images"][0];
  }

  std::shared_ptr<const ComfyGraph> graph_;
};

}  // namespace

std::shared_ptr<const Protocol> comfyui_protocol(std::shared_ptr<const ComfyGraph> graph) {
  return std::make_shared<const ComfyUi>(std::move(graph));
}

util::Result<std::shared_ptr<const Access>> comfyui_access(const Reach& reach) {
  if (!reach.graph)
    return Error{ErrorKind::bad_spec,
                 "comfyui runs a graph of yours and none is named: say providers.comfyui.graph and "
                 "its nodes in vitrine.yaml"};
  Place place;
  place.name = place.seller = "comfyui";
  place.needs_key = false;
  util::Result<Place> there =
      at_base(std::move(place), reach.base.empty() ? std::string(kComfyUiBase) : reach.base, "");
  if (!there) return there.error();
  return access_by(named(std::move(*there), reach.name), comfyui_protocol(reach.graph));
}

}  // namespace vitrine::providers
