#include "pipeline/providers/wording.hpp"

#include "pipeline/providers/prompt.hpp"
#include "pipeline/util/digest.hpp"
#include "pipeline/util/text.hpp"

namespace vitrine::providers {

std::int64_t Worded::bytes(const domain::RenderRequest& request) const {
  return static_cast<std::int64_t>(prompt.size() + request.system.size());
}

util::Fields Worded::provenance() const {
  util::Fields fields{{"prompt_template", template_id},
                      {"prompt_template_version", std::to_string(template_version)},
                      {"prompt_sha256", util::sha256(prompt).hex()}};
  if (!sentences.empty()) fields.push_back({"prompt_added", util::join(sentences, " ")});
  return fields;
}

Worded worded(const domain::RenderRequest& request,
              const domain::Model& model,
              const domain::PromptTemplate& prompt_template,
              const std::vector<std::string>& sentences) {
  const bool bare = model.method == "predict";
  Worded worded;
  worded.template_id = prompt_template.id;
  worded.template_version = prompt_template.version;
  worded.prompt = bare ? request.prompt : compose_prompt(prompt_template, request, model.mask);
  if (bare) return worded;
  for (const std::string& name : sentences) {
    const auto words = prompt_template.words.find(name);
    if (words == prompt_template.words.end() || words->second.empty()) continue;
    worded.prompt += (worded.prompt.empty() ? "" : " ") + words->second;
    worded.sentences.push_back(name);
  }
  return worded;
}

}  // namespace vitrine::providers
