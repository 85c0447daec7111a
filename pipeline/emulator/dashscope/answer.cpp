#include "pipeline/emulator/dashscope/answer.hpp"

#include "pipeline/emulator/picture_faults.hpp"
#include "pipeline/util/digest.hpp"
#include "pipeline/util/json_writer.hpp"

#include <utility>

namespace vitrine::emulator::dashscope {

Drawn drawn(const Order& order, std::uint64_t seed, const Job& job, const PictureShelf& shelf) {
  DrawOrder drawing = order_in(job.look);
  drawing.prompt = order.prompt;
  drawing.pictures = order.pictures;
  drawing.size = order.size;
  misdraw(job.fault, drawing);
  Drawn result;
  for (int i = 0; i < order.count; ++i) {
    drawing.seed = mixed(seed, "picture", static_cast<std::uint64_t>(i));
    std::string bytes = draw(drawing);
    if (has_fault(job.fault, FaultKind::garbage_picture))
      bytes = "no picture " + util::sha256(bytes).hex();
    const std::string id = job.request_id + "-" + std::to_string(i + 1);
    std::string address = job.base + shelf.address(id, drawing.mime_type, job.now);
    if (has_fault(job.fault, FaultKind::picture_url))
      address = address_of(bytes, drawing.mime_type);
    if (has_fault(job.fault, FaultKind::picture_data_uri))
      address = told_in_words(job.fault, drawing.mime_type, bytes);
    result.pictures.push_back(
        {id, std::move(bytes), told_type(job.fault, drawing.mime_type), std::move(address)});
  }
  return result;
}

std::uint64_t seed_for(std::string_view body, const Order& order, const Look& look) {
  return mixed(look.seed, util::sha256(body).hex(),
               static_cast<std::uint64_t>(order.seed.value_or(0)));
}

Charge charge_for(const Model& model, std::size_t pictures) {
  return charge_of({{static_cast<std::int64_t>(pictures), model.price, "picture(s)"}});
}

std::string message_json(const Drawn& drawn, const Order& order, const Job& job) {
  util::JsonWriter writer;
  writer.begin_object();
  writer.key("output");
  writer.begin_object();
  writer.key("choices");
  writer.begin_array();
  if (!has_fault(job.fault, FaultKind::empty_stop)) {
    writer.begin_object();
    writer.member("finish_reason", "stop");
    writer.key("message");
    writer.begin_object();
    writer.member("role", "assistant");
    writer.key("content");
    writer.begin_array();
    const auto item = [&](std::string_view name, std::string_view text) {
      writer.begin_object();
      writer.member(name, text);
      writer.end_object();
    };
    if (has_fault(job.fault, FaultKind::text_only))
      item("text", "I described the scene instead of drawing it.");
    for (const Drawn::Picture& picture : drawn.pictures) item("image", picture.address);
    writer.end_array();
    writer.end_object();
    writer.end_object();
  }
  writer.end_array();
  writer.end_object();
  if (!has_fault(job.fault, FaultKind::missing_usage)) {
    writer.key("usage");
    writer.begin_object();
    writer.member("image_count", drawn.pictures.size());
    writer.member("width", order.size.width);
    writer.member("height", order.size.height);
    writer.end_object();
  }
  writer.member("request_id", job.request_id);
  writer.end_object();
  return std::move(writer).take();
}

std::string task_json(std::string_view task,
                      std::string_view status,
                      std::string_view results,
                      std::string_view request_id) {
  util::JsonWriter writer;
  writer.begin_object();
  writer.key("output");
  writer.begin_object();
  writer.member("task_id", task);
  writer.member("task_status", status);
  if (!results.empty()) {
    writer.key("results");
    writer.raw(results);
  }
  writer.end_object();
  writer.member("request_id", request_id);
  writer.end_object();
  return std::move(writer).take();
}

std::string failed_json(std::string_view task, const Error& error, std::string_view request_id) {
  util::JsonWriter writer;
  writer.begin_object();
  writer.key("output");
  writer.begin_object();
  writer.member("task_id", task);
  writer.member("task_status", "FAILED");
  writer.member("code", error.code);
  writer.member("message", error.message);
  writer.end_object();
  writer.member("request_id", request_id);
  writer.end_object();
  return std::move(writer).take();
}

std::string results_json(const Drawn& drawn, const Order& order) {
  util::JsonWriter writer;
  writer.begin_array();
  for (const Drawn::Picture& picture : drawn.pictures) {
    writer.begin_object();
    writer.member("orig_prompt", order.prompt);
    writer.member("url", picture.address);
    writer.end_object();
  }
  writer.end_array();
  return std::move(writer).take();
}

}  // namespace vitrine::emulator::dashscope
