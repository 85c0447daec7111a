#include "pipeline/schedule/answer_file.hpp"

#include "pipeline/domain/request.hpp"
#include "pipeline/schedule/attempt.hpp"

#include <cstdlib>
#include <string>
#include <string_view>

namespace vitrine::schedule {
namespace {

/// Headers of an answer that may be kept: none of them is a secret.
constexpr const char* kKept[] = {"content-type", "date", "x-request-id", "retry-after"};

constexpr const char* kIsBegun = "begun";

util::Fields about_of(const lineage::AttemptStart& start, const lineage::TaskRecord& task) {
  return {{"attempt", start.id},
          {"render_key", start.render_key.hex()},
          {"provider", start.provider},
          {"model", start.model},
          {"run", start.run},
          {"sent", std::to_string(start.sent.micros)},
          {"day", start.day},
          {"reserved", std::to_string(start.reserved.micros)},
          {"price_book", start.book ? start.book->version : std::string()},
          {"request", util::to_json(task.key_fields)}};
}

}  // namespace

util::Fields about_begun(const lineage::AttemptStart& start, const lineage::TaskRecord& task) {
  util::Fields about = about_of(start, task);
  about.push_back({kIsBegun, "yes"});
  return about;
}

bool is_begun(const util::Fields& about) { return util::find(about, kIsBegun) == "yes"; }

void AnswerFile::seal(const lineage::AttemptStart& start, const lineage::TaskRecord& task) {
  util::Fields about = about_of(start, task);
  seal_with_head(std::move(about));
}

void AnswerFile::seal_begun(const util::Fields& begun) {
  util::Fields about;
  for (const util::Field& field : begun)
    if (field.name != kIsBegun && !field.name.starts_with("body_")) about.push_back(field);
  seal_with_head(std::move(about));
}

void AnswerFile::seal_with_head(util::Fields about) {
  about.push_back({"status", std::to_string(head_.status)});
  for (const char* name : kKept)
    if (const auto value = head_.headers.find(name))
      about.push_back({std::string("header.") + name, std::string(*value)});
  file_.seal(about);
}

util::Result<AnswerOrigin> origin_from(const util::Fields& about) {
  const auto text = [&](const char* name) {
    return std::string(util::find(about, name).value_or(std::string_view()));
  };
  const util::Error untold{util::ErrorKind::damaged,
                           "the answer does not tell what it was asked for"};
  const auto fields = util::fields_from_json(text("request"));
  if (!fields) return untold;
  const auto request = domain::request_from_fields(*fields);
  if (!request) return untold;
  AnswerOrigin origin;
  origin.task = task_record(*request, domain::base_key(*request));
  lineage::AttemptStart& start = origin.start;
  start.id = text("attempt");
  start.render_key = origin.task.render_key;
  start.run = text("run");
  start.provider = text("provider");
  start.model = text("model");
  start.sent = {std::atoll(text("sent").c_str())};
  start.day = text("day");
  origin.price_book = text("price_book");
  start.reserved = {std::atoll(text("reserved").c_str())};
  if (start.render_key.hex() != text("render_key") || start.id.empty())
    return util::Error{util::ErrorKind::damaged, "the answer contradicts itself"};
  return origin;
}

net::ResponseHead head_from(const util::Fields& about) {
  static constexpr std::string_view kHeader = "header.";
  net::ResponseHead head;
  for (const util::Field& field : about) {
    if (field.name == "status") head.status = std::atoi(field.value.c_str());
    if (field.name.starts_with(kHeader))
      head.headers.add(field.name.substr(kHeader.size()), field.value);
  }
  return head;
}

}  // namespace vitrine::schedule
