// show --prompt: what a model is told for a shot, before anything is asked or after.
#include "pipeline/cli/asked_calls.hpp"
#include "pipeline/cli/commands.hpp"
#include "pipeline/cli/connections.hpp"
#include "pipeline/cli/exit_code.hpp"
#include "pipeline/cli/shot_job.hpp"
#include "pipeline/providers/prompt.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <ostream>

namespace vitrine::cli {
namespace {

/// One request that a shot stands on, and the profiles that are finished from it, or from one that
/// goes on from its picture.
struct Told {
  std::vector<std::string> profiles;
  domain::RenderRequest request;
  bool packshot = false;  ///< the product's own picture: there is no scene
  bool asked = false;
};

/// The one that stands: the first model's, else that of the first of the others who was asked in
/// its place. Zero: nobody has made it yet.
util::Digest picture_of(plan::PriorWork& prior, const std::vector<domain::RenderRequest>& chain) {
  const int take = chain.front().take;
  const util::Digest first = domain::base_key(chain.front());
  if (const auto rendering = prior.rendering(first, take)) return rendering->blob;
  if (chain.size() < 2) return {};
  const std::vector<util::Digest> instead = prior.taken_instead(first);
  for (std::size_t nth = 1; nth < chain.size(); ++nth) {
    const util::Digest other = domain::base_key(chain[nth]);
    if (std::find(instead.begin(), instead.end(), other) == instead.end()) continue;
    if (const auto rendering = prior.rendering(other, take)) return rendering->blob;
  }
  return {};
}

std::vector<Told> requests_for(const PlannedJob& planned, const std::string& shot) {
  std::vector<Told> all;
  for (const plan::PlannedDelivery& delivery : planned.plan.deliveries()) {
    if (planned.plan.shot(delivery) != shot) continue;
    const util::Digest product = product_rendering(planned, delivery.product_task);
    const auto made = [&](const std::vector<domain::RenderRequest>& chain) {
      return picture_of(*planned.prior, chain);
    };
    for (domain::RenderRequest& request : planned.plan.requests(delivery, product, made)) {
      Told one;
      one.request = std::move(request);
      one.packshot = delivery.placing == plan::kNone;
      one.asked = one.request.pixels == domain::PixelMode::regenerate;
      const auto known = std::find_if(
          all.begin(), all.end(), [&](const Told& other) { return other.request == one.request; });
      Told& told = known == all.end() ? all.emplace_back(std::move(one)) : *known;
      told.profiles.push_back(planned.plan.profile(delivery).id);
    }
  }
  return all;
}

/// The file behind a picture, or what makes it.
std::string file_of(const PlannedJob& planned, const domain::Source& source) {
  const bool by_model =
      source.role == domain::SourceRole::picture || source.role == domain::SourceRole::frame;
  if (source.digest.is_zero()) return by_model ? "made first" : "made by the studio first";
  std::string shown;
  for (const auto& [file, digest] : planned.digests)
    if (digest == source.digest && (shown.empty() || file < shown)) shown = file;
  if (shown.empty()) return by_model ? "made before" : "made by the studio";
  return path_in(planned.loaded->project, shown);
}

const domain::PromptTemplate& words_for(const PlannedJob& planned,
                                        const domain::RenderRequest& request) {
  return planned.loaded->catalog.prompts().at(domain::template_of(request));
}

/// How a mask would go; as the row says where nobody is connected.
domain::MaskWay mask_way(const PlannedJob& planned, const domain::RenderRequest& request) {
  const auto model = planned.loaded->catalog.model_at(request.model);
  if (!model) return domain::MaskWay::picture;
  return planned.connection ? planned.connection->access->mask_way(*model, request) : model->mask;
}

/// What is sent as a numbered picture: all but a mask that has a field of its own.
bool has_number(const PlannedJob& planned,
                const domain::RenderRequest& request,
                const domain::Source& source) {
  return source.role != domain::SourceRole::mask || !providers::is_masked(request) ||
         mask_way(planned, request) != domain::MaskWay::field;
}

std::string aspect_of(const domain::RenderRequest& request) {
  return request.aspect ? to_text(*request.aspect) : "as the scene's picture";
}

void print_asked(const PlannedJob& planned, const Told& told, std::ostream& out) {
  const domain::RenderRequest& request = told.request;
  const domain::PromptTemplate& words = words_for(planned, request);
  out << "  asked of   " << request.model << " on " << request.surface << ": "
      << to_text(request.operation) << '\n'
      << "  aspect     " << aspect_of(request) << '\n';
  if (!request.size_class.empty()) out << "  size       " << request.size_class << '\n';
  if (request.seed) out << "  seed       " << *request.seed << '\n';
  if (request.thinking) out << "  thinking   " << to_text(*request.thinking) << '\n';
  if (!request.quality.empty()) out << "  quality    " << request.quality << '\n';
  for (const domain::SafetyRule& rule : request.safety)
    out << "  safety     " << to_text(rule.category) << ": " << to_text(rule.threshold) << '\n';
  int image = 0;
  for (const domain::Source& source : providers::sent_sources(request.sources))
    out << (has_number(planned, request, source) ? "  image " + std::to_string(++image) + "    "
                                                 : std::string("  field      "))
        << to_text(source.role) << ", " << file_of(planned, source)
        << (source.digest.is_zero() ? "" : ", sha256 " + source.digest.hex()) << '\n';
  out << "  template   " << words.id << ", version " << words.version << '\n';
  if (!request.system.empty()) out << "\nSystem instruction:\n" << request.system << "\n\nPrompt:";
  out << '\n' << providers::compose_prompt(words, request, mask_way(planned, request)) << '\n';
}

void print_studio(const Told& told, std::ostream& out) {
  out << "  nothing is asked of a model: "
      << (told.packshot ? "the studio cuts the product out, or recolours it"
                        : "the studio places the product's own pixels")
      << '\n';
  const bool drawn = told.request.operation == domain::Operation::recontextualize;
  if (drawn) out << "  it draws a backdrop from these words:\n\n" << told.request.prompt << '\n';
}

void print(const PlannedJob& planned,
           const std::string& shot,
           const std::vector<Told>& all,
           std::ostream& out) {
  for (const Told& told : all) {
    if (&told != &all.front()) out << '\n';
    out << shot << " \xC2\xB7 " << util::join(told.profiles, ", ") << '\n';
    if (told.asked)
      print_asked(planned, told, out);
    else
      print_studio(told, out);
  }
}

void write_pictures(const PlannedJob& planned,
                    const domain::RenderRequest& request,
                    util::JsonWriter& json) {
  json.begin_array();
  for (const domain::Source& source : providers::sent_sources(request.sources)) {
    json.begin_object();
    json.member("role", to_text(source.role));
    json.member("name", source.name);
    if (!has_number(planned, request, source)) json.member("field", "mask");
    json.key("sha256");
    if (source.digest.is_zero())
      json.null();
    else
      json.value(source.digest.hex());
    json.member("file", file_of(planned, source));
    json.end_object();
  }
  json.end_array();
}

void write_asked_request(const PlannedJob& planned,
                         const domain::RenderRequest& request,
                         util::JsonWriter& json) {
  const domain::PromptTemplate& words = words_for(planned, request);
  json.member("prompt", providers::compose_prompt(words, request, mask_way(planned, request)));
  json.member("template", words.id);
  json.member("template_version", words.version);
  json.member("system", request.system);
  json.key("safety");
  json.begin_object();
  for (const domain::SafetyRule& rule : request.safety)
    json.member(to_text(rule.category), to_text(rule.threshold));
  json.end_object();
  json.key("aspect");
  if (request.aspect)
    json.value(to_text(*request.aspect));
  else
    json.null();
  json.member("size_class", request.size_class);
  if (request.seed) json.member("seed", *request.seed);
  if (request.thinking) json.member("thinking", to_text(*request.thinking));
  if (!request.quality.empty()) json.member("quality", request.quality);
  json.key("pictures");
  write_pictures(planned, request, json);
}

void write(const PlannedJob& planned,
           const std::string& shot,
           const std::vector<Told>& all,
           std::ostream& out) {
  util::JsonWriter json;
  json.begin_object();
  json.member("ok", true);
  json.member("shot", shot);
  json.key("requests");
  json.begin_array();
  for (const Told& told : all) {
    const domain::RenderRequest& request = told.request;
    json.begin_object();
    json.key("profiles");
    json.begin_array();
    for (const std::string& profile : told.profiles) json.value(profile);
    json.end_array();
    json.member("asked", told.asked);
    json.member("operation", to_text(request.operation));
    json.member("model", request.model);
    json.member("surface", request.surface);
    json.member("words", request.prompt);
    if (told.asked) write_asked_request(planned, request, json);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  out << std::move(json).take() << '\n';
}

}  // namespace

int show_prompt(const Invocation& call,
                const std::string& shot,
                const std::string& job_flag,
                const JobFlags& flags) {
  int exit_code = kDone;
  const std::optional<std::string> job = job_of_shot(call, shot, job_flag, exit_code);
  if (!job) return exit_code;
  LoadResult result = load_job(*job, call.project, flags, call.clock);
  if (!result.loaded) return fail(call.console, kBadJob, result.problems);
  const auto connected = plan_connected(std::move(result.loaded), flags, lineage::Access::read_only,
                                        call.variables, call.clock);
  if (!connected) return fail(call.console, kCouldNot, connected.error().message, "network");
  const PlannedJob& planned = **connected;
  if (domain::has_errors(planned.plan.problems()))
    return fail(call.console, kBadJob, planned.plan.problems());
  const std::vector<Told> all = requests_for(planned, shot);
  if (all.empty()) return no_such_shot(call, planned, shot);
  if (call.console.json)
    write(planned, shot, all, call.console.out);
  else
    print(planned, shot, all, call.console.out);
  return kDone;
}

}  // namespace vitrine::cli
