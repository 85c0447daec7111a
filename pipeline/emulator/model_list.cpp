#include "pipeline/emulator/model_list.hpp"

#include "pipeline/emulator/errors.hpp"
#include "pipeline/emulator/files.hpp"
#include "pipeline/util/json_writer.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace vitrine::emulator {
namespace {

bool is_gemini(const ModelRow& model) {
  return model.family == Family::gemini_2_5 || model.family == Family::gemini_3;
}

void write_developer(const ModelRow& model, util::JsonWriter& writer) {
  writer.begin_object();
  writer.member("name", "models/" + std::string(model.id));
  writer.member("version", "001");
  writer.member("displayName", model.display_name);
  writer.member("description", "Emulated on this machine; no model is asked.");
  writer.member("inputTokenLimit", model.input_limit);
  writer.member("outputTokenLimit", model.output_limit);
  writer.key("supportedGenerationMethods");
  writer.begin_array();
  if (is_gemini(model))
    for (const char* method : {"generateContent", "countTokens", "batchGenerateContent"})
      writer.value(method);
  else
    writer.value("predict");
  writer.end_array();
  if (is_gemini(model)) {
    writer.member("temperature", 1);
    writer.member("topP", 0.95);
    writer.member("topK", 64);
    writer.member("maxTemperature", model.family == Family::gemini_3 ? 2 : 1);
    if (!model.default_level.empty()) writer.member("thinking", true);
  }
  writer.key("modelStatus");
  writer.begin_object();
  writer.member("modelStage", model.retired ? "RETIRED" : "STABLE");
  writer.end_object();
  writer.end_object();
}

void write_vertex(const ModelRow& model, util::JsonWriter& writer) {
  writer.begin_object();
  writer.member("name", "publishers/google/models/" + std::string(model.id));
  writer.member("versionId", "default");
  writer.member("openSourceCategory", "PROPRIETARY");
  writer.member("launchStage", "GA");
  writer.end_object();
}

}  // namespace

bool is_served(const Scenario& scenario, const ModelRow& model) {
  const auto names = [&](const std::vector<std::string>& list) {
    return std::find(list.begin(), list.end(), model.id) != list.end();
  };
  return !names(scenario.retired) && (!model.retired || names(scenario.alive));
}

net::ServerReply answer_models(const Route& route, const Scenario& scenario) {
  const bool developer = route.surface == Surface::developer;
  const auto write = [&](const ModelRow& model, util::JsonWriter& writer) {
    if (developer)
      write_developer(model, writer);
    else
      write_vertex(model, writer);
  };
  util::JsonWriter writer;
  if (route.kind == RouteKind::get_model) {
    const ModelRow* model = find_model(route.id);
    if (model == nullptr || !is_served(scenario, *model))
      return error_reply(model_not_found(route.id, route.version, "getModel"));
    write(*model, writer);
    return json_reply(200, std::move(writer).take());
  }
  std::vector<const ModelRow*> served;
  for (const ModelRow& model : model_rows())
    if (is_served(scenario, model)) served.push_back(&model);
  const Page page = page_of(route, served.size(), 50);
  writer.begin_object();
  writer.key(developer ? "models" : "publisherModels");
  writer.begin_array();
  for (std::size_t i = page.begin; i < page.end; ++i) write(*served[i], writer);
  writer.end_array();
  if (!page.next.empty()) writer.member("nextPageToken", page.next);
  writer.end_object();
  return json_reply(200, std::move(writer).take());
}

}  // namespace vitrine::emulator
