#include "pipeline/emulator/openai/answer.hpp"

#include "pipeline/emulator/openai/request.hpp"
#include "pipeline/emulator/picture_faults.hpp"
#include "pipeline/emulator/pictures.hpp"
#include "pipeline/util/json_writer.hpp"

#include <utility>
#include <vector>

namespace vitrine::emulator::openai {
namespace {

/// A picture as the answer holds it: a finished member of an object of `data`.
struct Shown {
  std::string name, json;
};

Shown shown(const std::string& bytes, const DrawOrder& order, const std::optional<Fault>& fault) {
  if (has_fault(fault, FaultKind::picture_url))
    return {"url", "\"" + address_of(bytes, order.mime_type) + "\""};
  if (has_fault(fault, FaultKind::picture_data_uri))
    return {"b64_json", "\"" + told_in_words(fault, order.mime_type, bytes) + "\""};
  return {"b64_json", "\"" + told_base64(fault, bytes) + "\""};
}

DrawOrder order_for(const ImageRequest& request, const Drawing& drawing) {
  DrawOrder order = order_in(drawing.look);
  order.prompt = request.prompt;
  order.pictures = request.pictures;
  order.size = request.size;
  order.mask = request.mask;
  if (!request.format.empty()) order.mime_type = "image/" + request.format;
  order.quality = request.compression;
  order.transparent = request.background == "transparent";
  misdraw(drawing.fault, order);
  return order;
}

Usage usage_for(const ImageRequest& request) {
  Usage usage;
  usage.prompt_text = text_tokens(request.prompt);
  for (const std::string& picture : request.pictures)
    usage.prompt_image += input_tokens(
        *request.model, shape_of(picture).value_or(Pixels{1024, 1024}), request.high_fidelity);
  return usage;
}

void write_usage(const Usage& usage, bool details, util::JsonWriter& writer) {
  writer.key("usage");
  writer.begin_object();
  writer.member("total_tokens", usage.total());
  writer.member("input_tokens", usage.prompt());
  writer.member("output_tokens", usage.image);
  if (details) {
    writer.key("input_tokens_details");
    writer.begin_object();
    writer.member("text_tokens", usage.prompt_text);
    writer.member("image_tokens", usage.prompt_image);
    writer.end_object();
    writer.key("output_tokens_details");
    writer.begin_object();
    writer.member("image_tokens", usage.image);
    writer.member("text_tokens", 0);
    writer.end_object();
  }
  writer.end_object();
}

/// What stands beside the picture, in an answer and in the events of a stream.
void write_settings(const ImageRequest& request,
                    const DrawOrder& order,
                    const Drawing& drawing,
                    util::JsonWriter& writer) {
  const std::string type = told_type(drawing.fault, order.mime_type);
  writer.member("background", request.background);
  writer.member("output_format", type.substr(type.find('/') + 1));
  writer.member("quality", request.quality);
  writer.member("size",
                std::to_string(request.size.width) + "x" + std::to_string(request.size.height));
}

std::int64_t created_at(const Drawing& drawing) { return drawing.now.micros / 1'000'000; }

bool with_usage(const Drawing& drawing) {
  return !has_fault(drawing.fault, FaultKind::missing_usage);
}
bool with_details(const Drawing& drawing) {
  return !has_fault(drawing.fault, FaultKind::usage_without_details);
}

std::string whole_answer(const ImageRequest& request,
                         const std::vector<Shown>& pictures,
                         const DrawOrder& order,
                         const Usage& usage,
                         const Drawing& drawing) {
  util::JsonWriter writer;
  writer.begin_object();
  writer.member("created", created_at(drawing));
  write_settings(request, order, drawing, writer);
  writer.key("data");
  if (has_fault(drawing.fault, FaultKind::empty_stop)) {
    writer.null();
  } else {
    writer.begin_array();
    for (const Shown& picture : pictures) {
      writer.begin_object();
      writer.key(picture.name);
      writer.raw(picture.json);
      writer.end_object();
    }
    writer.end_array();
  }
  if (with_usage(drawing)) write_usage(usage, with_details(drawing), writer);
  writer.end_object();
  return std::move(writer).take();
}

/// One event of a stream; `index` counts the partial pictures, negative is the final one.
std::string event(const ImageRequest& request,
                  const Shown& picture,
                  const DrawOrder& order,
                  int index,
                  const Usage& usage,
                  const Drawing& drawing) {
  const std::string type =
      std::string(request.pictures.empty() ? "image_generation" : "image_edit") +
      (index < 0 ? ".completed" : ".partial_image");
  util::JsonWriter writer;
  writer.begin_object();
  writer.member("type", type);
  writer.key(picture.name);
  writer.raw(picture.json);
  writer.member("created_at", created_at(drawing));
  write_settings(request, order, drawing, writer);
  if (index >= 0) writer.member("partial_image_index", index);
  if (index < 0 && with_usage(drawing)) write_usage(usage, with_details(drawing), writer);
  writer.end_object();
  return "event: " + type + "\ndata: " + std::move(writer).take() + "\n\n";
}

/// Nothing if a picture is to be made; else what stands instead.
std::optional<Made> withheld(const ImageRequest& request, const Drawing& drawing) {
  if (!has_group(drawing.fault, FaultGroup::no_picture)) return std::nullopt;
  const FaultKind kind = drawing.fault->kind;
  if (kind != FaultKind::no_image && kind != FaultKind::empty_stop) {
    Made made = refusal(moderated(kind == FaultKind::image_safety ? "output" : "input"));
    made.withheld = true;
    return made;
  }
  Made made;
  made.usage = usage_for(request);
  made.body = whole_answer(request, {}, order_for(request, drawing), made.usage, drawing);
  return made;
}

Made drawn(const ImageRequest& request, const Drawing& drawing) {
  constexpr std::int64_t kPartialTokens = 100;
  DrawOrder order = order_for(request, drawing);
  Made made;
  made.usage = usage_for(request);
  made.usage.pictures = request.count;
  made.usage.image = request.count * output_tokens(*request.model, request.quality, request.size);
  const auto picture = [&](std::string_view purpose, int index) {
    order.seed =
        mixed(drawing.look.seed ^ request.seed, purpose, static_cast<std::uint64_t>(index));
    return shown(draw(order), order, drawing.fault);
  };
  if (request.stream) {
    made.content_type = "text/event-stream; charset=utf-8";
    made.usage.image += kPartialTokens * request.partial_images;
    for (int i = 0; i < request.partial_images; ++i)
      made.body += event(request, picture("partial", i), order, i, made.usage, drawing);
    made.body += event(request, picture("image", 0), order, -1, made.usage, drawing);
    return made;
  }
  std::vector<Shown> pictures;
  for (int i = 0; i < request.count; ++i) pictures.push_back(picture("image", i));
  made.body = whole_answer(request, pictures, order, made.usage, drawing);
  return made;
}

Read<ImageRequest> read(std::string_view body, const Drawing& drawing) {
  const Read<Sent> sent =
      drawing.edit ? read_edit(drawing.content_type, body) : read_generation(body);
  if (!sent) return sent.error();
  Read<ImageRequest> request = read_image_request(*sent, *find(drawing.model), drawing.edit);
  if (request && request->stream && request->count > 1)
    return bad_parameter("stream", "invalid_value", "Streaming is not supported with n above 1.");
  return request;
}

}  // namespace

Made make_images(std::string_view body, const Drawing& drawing) {
  const Read<ImageRequest> request = read(body, drawing);
  if (!request) return refusal(request.error());
  Made made;
  if (std::optional<Made> instead = withheld(*request, drawing))
    made = std::move(*instead);
  else
    made = drawn(*request, drawing);
  made.moot = has_fault(drawing.fault, FaultKind::jpeg) && request->format == "jpeg";
  const TokenRates& rates = request->model->rates;
  made.charge = charge_of({{made.usage.prompt_text, rates.text_in, "text in", 1'000'000},
                           {made.usage.prompt_image, rates.image_in, "image in", 1'000'000},
                           {made.usage.image, rates.image_out, "image out", 1'000'000}});
  return made;
}

}  // namespace vitrine::emulator::openai
