#include "pipeline/spec/bundles.hpp"
#include "pipeline/spec/deliver.hpp"
#include "pipeline/spec/feed.hpp"
#include "pipeline/spec/job.hpp"
#include "pipeline/spec/job_files.hpp"
#include "pipeline/spec/products.hpp"
#include "pipeline/spec/settings.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace vitrine::spec {
namespace {

namespace fs = std::filesystem;

class JobReader {
 public:
  JobReader(const fs::path& file, const Vocabulary& vocabulary, const ReadOptions& options)
      : vocabulary_(vocabulary),
        options_(options),
        project_files_(options.project, options.allowed_folders),
        paths_(project_files_, complaints_),
        files_(paths_, complaints_) {
    job_.file = file;
  }

  Reading run() {
    if (files_.read(job_.file, options_.text)) read_parts(files_.job());
    Reading reading;
    if (complaints_.error_count() == 0) {
      job_.files = complaints_.files();
      job_.revision = files_.revision();
      reading.job = std::move(job_);
    }
    reading.problems = std::move(complaints_).take();
    return reading;
  }

 private:
  void read_parts(const Node& root) {
    read_settings(root);
    const NamedNodes colorways = files_.merged("colorways"), scenes = files_.merged("scenes");
    for (const Node::Entry* entry : colorways) colorway_names_.define(entry->key);
    for (const Node::Entry* entry : scenes) {
      scene_names_.define(entry->key);
      selectors_.add(entry->value.find("fits"), SelectorChecks::Subject::product);
    }
    job_.colorways = read_colorways(colorways, paths_, complaints_);
    job_.scenes = read_scenes(scenes, scene_names_, paths_, complaints_);
    if (const Node* products = root.find("products")) read_products(*products, colorways);
    if (const Node* deliver = root.find("deliver"))
      job_.deliver = read_deliver(*deliver, vocabulary_.profiles, job_.scenes, scene_names_,
                                  selectors_, complaints_);
    if (const Node* adjust = root.find("adjust"))
      job_.adjust = read_adjust(*adjust, job_.scenes, selectors_, paths_, complaints_);
    check_templates(root, scenes);
    check_fallback(root.find("fallback"));
    for (const Node::Entry* scene : scenes) check_fallback(scene->value.find("fallback"));
    check_references(root);
  }

  void read_settings(const Node& root) {
    job_.name = text_or(root.find("name"));
    if (const Node* model = root.find("model"); text_of(model)) {
      job_.model = model->text;
      job_.model_origin = model->origin();
      const auto& models = vocabulary_.models;
      if (std::find(models.begin(), models.end(), job_.model) == models.end())
        complaints_.error(*model, unknown_word("no-such-model", "no model " + quote(job_.model),
                                               job_.model, models));
    }
    job_.fallback = fallback_of(root.find("fallback"));
    job_.budget = read_budget(root.find("budget"));
    job_.guard = read_guard(root.find("guard"));
    for (const Node* layer : files_.layers("defaults")) apply_defaults(layer, job_.defaults);
    read_output(root.find("output"));
  }

  void check_templates(const Node& root, const NamedNodes& scenes) {
    const auto& known = vocabulary_.templates;
    const auto check = [&](const Node* where) {
      const Node* named = where ? where->find("template") : nullptr;
      if (!text_of(named) || std::find(known.begin(), known.end(), named->text) != known.end())
        return;
      complaints_.error(*named,
                        unknown_word("no-such-template", "no prompt template " + quote(named->text),
                                     named->text, known));
    };
    for (const Node* layer : files_.layers("defaults")) check(layer);
    for (const Node::Entry* scene : scenes) check(&scene->value);
    if (const Node* adjust = root.find("adjust"))
      for (const Node& line : adjust->items) check(&line);
  }

  void check_fallback(const Node* list) {
    const auto& models = vocabulary_.models;
    std::set<std::string> named;
    for (const Node* name : scalars_of(list)) {
      if (name->text == "studio")
        complaints_.error(*name, {"studio-fallback",
                                  "the studio stands in for nobody: its pictures are other "
                                  "pictures than a model's; leave it out, or say model: studio"});
      else if (std::find(models.begin(), models.end(), name->text) == models.end())
        complaints_.error(*name, unknown_word("no-such-model", "no model " + quote(name->text),
                                              name->text, models));
      else if (name->text == job_.model)
        complaints_.error(
            *name, {"own-fallback", quote(name->text) + " is the job's own model: it is asked "
                                                        "first; leave it out here"});
      else if (!named.insert(name->text).second)
        complaints_.error(
            *name, {"duplicate-fallback", quote(name->text) + " stands twice in this list; once "
                                                              "is enough"});
    }
  }

  void read_output(const Node* node) {
    std::error_code ignored;
    const fs::path base = options_.project.empty() ? job_.file.parent_path() : options_.project;
    job_.output.folder = fs::absolute(base / "out" / job_.name, ignored);
    if (node) {
      if (const std::string* name = text_of(node->find("name"))) job_.output.name = *name;
      if (const std::optional<fs::path> folder = paths_.place(node->find("folder")))
        job_.output.folder = fs::absolute(*folder, ignored);
    }
    job_.output.folder = job_.output.folder.lexically_normal();
  }

