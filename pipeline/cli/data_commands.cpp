// schema, models, init and report: what needs neither a job nor a plan.
#include "pipeline/catalog/tables.hpp"
#include "pipeline/cli/exit_code.hpp"
#include "pipeline/cli/models_json.hpp"
#include "pipeline/cli/records.hpp"
#include "pipeline/cli/report_files.hpp"
#include "pipeline/spec/print.hpp"
#include "pipeline/store/asset_store.hpp"
#include "pipeline/util/files.hpp"

#include <ostream>

namespace vitrine::cli {
namespace fs = std::filesystem;
namespace {

constexpr const char* kSettings = R"(# yaml-language-server: $schema=schemas/settings.schema.json
# Settings of this project: see "vitrine.yaml" in the README.
# A paid model's key stays in an environment variable, and only its name may stand here:
#
# providers:
#   gemini: {key_env: SHOP_GEMINI_KEY}
#
# Rows of your own are laid over the built-in ones by id, for example:
#
# profiles:
#   - id: my-shop
#     extends: shopify
#     version: 1
#     target_px: 1600x1600
{}
)";

constexpr const char* kFirstJob = R"(# yaml-language-server: $schema=../schemas/job.schema.json
vitrine: 1
name: first
model: studio                  # the embedded renderer: free, needs no key
products:
  - sku: MUG-01
    title: My first product
    packshots: [../photos/mug.jpg]   # put a photograph of it on a plain backdrop here
scenes:
  white: {packshot: white}
deliver:
  - {profile: shopify, scenes: [white]}
)";

}  // namespace

int schema(const Invocation& call, const std::string& of) {
  call.console.out << (of == "settings" ? spec::settings_schema_text() : spec::schema_text());
  return kDone;
}

int models(const Invocation& call, const std::string& table) {
  catalog::Sources sources;
  const Project project = call.here();
  sources.folders = {project.root / "schemas"};
  sources.settings = project.settings();
  const catalog::Loading loading = catalog::load(sources, util::date_of(call.clock.now()));
  if (!loading.catalog) return fail(call.console, kBadJob, loading.problems);
  if (!call.console.json) {
    call.console.out << (table == "profiles" ? catalog::profiles_table_markdown(*loading.catalog)
                                             : catalog::models_table_markdown(*loading.catalog));
    return kDone;
  }
  util::JsonWriter json;
  json.begin_object();
  json.member("ok", true);
  json.key("models");
  json.begin_array();
  for (const domain::Model& model : loading.catalog->models())
    write_model(*loading.catalog, model, json);
  json.end_array();
  json.key("profiles");
  json.begin_array();
  for (const std::string& name : loading.catalog->profile_names()) json.value(name);
  json.end_array();
  json.end_object();
  call.console.out << std::move(json).take() << '\n';
  return kDone;
}

int init(const Invocation& call, const std::string& folder) {
  const fs::path root = folder.empty() ? fs::current_path() : fs::absolute(folder);
  std::vector<std::string> made;
  const auto write = [&](const fs::path& file, std::string_view text) {
    if (fs::exists(file)) return;
    fs::create_directories(file.parent_path());
    util::write_file_durably(file, text);
    made.push_back(shown_path(file));
  };
  write(root / "vitrine.yaml", kSettings);
  write(root / "jobs" / "first.yaml", kFirstJob);
  write(root / "schemas" / "job.schema.json", spec::schema_text());
  write(root / "schemas" / "settings.schema.json", spec::settings_schema_text());
  write(root / ".gitignore", "/.vitrine/\n/out/\n");
  if (call.console.json) {
    util::JsonWriter json;
    json.begin_object();
    json.member("ok", true);
    json.key("made");
    json.begin_array();
    for (const std::string& file : made) json.value(file);
    json.end_array();
    json.end_object();
    call.console.out << std::move(json).take() << '\n';
    return kDone;
  }
  for (const std::string& file : made) call.console.out << "made " << file << '\n';
  if (made.empty()) call.console.out << "everything is there already\n";
  call.console.out << "next: vitrine check " << shown_path(root / "jobs" / "first.yaml") << '\n';
  return kDone;
}

int report_command(const Invocation& call, const std::string& set) {
  int exit_code = kDone;
  const auto records = open_records(call, exit_code);
  if (!records) return exit_code;
  const auto runs = records->lineage->runs(set, 1);
  if (runs.empty())
    return fail(call.console, kBadJob, "no run of \"" + set + "\" is on record", "no-such-job");
  const lineage::RunStart& run = runs.front().start;
  LoadResult job = load_job(records->project.root / run.job_file, call.project, {}, call.clock);
  const auto store = store::open_store(records->project.store_folder().string());
  const ReportFiles files =
      job.loaded ? write_report(*records->lineage, *store, job.loaded->job, run.id)
                 : write_report(*records->lineage, *store, records->project.root / "out" / run.set,
                                run.set, run.id, {});
  if (call.console.json) {
    util::JsonWriter json;
    json.begin_object();
    json.member("ok", true);
    json.member("run", run.id);
    json.member("report", files.page);
    json.member("contact_sheet", files.sheet);
    json.end_object();
    call.console.out << std::move(json).take() << '\n';
  } else {
    call.console.out << files.page << '\n' << files.sheet << '\n';
  }
  return kDone;
}

}  // namespace vitrine::cli
