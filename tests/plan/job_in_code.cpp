#include "tests/plan/job_in_code.hpp"

namespace vitrine::test {
namespace {

using domain::Rgb;

domain::Product product(const std::string& sku) {
  domain::Product result;
  result.sku = sku;
  result.title = "Product " + sku;
  result.category = sku.starts_with("MUG") ? "Kitchen > Mugs" : "Home > Textiles";
  result.packshots = {{sku + "-front.jpg", domain::View::front, sku + "-alpha.png", {0, 10, 5}},
                      {sku + "-side.jpg", domain::View::side, std::nullopt, {0, 11, 5}}};
  result.zones = {{"body", domain::View::front, sku + "-body.png", {0, 12, 5}}};
  result.colorways = {{"natural", "", std::nullopt, std::nullopt, true, {0, 13, 5}},
                      {"glacier", "", std::nullopt, std::nullopt, false, {0, 13, 15}}};
  result.origin = {0, 9, 3};
  return result;
}

domain::Scene scene(const std::string& name,
                    decltype(domain::Scene::backdrop) backdrop,
                    domain::Origin origin) {
  domain::Scene result;
  result.name = name;
  result.backdrop = std::move(backdrop);
  result.origin = origin;
  return result;
}

domain::Profile profile(const std::string& id, domain::PixelSize size) {
  domain::Profile result;
  result.id = id;
  result.target_px = size;
  result.formats = {domain::ImageFormat::jpeg};
  result.name_pattern = "{sku}_{color}_{scene}_{view}.{ext}";
  return result;
}

}  // namespace

JobInCode::JobInCode() {
  job.file = "jobs/code.yaml";
  job.files = {"jobs/code.yaml"};
  job.name = "code";
  job.products = {product("MUG-01"), product("BAG-01")};
  job.colorways = {{"glacier", "body", Rgb{0xA8, 0xC8, 0xD8}, {0, 20, 3}}};
  domain::Scene kitchen =
      scene("kitchen", domain::PictureBackdrop{"kitchen.jpg"}, domain::Origin{0, 31, 3});
  kitchen.place = domain::Place{{0.5, 0.8}, 0.3};
  job.scenes = {scene("white", domain::PackshotBackdrop{Rgb{255, 255, 255}}, {0, 30, 3}), kitchen,
                scene("tokyo", domain::PromptBackdrop{"a wet street at night"}, {0, 32, 3})};
  const auto line = [](const char* profile_id, std::vector<std::string> scenes, int number) {
    spec::DeliverLine result;
    result.profile = profile_id;
    result.scenes = std::move(scenes);
    result.origin = result.profile_origin = {0, number, 5};
    return result;
  };
  job.deliver = {line("main", {"white"}, 40), line("life", {"kitchen", "tokyo"}, 41)};
  job.output.folder = "out/code";
  profiles["main"] = profile("main", {2000, 2000});
  profiles["life"] = profile("life", {1500, 1500});
  for (const std::filesystem::path& file : plan::input_files(job))
    digests[file.string()] = util::sha256("pixels of " + file.string());
}

plan::Input JobInCode::input() const {
  return {job,        profiles, digests, model,      "studio/1", "finish/1",
          "checks/1", filter,   {},      redo_limit, fallbacks};
}

void JobInCode::ask_a_model() {
  domain::Model row;
  row.id = "painter-1";
  row.provider = "gemini";
  row.operations = {domain::Operation::recontextualize, domain::Operation::fuse,
                    domain::Operation::refine};
  row.aspects = {"1:1", "4:5", "16:9"};
  row.sizes = {"512", "1K", "2K"};
  row.max_inputs = 3;
  row.thinking = {domain::ThinkingLevel::minimal, domain::ThinkingLevel::high};
  row.takes_system = row.takes_seed = true;
  row.safety = {domain::HarmCategory::harassment, domain::HarmCategory::hate_speech};
  const domain::PicturePrice small{
      row.id, "2026-11-01", "1K", util::Money{42'000}, util::Money{90'000}, false};
  const domain::PicturePrice large{
      row.id, "2026-11-01", "2K", util::Money{60'000}, util::Money{120'000}, true};
  model = {row.id, "gemini", small, row, {{"1K", small}, {"2K", large}}};
  job.model = row.id;
  job.model_origin = {0, 3, 8};
}

void JobInCode::fall_back() {
  domain::Model row = *model.row;
  row.id = "painter-2";
  row.provider = "openai";
  row.sizes = {"1K"};
  row.max_inputs = 16;
  const domain::PicturePrice price{
      row.id, "2026-11-02", "1K", util::Money{84'000}, util::Money{180'000}, true};
  fallbacks.push_back({row.id, "openai", price, row, {{"1K", price}}});
  job.fallback = {{row.id, {0, 4, 12}}};
}

util::Digest PriorInMemory::blob_of(const util::Digest& base_key) const {
  return util::sha256("rendering of " + base_key.hex());
}

void PriorInMemory::remember(const plan::Plan& made) {
  deliveries_.clear();
  for (const plan::PlannedDelivery& delivery : made.deliveries()) {
    deliveries_[delivery.compare_key] = {delivery.compare_key, domain::DeliveryState::accepted,
                                         true};
    plan::PriorDetail detail;
    detail.state = domain::DeliveryState::accepted;
    detail.product = made.product_fields(delivery);
    detail.scene = made.scene_fields(delivery);
    detail.recipe = made.recipe_fields(delivery);
    details_[made.shot(delivery) + "|" + made.profile(delivery).id] = {detail,
                                                                       delivery.compare_key};
    // The product first, then its placement on the digest of what the product became.
    const util::Digest product = made.product_tasks()[delivery.product_task].base_key;
    renderings_[product] = {blob_of(product), 0};
    if (delivery.placing == plan::kNone) continue;
    const auto remember = [this](const domain::RenderRequest& request) {
      const util::Digest base = domain::base_key(request);
      renderings_[base] = {blob_of(base), request.take};
      return blob_of(base);
    };
    const auto picture = [&](const std::vector<domain::RenderRequest>& chain) {
      return remember(chain.front());
    };
    const auto requests = made.requests(delivery, blob_of(product), picture);
    remember(requests.back());
  }
  rewind();
}

void PriorInMemory::set_state(const std::string& shot,
                              domain::DeliveryState state,
                              const std::string& why) {
  for (auto& [key, entry] : details_) {
    if (!key.starts_with(shot + "|")) continue;
    entry.first.state = state;
    entry.first.why = why;
    deliveries_[entry.second].state = state;
  }
}

bool PriorInMemory::next(plan::PriorDelivery& delivery) {
  if (next_ == deliveries_.end()) return false;
  delivery = next_++->second;
  delivery.file_in_place = !lost_files_.contains(delivery.compare_key);
  return true;
}

std::optional<plan::PriorDetail> PriorInMemory::detail(const std::string& shot,
                                                       const std::string& profile) {
  ++details_asked;
  const auto found = details_.find(shot + "|" + profile);
  if (found == details_.end()) return std::nullopt;
  return found->second.first;
}

std::optional<plan::PriorRendering> PriorInMemory::rendering(const util::Digest& base_key,
                                                             int least_take) {
  const auto found = renderings_.find(base_key);
  if (found == renderings_.end() || found->second.take < least_take) return std::nullopt;
  return found->second;
}

plan::PriorTakes PriorInMemory::takes(const util::Digest& base_key, int least_take) {
  ++takes_asked;
  return rendering(base_key, least_take) ? all_takes : plan::PriorTakes{};
}

std::vector<util::Digest> PriorInMemory::taken_instead(const util::Digest& base_key) {
  std::vector<util::Digest> taken;
  const auto [begin, end] = instead.equal_range(base_key);
  for (auto found = begin; found != end; ++found) taken.push_back(found->second);
  return taken;
}

void PriorInMemory::took_instead(const domain::RenderRequest& asked,
                                 const domain::RenderRequest& taken) {
  const util::Digest from = domain::base_key(asked), to = domain::base_key(taken);
  renderings_.erase(from);
  renderings_[to] = {blob_of(to), 0};
  instead.insert({from, to});
}

}  // namespace vitrine::test
