#include "pipeline/providers/gemini/prepare.hpp"

#include "pipeline/providers/access.hpp"
#include "pipeline/providers/gemini/body.hpp"

#include <utility>

namespace vitrine::providers::gemini {

util::Result<domain::Model> fitted_row(const domain::RenderRequest& request,
                                       const Surface& surface,
                                       const catalog::Catalog& catalog) {
  util::Result<domain::Model> model = model_of(request, catalog, surface.seller);
  if (model) model->mask = without_field(*model);
  return model;
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
  const util::Result<domain::Model> fitted = fitted_row(request, surface, catalog);
  if (!fitted) return fitted.error();
  const domain::Model& model = *fitted;
  util::Result<Asked> asked = asked_as(request, model, catalog, prompt_template, material.pictures,
                                       options.price_book, surface.seller);
  if (!asked) return asked.error();
  util::Result<net::Url> url = model_url(surface, model.id, model.method);
  if (!url) return url.error();

  Call call;
  call.worded = worded(request, model, prompt_template, options.sentences);
  asked->prompt_bytes = call.worded.bytes(request);
  util::Result<std::string> body =
      model.method == "predict"
          ? util::Result<std::string>(recontext_body(request, material, call.worded.prompt))
          : generate_body(request, *asked, material, call.worded.prompt);
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
