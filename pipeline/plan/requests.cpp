#include "pipeline/plan/requests.hpp"

#include "pipeline/domain/prompt_template.hpp"

#include <algorithm>
#include <stdexcept>

namespace vitrine::plan {
namespace {

/// Photographs of one product that a model is shown.
constexpr std::size_t kMostViews = 3;

using domain::Operation;
using domain::PixelMode;
using domain::Product;
using domain::ProductColorway;
using domain::RenderRequest;
using domain::SourceRole;

util::Digest digest_of(const Input& input, const std::filesystem::path& file) {
  const auto found = input.digests.find(file.native());
  if (found == input.digests.end())
    throw std::logic_error("plan was not given the digest of " + file.string());
  return found->second;
}

const domain::Zone* zone_named(const Product& product, const std::string& name, domain::View view) {
  for (const domain::Zone& zone : product.zones)
    if (zone.name == name && zone.view == view) return &zone;
  return nullptr;
}

/// The area of a zone as seen in this view: a mask, a colour in a box, or, in a view nobody drew a
/// mask for, nothing: then the studio takes the product's dominant colour.
void add_area(const Input& input,
              const Product& product,
              const std::string& name,
              domain::View view,
              RenderRequest& request,
              domain::ZoneChange& change) {
  const domain::Zone* zone = zone_named(product, name, view);
  if (zone == nullptr) return;
  if (const auto* mask = std::get_if<std::filesystem::path>(&zone->area))
    request.sources.push_back({SourceRole::zone, name, digest_of(input, *mask)});
  else
    change.like = std::get<domain::LikeColor>(zone->area);
}

void add_change(const Input& input,
                const Product& product,
                domain::View view,
                const ProductColorway& colorway,
                RenderRequest& request) {
  const domain::Colorway* common = input.job.find_colorway(colorway.name);
  std::string zone;
  if (colorway.zone)
    zone = *colorway.zone;
  else if (common != nullptr)
    zone = common->zone;
  const domain::Target* target = colorway.target     ? &*colorway.target
                                 : common != nullptr ? &common->target
                                                     : nullptr;
  if (target == nullptr)
    throw std::logic_error("colorway " + colorway.name + " has no target; spec must refuse it");
  domain::ZoneChange change;
  change.zone = zone.empty() ? "product" : zone;
  if (!zone.empty()) add_area(input, product, zone, view, request, change);
  if (const auto* swatch = std::get_if<std::filesystem::path>(target))
    request.sources.push_back({SourceRole::swatch, change.zone, digest_of(input, *swatch)});
  else
    change.color = std::get<domain::Rgb>(*target);
  request.zones.push_back(change);
  // Parts that must stay as they are, where somebody drew them.
  for (const std::string& part : product.keep.parts) {
    if (part == zone) continue;
    const domain::Zone* kept = zone_named(product, part, view);
    if (kept == nullptr) continue;
    if (const auto* mask = std::get_if<std::filesystem::path>(&kept->area))
      request.sources.push_back({SourceRole::protect, part, digest_of(input, *mask)});
  }
}

domain::Placement placement_of(const domain::Scene& scene,
                               const Product& product,
                               const Settings& settings) {
  domain::Placement placement;
  placement.stance = product.stance;
  if (scene.surface) {
    placement.on = scene.surface->on;
    placement.polygon = scene.surface->polygon;
    placement.front_edge = scene.surface->front_edge;
  }
  placement.reflection = scene.reflection;
  const std::optional<domain::Place>& place = settings.place ? settings.place : scene.place;
  if (place) {
    placement.at = place->at;
    placement.height = place->height;
  }
  const bool true_scale =
      scene.surface && scene.surface->front_edge && (settings.size.height || settings.size.width);
  // A size changes the picture only where the scene can show it: otherwise it must not enter the
  // key.
  if (true_scale && !settings.place) {
    placement.product_height = settings.size.height;
    placement.product_width = settings.size.width;
    placement.height.reset();
  } else {
    placement.front_edge.reset();
    if (!placement.height) placement.height = domain::Place{}.height;
  }
  return placement;
}

std::string scene_in_words(const domain::Scene& scene, const Settings& settings) {
  const auto* told = std::get_if<domain::PromptBackdrop>(&scene.backdrop);
  std::string prompt = told != nullptr ? told->text : std::string();
  if (!settings.note.empty()) prompt += (prompt.empty() ? "" : ". ") + settings.note;
  return prompt;
}

/// How many photographs go beside so many other pictures, of which one may be a mask.
std::size_t room_beside(const ModelChoice& model, std::size_t others, bool masked = false) {
  const std::size_t taken = model.most_pictures(masked);
  return std::min(taken > others ? taken - others : 0, kMostViews);
}

/// The shot's own view first, then the others. The same photograph twice would be paid for and say
/// nothing.
void add_packshots(const Input& input,
                   const Wanted& wanted,
                   std::size_t room,
                   RenderRequest& request) {
  const Product& product = input.job.products[wanted.product];
  const std::size_t before = request.sources.size();
  const auto add = [&](const domain::Packshot& packshot) {
    const domain::Source source{SourceRole::packshot, "", digest_of(input, packshot.file)};
    const bool known =
        std::find(request.sources.begin(), request.sources.end(), source) != request.sources.end();
    if (!known && request.sources.size() - before < room) request.sources.push_back(source);
  };
  add(product.packshots[wanted.packshot]);
  for (std::size_t i = 0; i < product.packshots.size(); ++i)
    if (i != wanted.packshot) add(product.packshots[i]);
}

/// The usual template is the same one whether it is named or not.
void add_wishes(const ModelChoice& model, const domain::Wishes& wishes, RenderRequest& request) {
  request.style = wishes.style;
  request.system = wishes.system;
  request.size_class = model.size_class(wishes.resolution);
  request.seed = wishes.seed;
  request.thinking = wishes.thinking;
  request.quality = model.quality(wishes.quality);
  for (const domain::SafetyWish& wish : wishes.safety) request.safety.push_back(wish.rule);
  if (wishes.prompt_template != domain::kUsualTemplate)
    request.prompt_template = wishes.prompt_template;
}

/// A model that is asked: it sees pictures and words, never a measure it could not keep.
void ask_model(const Input& input,
               const Wanted& wanted,
               const Settings& settings,
               const MadeFrom& from,
               const ModelChoice& model,
               RenderRequest& request) {
  const domain::Scene& scene = input.job.scenes[wanted.scene];
  const Product& product = input.job.products[wanted.product];
  const bool is_later_frame = scene.frame && !scene.frame->after.empty();
  request.surface = model.asked_surface();
  request.model = model.id;
  request.pixels = PixelMode::regenerate;
  // No photograph shows a recoloured product; its other views are not recoloured for this.
  if (stands_on_product(input, wanted, settings))
    request.sources.push_back({SourceRole::cutout, "", from.cutout});
  else
    add_packshots(input, wanted,
                  std::max<std::size_t>(1, room_beside(model, scene_pictures(scene).size() +
                                                                  (is_later_frame ? 1 : 0))),
                  request);
  for (const auto& [role, file] : scene_pictures(scene))
    request.sources.push_back({role, "", digest_of(input, file)});
  if (is_later_frame) request.sources.push_back({SourceRole::frame, "", from.under});
  if (scene.surface) {
    domain::Placement placement;
    placement.on = scene.surface->on;
    placement.stance = product.stance;
    request.placement = placement;
  }
  request.light = scene.light;
  request.pieces = product.pieces;
  request.keep_parts = product.keep.parts;
  request.keep_text = product.keep.text;
  add_wishes(model, settings.wishes, request);
}

/// The studio: the product's own pixels are in the cut-out, and placing changes none of them.
void place_on_studio(const Input& input,
                     const Wanted& wanted,
                     const Settings& settings,
                     const util::Digest& cutout,
                     RenderRequest& request) {
  const domain::Scene& scene = input.job.scenes[wanted.scene];
  request.surface = request.model = "studio";
  request.renderer = input.renderer;
  request.pixels = PixelMode::original;
  request.sources.push_back({SourceRole::cutout, "", cutout});
  request.placement = placement_of(scene, input.job.products[wanted.product], settings);
  request.light = scene.light;
  request.shadow = settings.shadow;
  if (const auto* picture = std::get_if<domain::PictureBackdrop>(&scene.backdrop))
    request.sources.push_back({SourceRole::backdrop, "", digest_of(input, picture->file)});
  if (scene.foreground)
    request.sources.push_back({SourceRole::foreground, "", digest_of(input, *scene.foreground)});
}

/// The words that one step is asked with: alone, or with those of all before it.
std::string words_of(const std::vector<domain::RefineStep>& steps) {
  if (steps.back().from == domain::StandsOn::last) return steps.back().words;
  std::string all;
  for (const domain::RefineStep& step : steps) {
    const bool ends = all.ends_with('.') || all.ends_with('!') || all.ends_with('?');
    all += (all.empty() ? "" : ends ? " " : ". ") + step.words;
  }
  return all;
}

/// Of the request that made the picture everything goes on that is no word about the scene: the
/// picture itself shows it.
RenderRequest refined(const Input& input,
                      const Wanted& wanted,
                      const Settings& settings,
                      const MadeFrom& from,
                      const ModelChoice& model,
                      RenderRequest request) {
  request.operation = Operation::refine;
  request.prompt = words_of(settings.refine);
  request.camera.clear();
  request.style.clear();
  request.placement.reset();
  request.light.reset();
  request.sources = {{SourceRole::picture, "", from.under}};
  const auto& mask = settings.refine.back().within;
  if (mask) request.sources.push_back({SourceRole::mask, "", digest_of(input, *mask)});
  const std::size_t room = room_beside(model, request.sources.size(), mask.has_value());
  if (!stands_on_product(input, wanted, settings))
    add_packshots(input, wanted, room, request);
  else if (room > 0)
    request.sources.push_back({SourceRole::cutout, "", from.cutout});
  return request;
}

/// What is asked for one member of a bundle goes into the bundle's own request, under its number.
void add_member(const RenderRequest& alone,
                const domain::Member& member,
                const Product& product,
                RenderRequest& request) {
  const std::string number = std::to_string(request.members.size() + 1) + "/";
  for (domain::Source source : alone.sources) {
    source.name = number + source.name;
    request.sources.push_back(std::move(source));
  }
  for (domain::ZoneChange change : alone.zones) {
    change.zone = number + change.zone;
    request.zones.push_back(std::move(change));
    request.pixels = PixelMode::recolor;
  }
  request.members.push_back({member.count, product.size.height, product.transparent});
}

/// A bundle cuts its members out itself: it waits for no other task, and is made anew with what any
/// of them is made from.
RenderRequest group_request(const Input& input, const Product& bundle) {
  RenderRequest request;
  request.operation = Operation::edit;
  request.prompt = domain::kArrangeInstruction;
  request.surface = request.model = "studio";
  request.renderer = input.renderer;
  request.shadow = domain::ShadowKind::none;
  request.pieces = bundle.pieces;
  for (const domain::Member& member : bundle.members) {
    const auto index = static_cast<std::uint32_t>(member.product);
    add_member(product_request(input, index, 0, member.colorway), member, input.job.products[index],
               request);
  }
  return request;
}

}  // namespace

RenderRequest product_request(const Input& input,
                              std::uint32_t product_index,
                              std::uint16_t packshot_index,
                              std::uint16_t colorway_index) {
  const Product& product = input.job.products[product_index];
  if (!product.members.empty()) return group_request(input, product);
  const domain::Packshot& packshot = product.packshots[packshot_index];
  const ProductColorway& colorway = product.colorways[colorway_index];
  RenderRequest request;
  request.surface = request.model = "studio";
  request.renderer = input.renderer;
  request.shadow = domain::ShadowKind::none;
  request.transparent = product.transparent;
  request.pieces = product.pieces;
  request.sources.push_back({SourceRole::packshot, "", digest_of(input, packshot.file)});
  if (packshot.mask) {
    request.sources.push_back({SourceRole::alpha, "", digest_of(input, *packshot.mask)});
  } else if (input.job.matting) {
    request.sources.push_back({SourceRole::network, "", digest_of(input, input.job.matting->file)});
    request.matting = input.job.matting->format;
  }
  if (colorway.as_photographed) {
    request.operation = Operation::edit;
    request.prompt = domain::kCutOutInstruction;
    request.pixels = PixelMode::original;
  } else {
    request.operation = Operation::recolor;
    request.pixels = PixelMode::recolor;
    add_change(input, product, packshot.view, colorway, request);
  }
  return request;
}

std::vector<std::pair<SourceRole, std::filesystem::path>> scene_pictures(
    const domain::Scene& scene) {
  std::vector<std::pair<SourceRole, std::filesystem::path>> pictures;
  const auto* backdrop = std::get_if<domain::PictureBackdrop>(&scene.backdrop);
  if (backdrop == nullptr) return pictures;
  pictures.emplace_back(SourceRole::backdrop, backdrop->file);
  // A mask means something only beside the picture it belongs to.
  if (scene.foreground) pictures.emplace_back(SourceRole::foreground, *scene.foreground);
  return pictures;
}

std::size_t most_pictures_sent(const spec::Job& job) {
  std::size_t most = 0;
  for (const domain::Scene& scene : job.scenes) most = std::max(most, scene_pictures(scene).size());
  return most + kMostViews;
}

bool stands_on_product(const Input& input, const Wanted& wanted, const Settings& settings) {
  const Product& product = input.job.products[wanted.product];
  return settings.pixels != PixelMode::regenerate || !product.members.empty() ||
         !product.colorways[wanted.colorway].as_photographed;
}

RenderRequest placement_request(const Input& input,
                                const Wanted& wanted,
                                const Settings& settings,
                                const MadeFrom& from,
                                std::size_t nth) {
  const domain::Scene& scene = input.job.scenes[wanted.scene];
  const bool in_picture = std::holds_alternative<domain::PictureBackdrop>(scene.backdrop);
  const ModelChoice& model = nth == 0 ? input.model : *input.chain(scene).at(nth);
  RenderRequest request;
  request.operation = in_picture ? Operation::fuse : Operation::recontextualize;
  request.prompt = scene_in_words(scene, settings);
  request.camera = in_picture ? std::string() : settings.camera;
  // A picture's frame is its own; one told in words has none, and whoever makes it must not choose.
  request.aspect = scene.aspect;
  if (!in_picture && !request.aspect) request.aspect = domain::Aspect{1, 1};
  request.take = settings.take;
  if (settings.pixels == PixelMode::regenerate)
    ask_model(input, wanted, settings, from, model, request);
  else
    place_on_studio(input, wanted, settings, from.cutout, request);
  if (settings.refines()) return refined(input, wanted, settings, from, model, std::move(request));
  return request;
}

bool is_product_only(const Input& input, const Wanted& wanted) {
  return input.job.scenes[wanted.scene].is_packshot();
}

}  // namespace vitrine::plan
