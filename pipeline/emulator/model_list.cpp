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

void write_developer(const ModelRow& model, const std::string& status, util::JsonWriter& writer) {
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
  if (status.empty())
    writer.raw(model.retired ? R"({"modelStage":"RETIRED"})" : R"({"modelStage":"STABLE"})");
  else
    writer.raw(status);
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

const Sunset* sunset_of(const ModelsNow& models, std::string_view id) {
  for (const Sunset& sunset : models.scenario.deprecated)
    if (sunset.model == id) return &sunset;
  return nullptr;
}

util::Timestamp retirement_of(const ModelsNow& models, const Sunset& sunset) {
  return sunset.at.value_or(util::Timestamp{models.started.micros + sunset.after.count() * 1000});
}

}  // namespace

std::string sunset_status(const ModelsNow& models, const ModelRow& model) {
  const Sunset* sunset = sunset_of(models, model.id);
  if (sunset == nullptr) return {};
  util::JsonWriter writer;
  writer.begin_object();
  writer.member("modelStage", "DEPRECATED");
  writer.member("retirementTime", util::to_text(retirement_of(models, *sunset)));
  if (!sunset->message.empty()) writer.member("message", sunset->message);
  writer.end_object();
  return std::move(writer).take();
}

std::optional<util::Timestamp> retirement_of(const ModelsNow& models, std::string_view id) {
  const Sunset* sunset = sunset_of(models, id);
  if (sunset == nullptr) return std::nullopt;
  return retirement_of(models, *sunset);
}

bool is_served(const ModelsNow& models, const ModelRow& model) {
  return is_served(models, model.id, model.retired);
}

bool is_served(const ModelsNow& models, std::string_view id, bool gone) {
  const Scenario& scenario = models.scenario;
  const Sunset* sunset = sunset_of(models, id);
  if (sunset != nullptr && models.now >= retirement_of(models, *sunset)) return false;
  const auto names = [&](const std::vector<std::string>& list) {
    return std::find(list.begin(), list.end(), id) != list.end();
  };
  return !names(scenario.retired) && (!gone || names(scenario.alive));
}

net::ServerReply answer_models(const Route& route, const ModelsNow& models) {
  const bool developer = route.surface == Surface::developer;
  const auto write = [&](const ModelRow& model, util::JsonWriter& writer) {
    if (developer)
      write_developer(model, sunset_status(models, model), writer);
    else
      write_vertex(model, writer);
  };
  util::JsonWriter writer;
  if (route.kind == RouteKind::get_model) {
    const ModelRow* model = find_model(route.id);
    if (model == nullptr || !is_served(models, *model))
      return error_reply(model_not_found(route.id, route.version, "getModel"));
    write(*model, writer);
    return json_reply(200, std::move(writer).take());
  }
  std::vector<const ModelRow*> served;
  for (const ModelRow& model : model_rows())
    if (is_served(models, model)) served.push_back(&model);
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
