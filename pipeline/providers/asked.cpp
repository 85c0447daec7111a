#include "pipeline/providers/asked.hpp"

#include "pipeline/providers/prompt.hpp"
#include "pipeline/providers/wording.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace vitrine::providers {
namespace {

using domain::MaskWay;
using domain::Model;
using domain::Operation;
using domain::RenderRequest;
using domain::SourceRole;
using util::Error;
using util::ErrorKind;

constexpr std::size_t kMostPackshots = 3;
constexpr std::string_view kUsualSize = "1K";
constexpr double kSameRatio = 0.03;

std::size_t count_of(const RenderRequest& request, std::initializer_list<SourceRole> roles) {
  return static_cast<std::size_t>(
      std::count_if(request.sources.begin(), request.sources.end(), [&](const auto& source) {
        return std::find(roles.begin(), roles.end(), source.role) != roles.end();
      }));
}

std::size_t sent_pictures(const RenderRequest& request) {
  std::size_t count = sent_sources(request.sources).size();
  for (const domain::EarlierTurn& turn : request.earlier)
    count += sent_sources(turn.sources).size();
  return count;
}

bool has(const std::vector<std::string>& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

Error incomplete(Operation operation, const std::string& what) {
  return {ErrorKind::bad_spec, std::string(to_text(operation)) + " needs " + what};
}

/// A mask is one, and of a picture that goes with it.
std::optional<Error> unfit_mask(const RenderRequest& request) {
  const std::size_t masks = count_of(request, {SourceRole::mask});
  if (masks == 0) return std::nullopt;
  if (masks > 1)
    return Error{ErrorKind::bad_spec, std::string(to_text(request.operation)) +
                                          " takes one mask, not " + std::to_string(masks)};
  if (count_of(request, {SourceRole::picture, SourceRole::packshot, SourceRole::cutout}) == 0)
    return incomplete(request.operation, "the picture that its mask is of");
  return std::nullopt;
}

/// A field's mask holds for the first picture that is sent.
bool leads_with_masked(const RenderRequest& request) {
  const bool has_picture = count_of(request, {SourceRole::picture}) > 0;
  for (const domain::Source& source : sent_sources(request.sources)) {
    if (source.role == SourceRole::mask) continue;
    return has_picture ? source.role == SourceRole::picture
                       : source.role == SourceRole::packshot || source.role == SourceRole::cutout;
  }
  return false;
}

/// What each operation cannot do without.
std::optional<Error> missing_input(const RenderRequest& request) {
  const Operation operation = request.operation;
  const std::size_t products = count_of(request, {SourceRole::packshot, SourceRole::cutout});
  const std::size_t pictures = count_of(request, {SourceRole::picture}) + products;
  switch (operation) {
    case Operation::generate:
      if (request.prompt.empty()) return incomplete(operation, "a prompt");
      break;
    case Operation::recontextualize:
      if (products == 0 || products > kMostPackshots)
        return incomplete(operation, "one to three packshots");
      break;
    case Operation::fuse:
      if (products == 0) return incomplete(operation, "a packshot");
      if (count_of(request, {SourceRole::backdrop}) == 0)
        return incomplete(operation, "a scene picture");
      break;
    case Operation::recolor:
      if (products == 0) return incomplete(operation, "a packshot");
      if (request.zones.empty()) return incomplete(operation, "a colour or a swatch");
      for (const domain::ZoneChange& change : request.zones) {
        const auto is_swatch = [&](const domain::Source& source) {
          return source.role == SourceRole::swatch && source.name == change.zone;
        };
        if (!change.color &&
            std::none_of(request.sources.begin(), request.sources.end(), is_swatch))
          return incomplete(operation, "a swatch picture for zone " + change.zone);
      }
      break;
    case Operation::edit:
      if (const auto error = unfit_mask(request)) return error;
      if (pictures == 0) return incomplete(operation, "a picture");
      if (request.prompt.empty()) return incomplete(operation, "an instruction");
      break;
    case Operation::refine:
      if (const auto error = unfit_mask(request)) return error;
      if (pictures == 0 && request.earlier.empty())
        return incomplete(operation, "an earlier rendering");
      if (request.prompt.empty()) return incomplete(operation, "an instruction");
      break;
  }
  return std::nullopt;
}

/// "takes no size 512; it takes 1K, 2K, 4K".
Error not_offered(const Model& model,
                  const std::string& what,
                  const std::string& asked,
                  const std::vector<std::string>& offered) {
  return {ErrorKind::unsupported,
          model.id + " takes no " + what + " " + asked +
              (offered.empty() ? "" : "; it takes " + util::join(offered, ", "))};
}

std::optional<Error> mask_problem(const RenderRequest& request, const Model& model) {
  if (!is_masked(request)) return std::nullopt;
  if (model.mask == MaskWay::none)
    return Error{ErrorKind::unsupported,
                 model.id + " takes no mask; ask for the change in words alone, or another model"};
  if (model.mask == MaskWay::field && !leads_with_masked(request))
    return Error{ErrorKind::bad_spec, "the picture that a mask is of has to be the first one sent"};
  return std::nullopt;
}

std::optional<Error> beyond_model(const RenderRequest& request, const Model& model) {
  if (std::find(model.operations.begin(), model.operations.end(), request.operation) ==
      model.operations.end())
    return Error{ErrorKind::unsupported,
                 model.id + " cannot " + std::string(to_text(request.operation))};
  if (auto problem = mask_problem(request, model)) return problem;
  const bool is_apart = is_masked(request) && model.mask == MaskWay::field;
  const std::size_t pictures = sent_pictures(request) - (is_apart ? 1 : 0);
  if (pictures > static_cast<std::size_t>(model.max_inputs))
    return Error{ErrorKind::unsupported, model.id + " takes " + std::to_string(model.max_inputs) +
                                             " pictures in one request, not " +
                                             std::to_string(pictures)};
  if (is_apart && model.masked_inputs > 0 &&
      pictures > static_cast<std::size_t>(model.masked_inputs))
    return Error{ErrorKind::unsupported, model.id + " takes " +
                                             std::to_string(model.masked_inputs) +
                                             (model.masked_inputs == 1 ? " picture" : " pictures") +
                                             " with a mask, not " + std::to_string(pictures)};
  if (request.aspect && !model.aspects.empty() && !has(model.aspects, to_text(*request.aspect)))
    return not_offered(model, "aspect", to_text(*request.aspect), model.aspects);
  if (!request.size_class.empty() && !has(model.sizes, request.size_class))
    return not_offered(model, "size", request.size_class, model.sizes);
  if (!request.quality.empty() && !has(model.qualities, request.quality))
    return not_offered(model, "quality", request.quality, model.qualities);
  if (request.thinking && std::find(model.thinking.begin(), model.thinking.end(),
                                    *request.thinking) == model.thinking.end()) {
    std::vector<std::string> levels;
    for (const domain::ThinkingLevel level : model.thinking) levels.emplace_back(to_text(level));
    return not_offered(model, "thinking level", std::string(to_text(*request.thinking)), levels);
  }
  if (!request.system.empty() && !model.takes_system)
    return Error{ErrorKind::unsupported, model.id + " takes no system instruction"};
  for (const domain::SafetyRule& rule : request.safety)
    if (std::find(model.safety.begin(), model.safety.end(), rule.category) == model.safety.end())
      return Error{ErrorKind::unsupported,
                   model.id + " takes no safety " + std::string(to_text(rule.category))};
  if (!request.earlier.empty() && !model.signs_turns)
    return Error{ErrorKind::unsupported,
                 model.id +
                     " cannot go on with a conversation; send the earlier rendering as a "
                     "picture instead"};
  return std::nullopt;
}

/// The picture whose shape an answer without an aspect follows.
const SentPicture* leading_picture(const RenderRequest& request,
                                   const std::vector<SentPicture>& pictures) {
  for (const SentPicture& picture : pictures)
    if (picture.source.role == SourceRole::picture ||
        (request.operation == Operation::fuse && picture.source.role == SourceRole::backdrop))
      return &picture;
  for (const SentPicture& picture : pictures)
    if (picture.source.role == SourceRole::packshot || picture.source.role == SourceRole::cutout)
      return &picture;
  return nullptr;
}

/// Always sent where it is known: left out, some models choose a frame of their own. A picture that
/// is changed keeps its shape: by the name of its ratio if it has one, else by saying nothing.
std::string aspect_of(const RenderRequest& request,
                      const Model& model,
                      const std::string& size_class,
                      const std::vector<SentPicture>& pictures) {
  if (request.aspect) return to_text(*request.aspect);
  const bool new_frame =
      request.operation == Operation::generate || request.operation == Operation::recontextualize;
  if (new_frame) return "1:1";
  const SentPicture* leading = leading_picture(request, pictures);
  const auto table = model.pixels.find(size_class);
  if (leading == nullptr || leading->size.height == 0 || table == model.pixels.end()) return {};
  const double ratio = static_cast<double>(leading->size.width) / leading->size.height;
  std::string nearest;
  double least = kSameRatio;
  for (const std::string& name : model.aspects) {
    const auto named = domain::parse_aspect(name);
    if (!named) continue;
    const double off = std::fabs(ratio / named->ratio() - 1);
    if (off <= least) {
      least = off;
      nearest = name;
    }
  }
  return nearest;
}

/// The class that was named, or the smallest whose picture covers the pixels that were, or the
/// usual one.
std::string size_class_of(const RenderRequest& request, const Model& model) {
  if (!request.size_class.empty() || model.sizes.empty()) return request.size_class;
  if (request.size.width > 0) {
    const std::string aspect = request.aspect ? to_text(*request.aspect) : "1:1";
    for (const std::string& size : model.sizes) {
      const auto table = model.pixels.find(size);
      if (table == model.pixels.end()) continue;
      const auto cell = table->second.find(aspect);
      if (cell != table->second.end() && cell->second.width >= request.size.width &&
          cell->second.height >= request.size.height)
        return size;
    }
    return model.sizes.back();
  }
  return has(model.sizes, std::string(kUsualSize)) ? std::string(kUsualSize) : model.sizes.front();
}

}  // namespace

catalog::PictureAsked Asked::priced() const {
  const std::int64_t out = expected ? std::int64_t{expected->width} * expected->height : 0;
  return {quality, out, input_pixels};
}

std::optional<Error> problem_with(const RenderRequest& request, const Model& model) {
  if (std::optional<Error> missing = missing_input(request)) return missing;
  // Only product recontextualization finds a scene by itself.
  if (request.operation == Operation::recontextualize && request.prompt.empty() &&
      model.method != "predict")
    return incomplete(request.operation, "a scene in words");
  for (const std::string* text : {&request.prompt, &request.system, &request.style})
    if (!util::is_valid_utf8(*text))
      return Error{ErrorKind::bad_spec, "the prompt is no UTF-8 text"};
  return beyond_model(request, model);
}

util::Result<Asked> asked_of(const RenderRequest& request,
                             const Model& model,
                             const std::vector<SentPicture>& pictures) {
  if (std::optional<Error> problem = problem_with(request, model)) return *problem;
  Asked asked;
  asked.model = model.id;
  asked.method = model.method;
  asked.size_class = size_class_of(request, model);
  asked.sends_size = model.sends_size && !asked.size_class.empty();
  asked.aspect = aspect_of(request, model, asked.size_class, pictures);
  if (const auto table = model.pixels.find(asked.size_class); table != model.pixels.end())
    if (const auto cell = table->second.find(asked.aspect); cell != table->second.end())
      asked.expected = cell->second;
  if (!model.qualities.empty())
    asked.quality = request.quality.empty() ? model.quality : request.quality;
  asked.pictures = static_cast<int>(sent_pictures(request));
  for (const SentPicture& picture : pictures)
    asked.input_pixels += std::int64_t{picture.size.width} * picture.size.height;
  asked.keeps_turn = model.signs_turns;
  return asked;
}

util::Result<Model> model_of(const RenderRequest& request,
                             const catalog::Catalog& catalog,
                             const std::string& seller) {
  std::optional<Model> model = catalog.model_at(request.model, seller);
  if (!model) return Error{ErrorKind::not_found, "there is no model \"" + request.model + "\""};
  return std::move(*model);
}

util::Result<Asked> asked_as(const RenderRequest& request,
                             const Model& model,
                             const catalog::Catalog& catalog,
                             const domain::PromptTemplate& prompt_template,
                             const std::vector<SentPicture>& pictures,
                             const std::string& price_book,
                             const std::string& seller) {
  util::Result<Asked> asked = asked_of(request, model, pictures);
  if (!asked) return asked;
  if (const Model* successor = catalog.living_successor(model)) asked->successor = successor->id;
  if (const catalog::ModelPrice* price = catalog.find_price(model.id, price_book, seller))
    asked->price = *price;
  asked->prompt_bytes = worded(request, model, prompt_template).bytes(request);
  return asked;
}

}  // namespace vitrine::providers
