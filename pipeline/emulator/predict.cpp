#include "pipeline/emulator/answer.hpp"
#include "pipeline/emulator/drawing.hpp"
#include "pipeline/emulator/picture_faults.hpp"
#include "pipeline/emulator/request.hpp"
#include "pipeline/emulator/schema.hpp"
#include "pipeline/util/digest.hpp"
#include "pipeline/util/json_writer.hpp"

#include <utility>

namespace vitrine::emulator {
namespace {

/// The filter's words; the number is all that tells its reasons apart.
std::string filtered_reason(FaultKind kind) {
  const char* code = kind == FaultKind::prohibited_content ? "17301594"
                     : kind == FaultKind::recitation       ? "64151117"
                     : kind == FaultKind::image_other      ? "56562880"
                                                           : "29310472";
  return std::string("The picture was withheld. Support code: ") + code;
}

void write_withheld(const Fault& fault, int count, util::JsonWriter& writer) {
  if (fault.kind == FaultKind::empty_stop) return;  // an empty list is left out on the wire
  writer.key("predictions");
  writer.begin_array();
  for (int i = 0; i < count; ++i) {
    writer.begin_object();
    if (fault.kind == FaultKind::no_image)
      writer.member("mimeType", "image/png");
    else
      writer.member("raiFilteredReason", filtered_reason(fault.kind));
    writer.end_object();
  }
  writer.end_array();
}

DrawOrder order_for(const PredictRequest& request, const Making& making) {
  DrawOrder order;
  order.prompt = request.prompt;
  order.pictures = request.pictures;
  order.size = *pixels_of(*making.model, request.ratio, request.tier);
  order.mime_type = request.mime_type;
  misdraw(making.fault, *making.model, request.tier, order);
  order.quality = request.quality;
  order.flat = making.style == PictureStyle::flat;
  if (making.style == PictureStyle::repeated) order.repeated = making.drawings.get();
  return order;
}

void write_drawn(const PredictRequest& request,
                 std::uint64_t seed,
                 const Making& making,
                 util::JsonWriter& writer) {
  DrawOrder order = order_for(request, making);
  writer.key("predictions");
  writer.begin_array();
  for (int i = 0; i < request.count; ++i) {
    order.seed = mixed(seed, "sample", static_cast<std::uint64_t>(i));
    writer.begin_object();
    writer.member("mimeType", told_type(making.fault, order.mime_type));
    writer.key("bytesBase64Encoded");
    writer.raw("\"" + told_base64(making.fault, draw(order)) + "\"");
    writer.end_object();
  }
  writer.end_array();
}

}  // namespace

Made make_predict(std::string_view body, const Making& making) {
  const ParsedJson parsed = parse_json(body);
  if (!parsed.error.empty())
    return refusal(invalid_argument("Invalid JSON payload received. " + parsed.error));
  if (auto error = check_fields(parsed.value, Message::predict_request, making.vertex))
    return refusal(*error);
  const ApiResult<PredictRequest> request =
      read_predict(parsed.value, *making.model, making.vertex);
  if (!request) return refusal(request.error());
  const std::uint64_t seed = mixed(making.seed, util::sha256(body).hex(),
                                   static_cast<std::uint64_t>(request->seed.value_or(0)));
  Made made;
  made.moot = has_fault(making.fault, FaultKind::jpeg) && request->mime_type == "image/jpeg";
  util::JsonWriter writer;
  writer.begin_object();
  if (has_group(making.fault, FaultGroup::no_picture)) {
    write_withheld(*making.fault, request->count, writer);
  } else {
    write_drawn(*request, seed, making, writer);
    made.usage.pictures = request->count;
  }
  writer.end_object();
  made.body = std::move(writer).take();
  return made;
}

}  // namespace vitrine::emulator
