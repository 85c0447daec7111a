#include "pipeline/cli/session.hpp"

#include "pipeline/catalog/sunset.hpp"
#include "pipeline/cli/budgets.hpp"
#include "pipeline/domain/verdict.hpp"
#include "pipeline/finish/finish.hpp"
#include "pipeline/plan/problems.hpp"
#include "pipeline/plan/requests.hpp"
#include "pipeline/schedule/options.hpp"
#include "pipeline/studio/studio.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <utility>

namespace vitrine::cli {
namespace {

namespace fs = std::filesystem;

util::Date day_of(const JobFlags& flags, const util::Clock& clock) {
  if (const auto day = util::parse_date(flags.today)) return *day;
  return util::date_of(clock.now());
}

void add_sunset(const catalog::Catalog& catalog,
                const spec::Job& job,
                const std::string& name,
                const domain::Origin& origin,
                domain::Problems& problems) {
  const domain::Model* model = catalog.find_model(name);
  if (model == nullptr) return;
  std::optional<domain::Problem> found = catalog::sunset_problem(catalog, *model);
  if (!found) return;
  domain::Problem placed = plan::problem_at(job, origin, found->level, found->code, found->message);
  placed.suggestion = found->suggestion;
  placed.length = static_cast<int>(name.size());
  problems.push_back(std::move(placed));
}

/// The names in one list become ids. Whom the command asks first is left out of it silently; what
/// only an alias hid from the reader of the job is complained about.
void resolve_fallback(const catalog::Catalog& catalog,
                      const spec::Job& job,
                      bool is_model_of_command,
                      std::vector<domain::Fallback>& list,
                      domain::Problems& problems) {
  const domain::Model* first = catalog.find_model(job.model);
  std::vector<domain::Fallback> resolved;
  for (domain::Fallback& named : list) {
    const domain::Model* model = catalog.find_model(named.model);
    if (model == nullptr) continue;  // was complained about
    const bool is_first = first != nullptr && model->id == first->id;
    if (is_first && is_model_of_command) continue;
    std::string twin = is_first ? job.model : std::string();
    for (const domain::Fallback& other : resolved)
      if (other.model == model->id) twin = other.model;
    if (!twin.empty()) {
      problems.push_back(
          plan::problem_at(job, named.from, domain::Problem::Level::error,
                           is_first ? "own-fallback" : "duplicate-fallback",
                           "\"" + named.model + "\" is \"" + twin + "\" by another name, which " +
                               (is_first ? "is asked first" : "stands in this list already") +
                               "; leave it out here"));
      problems.back().length = static_cast<int>(named.model.size());
      continue;
    }
    add_sunset(catalog, job, named.model, named.from, problems);
    named.model = model->id;
    resolved.push_back(std::move(named));
  }
  list = std::move(resolved);
}

/// A list that several scenes have from one that they extend is complained about once.
void resolve_fallbacks(const catalog::Catalog& catalog,
                       const JobFlags& flags,
                       spec::Job& job,
                       domain::Problems& problems) {
  const domain::Model* first = catalog.find_model(job.model);
  if (flags.no_fallback || (first != nullptr && first->provider == "studio"))
    return leave_out_fallbacks(job);
  domain::Problems found;
  resolve_fallback(catalog, job, !flags.model.empty(), job.fallback, found);
  for (domain::Scene& scene : job.scenes)
    if (scene.fallback)
      resolve_fallback(catalog, job, !flags.model.empty(), *scene.fallback, found);
  for (domain::Problem& problem : found) {
    const bool is_said = std::any_of(problems.begin(), problems.end(), [&](const auto& other) {
      return other.file == problem.file && other.line == problem.line &&
             other.column == problem.column && other.message == problem.message;
    });
    if (!is_said) problems.push_back(std::move(problem));
  }
}

/// Where both readers of vitrine.yaml stumbled, one complaint is enough.
void add_unsaid(domain::Problems more, domain::Problems& problems) {
  for (domain::Problem& problem : more) {
    bool said = false;
    for (const domain::Problem& other : problems)
      said = said || (other.file == problem.file && other.line == problem.line);
    if (!said) problems.push_back(std::move(problem));
  }
}

/// Each picture of a responsive set is a delivery of its own, so that planning, checking, reporting
/// and reproducing need not know of sets.
void add_responsive_sets(spec::Job& job, std::map<std::string, domain::Profile>& profiles) {
  const std::vector<spec::DeliverLine> named = job.deliver;
  for (const spec::DeliverLine& line : named) {
    const auto profile = profiles.find(line.profile);
    if (profile == profiles.end()) continue;
    for (domain::Profile& variant : domain::responsive_set(profile->second)) {
      spec::DeliverLine& own = job.deliver.emplace_back(line);
      own.profile = variant.id;
      profiles.insert_or_assign(variant.id, std::move(variant));
    }
  }
}

std::optional<util::Money> redo_limit(const lineage::BudgetLimits& limits) {
  if (!limits.run) return std::nullopt;
  return schedule::redo_limit(*limits.run, schedule::kRedoShare);
}

}  // namespace

void leave_out_fallbacks(spec::Job& job) {
  job.fallback.clear();
  for (domain::Scene& scene : job.scenes) scene.fallback.reset();
}

std::vector<std::string> fallback_models(const LoadedJob& loaded) {
  std::vector<std::string> models;
  if (model_choice(loaded).is_studio()) return models;
  const auto add = [&](const std::vector<domain::Fallback>& list) {
    for (const domain::Fallback& named : list)
      if (std::find(models.begin(), models.end(), named.model) == models.end())
        models.push_back(named.model);
  };
  add(loaded.job.fallback);
  for (const domain::Scene& scene : loaded.job.scenes) add(loaded.job.fallback_of(scene));
  return models;
}

plan::ModelChoice model_choice(const LoadedJob& loaded) {
  return model_choice(loaded, loaded.job.model);
}

plan::ModelChoice model_choice(const LoadedJob& loaded, const std::string& name) {
  plan::ModelChoice choice;
  const domain::Model* model = loaded.catalog.find_model(name);
  if (model == nullptr) return choice;
  choice.id = model->id;
  choice.provider = model->provider;
  if (choice.is_studio()) return choice;
  choice.row = loaded.catalog.model_at(model->id);
  choice.others = &loaded.catalog;
  if (loaded.catalog.find_gateway(model->provider) != nullptr) choice.seller = model->provider;
  const std::vector<std::string> none{""};
  const std::vector<std::string>& sizes = choice.row->sizes.empty() ? none : choice.row->sizes;
  const std::vector<std::string>& qualities =
      choice.row->qualities.empty() ? none : choice.row->qualities;
  const int most = static_cast<int>(plan::most_pictures_sent(loaded.job));
  for (const std::string& size : sizes)
    for (const std::string& quality : qualities)
      if (const auto price = loaded.catalog.price_of(model->id, size, {}, quality, most))
        choice.prices[plan::ModelChoice::price_name(size, quality)] = *price;
  choice.price = loaded.catalog.price_of(model->id, choice.size_class({}), {}, {}, most);
  return choice;
}

LoadResult load_job(const fs::path& file,
                    const std::optional<fs::path>& project_folder,
                    const JobFlags& flags,
                    const util::Clock& clock,
                    std::optional<std::string> text) {
  LoadResult result;
  const Project project = find_project(project_folder ? *project_folder : file);
  catalog::Sources sources;
  sources.folders = {project.root / "schemas"};
  sources.settings = project.settings();
  catalog::Loading data = catalog::load(sources, day_of(flags, clock));
  result.problems = data.problems;
  SettingsReading settings = read_project_settings(sources.settings);
  add_unsaid(std::move(settings.problems), result.problems);
  if (settings.settings.matting && !domain::has_errors(result.problems))
    if (auto problem = matting_problem(*settings.settings.matting))
      result.problems.push_back(std::move(*problem));
  if (!data.catalog) return result;
  if (const auto most = util::parse_money(flags.unpriced_limit); most)
    data.catalog = data.catalog->with_unpriced_limit(*most);

  spec::Vocabulary vocabulary;
  vocabulary.profiles = data.catalog->profile_names();
  vocabulary.models = data.catalog->model_names();
  vocabulary.templates = data.catalog->prompt_names();
  vocabulary.forms = data.catalog->forms();
  spec::ReadOptions options;
  options.project = project.root;
  options.now_micros = clock.now().micros;
  options.text = std::move(text);
  spec::Reading reading = spec::read_job(file, vocabulary, options);
  for (domain::Problem& problem : reading.problems) result.problems.push_back(std::move(problem));
  if (!reading.job) return result;
  if (!flags.model.empty()) {
    reading.job->model = flags.model;
    reading.job->model_origin = {};
  }
  if (data.catalog->find_model(reading.job->model) == nullptr) {
    const auto near = util::nearest(reading.job->model, vocabulary.models);
    domain::Problem problem;
    problem.code = "no-such-model";
    problem.message = "no model \"" + reading.job->model + "\"" +
                      (near ? "; did you mean \"" + *near + "\"?" : "");
    problem.suggestion = near.value_or("");
    result.problems.push_back(std::move(problem));
  }
  add_sunset(*data.catalog, *reading.job, reading.job->model, reading.job->model_origin,
             result.problems);
  resolve_fallbacks(*data.catalog, flags, *reading.job, result.problems);
  if (settings.settings.matting) reading.job->matting = settings.settings.matting->network;
  if (domain::has_errors(result.problems)) return result;
  std::map<std::string, domain::Profile> profiles = data.catalog->profiles();
  add_responsive_sets(*reading.job, profiles);
  result.loaded = std::make_unique<LoadedJob>(
      LoadedJob{project, std::move(*data.catalog), std::move(*reading.job), std::move(profiles),
                result.problems, std::move(settings.settings)});
  return result;
}

util::Result<domain::Selector> parse_selector(const std::string& text) {
  domain::Selector selector;
  const std::size_t equals = text.find('=');
  if (equals != std::string::npos && equals > 0) {
    domain::Condition condition{text.substr(0, equals), {}, {}};
    const std::string_view values = std::string_view(text).substr(equals + 1);
    for (const std::string_view value : util::split(values, ','))
      condition.patterns.emplace_back(value);
    selector.conditions.push_back(std::move(condition));
    return selector;
  }
  const auto pieces = util::split(text, '/');
  if (pieces.size() < 3 || pieces.size() > 4)
    return util::Error{util::ErrorKind::bad_spec,
                       "\"" + text +
                           "\" selects nothing: write field=value (sku=MUG-*) or a shot "
                           "(MUG-01/*/kitchen)"};
  const char* const names[] = {"sku", "colorway", "scene", "view"};
  for (std::size_t i = 0; i < pieces.size(); ++i)
    selector.conditions.push_back({names[i], {std::string(pieces[i])}, {}});
  return selector;
}

PlannedJob plan_job(std::unique_ptr<LoadedJob> loaded,
                    const JobFlags& flags,
                    lineage::Access access,
                    const util::Clock& clock,
                    PlanOptions options) {
  PlannedJob planned;
  planned.loaded = std::move(loaded);
  const spec::Job& job = planned.loaded->job;
  const std::string folder = planned.loaded->project.store_folder().string();
  const bool writes = access == lineage::Access::read_write;
  if (writes || lineage::exists(folder)) {
    planned.store = store::open_store(folder);
    planned.lineage = lineage::Lineage::open(folder, access);
    planned.prior = std::make_unique<schedule::PriorLineage>(*planned.lineage, *planned.store,
                                                             job.name, job.output.folder.string());
  } else {
    planned.prior = std::make_unique<plan::NoPriorWork>();
  }
  planned.digests =
      digest_inputs(planned.loaded->project, plan::input_files(job), planned.lineage.get(),
                    writes ? planned.lineage.get() : nullptr, clock.now());
  plan::ShotFilter filter;
  const auto selector = [&job](const std::string& text) {
    return domain::with_frames(parse_selector(text).value(), job.scenes);
  };
  for (const std::string& text : flags.only) filter.only.push_back(selector(text));
  for (const std::string& text : flags.except) filter.except.push_back(selector(text));
  filter.shots = std::move(options.shots);
  plan::ModelChoice model = model_choice(*planned.loaded);
  model.surface = std::move(options.surface);
  std::vector<plan::ModelChoice> fallbacks;
  for (const std::string& id : fallback_models(*planned.loaded)) {
    plan::ModelChoice& fallback = fallbacks.emplace_back(model_choice(*planned.loaded, id));
    fallback.surface = options.fallback_surfaces[id];
  }
  planned.input = std::make_unique<plan::Input>(plan::Input{
      job, planned.loaded->profiles, planned.digests, std::move(model), studio::kRenderer,
      finish::kFinisher, domain::kCheckSet, std::move(filter), std::move(options.stand_in),
      redo_limit(limits_of(job, options.run_budget)), std::move(fallbacks)});
  planned.plan = plan::make_plan(*planned.input, *planned.prior);
  return planned;
}

}  // namespace vitrine::cli
