#include "pipeline/providers/gemini/prepare.hpp"

#include "pipeline/providers/gemini/body.hpp"
#include "pipeline/providers/prompt.hpp"

#include <utility>

namespace vitrine::providers::gemini {
namespace {

/// Product recontextualization takes a scene in words and nothing else.
std::string prompt_for(const domain::RenderRequest& request,
                       const domain::Model& model,
                       const domain::PromptTemplate& prompt_template) {
  return model.method == "predict" ? request.prompt : compose_prompt(prompt_template, request);
}

void add_sentence(Call& call,
                  Asked& asked,
                  const domain::PromptTemplate& prompt_template,
                  const std::string& name) {
  const auto words = prompt_template.words.find(name);
  if (words == prompt_template.words.end() || words->second.empty()) return;
  const std::string added = (call.prompt.empty() ? "" : " ") + words->second;
  call.prompt += added;
  asked.prompt_bytes += static_cast<std::int64_t>(added.size());
  call.sentences.push_back(name);
}

util::Result<domain::Model> model_of(const domain::RenderRequest& request,
                                     const catalog::Catalog& catalog,
                                     const std::string& seller) {
  std::optional<domain::Model> model = catalog.model_at(request.model, seller);
  if (!model)
    return util::Error{util::ErrorKind::not_found, "there is no model \"" + request.model + "\""};
  return std::move(*model);
}

}  // namespace

util::Result<Asked> asked_again(const domain::RenderRequest& request,
                                const catalog::Catalog& catalog,
                                const domain::PromptTemplate& prompt_template,
                                const Material& material,
                                const std::string& price_book,
                                const std::string& seller) {
  const util::Result<domain::Model> model = model_of(request, catalog, seller);
  if (!model) return model.error();
  util::Result<Asked> asked = asked_of(request, *model, material);
  if (!asked) return asked;
  if (const domain::Model* successor = catalog.living_successor(*model))
    asked->successor = successor->id;
  if (const catalog::ModelPrice* price = catalog.find_price(model->id, price_book, seller))
    asked->price = *price;
  const std::string prompt = prompt_for(request, *model, prompt_template);
  asked->prompt_bytes = static_cast<std::int64_t>(prompt.size() + request.system.size());
  return asked;
}

util::Result<Call> prepare(const domain::RenderRequest& request,
                           const Surface& surface,
                           const catalog::Catalog& catalog,
                           const domain::PromptTemplate& prompt_template,
                           const Material& material,
                           const PrepareOptions& options) {
  // Whose books it lands in is part of the key: an emulated picture must never pass for a bought
  // one.
  if (request.surface != surface.name)
    return util::Error{util::ErrorKind::bad_spec,
                       "a request for " + request.surface + " is not sent to " + surface.name};
  util::Result<Asked> asked =
      asked_again(request, catalog, prompt_template, material, options.price_book, surface.seller);
  if (!asked) return asked.error();
  const domain::Model model = *model_of(request, catalog, surface.seller);
  util::Result<net::Url> url = model_url(surface, model.id, model.method);
  if (!url) return url.error();

  Call call;
  call.prompt = prompt_for(request, model, prompt_template);
  if (model.method != "predict")
    for (const std::string& name : options.sentences)
      add_sentence(call, *asked, prompt_template, name);
  call.template_id = prompt_template.id;
  call.template_version = prompt_template.version;
  util::Result<std::string> body =
      model.method == "predict"
          ? util::Result<std::string>(recontext_body(request, material, call.prompt))
          : generate_body(request, *asked, material, call.prompt);
  if (!body) return body.error();
  call.asked = std::move(*asked);
  call.body_digest = util::sha256(*body);
  call.request.method = "POST";
  call.request.url = std::move(*url);
  call.request.headers.add("Content-Type", "application/json");
  if (options.server_timeout) {
    const auto whole = std::chrono::ceil<std::chrono::seconds>(*options.server_timeout);
    call.request.headers.add("X-Server-Timeout", std::to_string(whole.count()));
  }
  call.request.body = std::move(*body);
  return call;
}

}  // namespace vitrine::providers::gemini