  void read_products(const Node& list, const NamedNodes& colorways) {
    ProductReader products(
        {colorways, colorway_names_, scene_names_, selectors_, paths_, complaints_}, list);
    FeedReader feeds({scene_names_, colorway_names_, vocabulary_, project_files_, paths_,
                      complaints_, options_.now_micros});
    for (const Node& item : list.items) {
      if (!item.is_map()) continue;
      if (item.find("from"))
        read_feed(item, feeds);
      else
        add_product(products.read(item), item);
    }
    resolve_bundles(bundles_, set_aside_, job_.products, complaints_);
  }

  void read_feed(const Node& node, FeedReader& feeds) {
    has_feeds_ = true;
    for (const char* key : {"only", "except"})
      selectors_.add(node.find(key), SelectorChecks::Subject::product);
    const Node* columns = node.find("columns");
    if (const Node* attributes = columns ? columns->find("attributes") : nullptr)
      for (const Node::Entry& entry : attributes->entries) selectors_.define_attribute(entry.key);
    FeedReading reading = feeds.read(node);
    job_.feed_rows += reading.rows;
    job_.rows_set_aside += reading.set_aside;
    set_aside_.merge(reading.set_aside_skus);
    for (std::size_t i = 0; i < reading.products.size(); ++i) {
      domain::Product& product = reading.products[i];
      const auto [place, is_new] = sku_places_.emplace(product.sku, place_of_sku(product.origin));
      if (is_new) {
        job_.products.push_back(std::move(product));
        continue;
      }
      ++job_.rows_set_aside;
      complaints_.row(
          Complaints::Level::warning, product.origin.file, reading.places[i],
          {"duplicate-sku", product.sku + " set aside: it stands already in " + place->second});
    }
  }

  void add_product(domain::Product product, const Node& node) {
    if (const Node* members = node.find("members"))
      bundles_.push_back({product.sku, members});
    else if (!node.find("packshots") && !misspells_packshots(node))
      complaints_.error(node, {"missing-key", quote("packshots") + " is missing in an item of " +
                                                  quote("products")});
    claim_sku(node.find("sku"));
    const Node* colorways = node.find("colorways");
    if (colorways)
      for (const Node& item : colorways->items) {
        const Node* sku = item.find("sku");
        if (text_of(sku) && sku->text != product.sku) claim_sku(sku);
      }
    job_.products.push_back(std::move(product));
  }

  /// Then the unknown key was complained about, and that is enough.
  static bool misspells_packshots(const Node& product) {
    const std::vector<std::string> keys{"packshots", "members"};
    return std::any_of(product.entries.begin(), product.entries.end(), [&](const auto& entry) {
      return util::nearest(entry.key.text, keys).has_value();
    });
  }

  void claim_sku(const Node* sku) {
    if (!text_of(sku)) return;
    const auto [place, is_new] = sku_places_.emplace(sku->text, place_of_sku(sku->origin()));
    if (!is_new)
      complaints_.error(*sku, {"duplicate-sku", "the number " + quote(sku->text) +
                                                    " stands twice; first in " + place->second});
  }

  std::string place_of_sku(const domain::Origin& origin) const {
    return complaints_.files()[static_cast<std::size_t>(origin.file)] + ":" +
           std::to_string(origin.line);
  }

  void check_references(const Node& root) {
    scene_names_.check(complaints_);
    scene_names_.complain_of_unused(complaints_, Complaints::Level::error, root.file,
                                    "no line of deliver asks for the scene");
    colorway_names_.check(complaints_);
    // A feed may have no row in that colour tonight.
    colorway_names_.complain_of_unused(
        complaints_, has_feeds_ ? Complaints::Level::warning : Complaints::Level::error, root.file,
        "no product is made in the colorway");
    check_delivered_colorways(root);
    std::vector<std::string> colorways = made_colorways();
    selectors_.check({job_.products, set_aside_, scene_names_.names(), std::move(colorways),
                      vocabulary_.profiles, has_feeds_},
                     complaints_);
  }

  std::vector<std::string> made_colorways() const {
    std::set<std::string> names;
    for (const domain::Product& product : job_.products)
      for (const domain::ProductColorway& colorway : product.colorways) names.insert(colorway.name);
    return {names.begin(), names.end()};
  }

  void check_delivered_colorways(const Node& root) {
    const Node* deliver = root.find("deliver");
    if (!deliver) return;
    const std::vector<std::string> made = made_colorways();
    for (const Node& line : deliver->items)
      for (const Node* name : scalars_of(line.find("colorways")))
        check_colorway(*name, made, has_feeds_, complaints_);
  }

  const Vocabulary& vocabulary_;
  const ReadOptions& options_;
  Complaints complaints_;
  ProjectFiles project_files_;
  PathReader paths_;
  JobFiles files_;
  NameTable scene_names_{"scene"};
  NameTable colorway_names_{"colorway"};
  SelectorChecks selectors_;
  std::map<std::string, std::string> sku_places_;  ///< number → where it stands
  std::set<std::string> set_aside_;
  std::vector<BundleNode> bundles_;
  bool has_feeds_ = false;
  Job job_;
};

}  // namespace

Reading read_job(const fs::path& file, const Vocabulary& vocabulary, const ReadOptions& options) {
  return JobReader(file, vocabulary, options).run();
}

}  // namespace vitrine::spec
