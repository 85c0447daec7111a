#include "pipeline/schedule/answer_file.hpp"

#include <cstdlib>
#include <string>
#include <string_view>

namespace vitrine::schedule {
namespace {

/// Headers of an answer that may be kept: none of them is a secret.
constexpr const char* kKept[] = {"content-type", "date", "x-request-id", "retry-after"};

}  // namespace

void AnswerFile::seal(const lineage::AttemptStart& start) {
  util::Fields about{{"attempt", start.id},
                     {"render_key", start.render_key.hex()},
                     {"provider", start.provider},
                     {"model", start.model},
                     {"status", std::to_string(head_.status)}};
  for (const char* name : kKept)
    if (const auto value = head_.headers.find(name))
      about.push_back({std::string("header.") + name, std::string(*value)});
  file_.seal(about);
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
