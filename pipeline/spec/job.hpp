#pragma once

#include "pipeline/domain/feed_form.hpp"
#include "pipeline/domain/matting.hpp"
#include "pipeline/domain/problem.hpp"
#include "pipeline/domain/product.hpp"
#include "pipeline/domain/scene.hpp"
#include "pipeline/util/digest.hpp"
#include "pipeline/util/money.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace vitrine::spec {

/// Which of a product's packshots a deliver line wants.
struct ViewChoice {
  enum class Kind { main, additional, all, named };
  Kind kind = Kind::main;
  std::vector<domain::View> names;  ///< only with `named`
};

/// One line of `deliver:`. Lines are in order of importance.
struct DeliverLine {
  std::string profile;
  std::vector<std::string> scenes;     ///< at least one
  std::vector<std::string> colorways;  ///< empty: all of each product
  ViewChoice views;
  domain::Selector only, except;
  std::optional<domain::Approval> approve;
  std::optional<domain::PixelMode> pixels;
  std::optional<domain::ShadowKind> shadow;
  domain::Origin origin;
  domain::Origin profile_origin;
  domain::Origin pixels_origin;
};

/// One line of `adjust:`: a selector over product and shot fields (sku, colorway, scene, view,
/// profile, category, attributes) and what is set for the shots it meets. Later lines win.
struct Adjustment {
  domain::Selector subject;
  std::optional<domain::TrueSize> size;
  std::optional<domain::Place> place;
  std::optional<domain::ShadowKind> shadow;
  std::optional<domain::PixelMode> pixels;
  std::optional<domain::Approval> approve;
  std::string camera;                      ///< beats the scene's
  domain::Wishes wishes;                   ///< beat the scene's
  std::string note;                        ///< words added to the prompt
  std::vector<domain::RefineStep> refine;  ///< in order; beat those of earlier lines
  int take = 0;                            ///< a floor for the take
  std::optional<std::string> hold;         ///< keep the last delivered file, and why
  int priority = 0;
  domain::Origin origin;
};

struct Defaults {
  int tries = 3;  ///< paid calls for one shot
  domain::Approval approve = domain::Approval::checks;
  domain::ShadowKind shadow = domain::ShadowKind::cast;
  std::optional<domain::PixelMode> pixels;
  std::string camera;     ///< of scenes told in words that name none
  domain::Wishes wishes;  ///< a scene's own beat them
  domain::Origin origin;
};

struct Budget {
  std::optional<util::Money> run, day, month, project;
};

/// A night beyond these stops before spending.
struct Guard {
  std::optional<int> renders;
  std::optional<double> missing;    ///< share of SKUs missing against the last run, 0..1
  std::optional<double> set_aside;  ///< share of feed rows, 0..1
};

struct Output {
  std::filesystem::path folder;     ///< absolute; default out/<name>/ below the project
  std::optional<std::string> name;  ///< pattern; nothing: the profile's
};

/// A network that finds products' outlines, and how it is fed.
struct MattingNetwork {
  std::filesystem::path file;
  domain::MattingFormat format;
};

/// A checked job: every reference leads somewhere, every picture was there when it was read.
struct Job {
  std::filesystem::path file;
  std::vector<std::string> files;  ///< what Origin::file counts: the job, its `extends`, its feeds
  std::string name;
  std::string model = "studio";
  domain::Origin model_origin;
  std::vector<domain::Fallback> fallback;  ///< of scenes that name none
  Budget budget;
  Guard guard;
  Defaults defaults;
  std::vector<domain::Product> products;
  std::vector<domain::Colorway> colorways;
  std::vector<domain::Scene> scenes;
  std::vector<DeliverLine> deliver;
  std::vector<Adjustment> adjust;
  Output output;
  /// The project's, for packshots without a mask; whoever reads `vitrine.yaml` puts it here.
  std::optional<MattingNetwork> matting;
  int feed_rows = 0;  ///< of all feeds
  int rows_set_aside = 0;
  util::Digest revision;  ///< of the job file's bytes

  /// Who is asked, in order, where the model gives no picture of this scene.
  const std::vector<domain::Fallback>& fallback_of(const domain::Scene& scene) const {
    return scene.fallback ? *scene.fallback : fallback;
  }
  const domain::Scene* find_scene(const std::string& scene_name) const;
  const domain::Colorway* find_colorway(const std::string& colorway_name) const;
};

/// What the job may refer to but does not hold itself.
struct Vocabulary {
  std::vector<std::string> profiles;
  std::vector<std::string> models;     ///< ids and aliases
  std::vector<std::string> templates;  ///< ids of prompt templates
  std::map<std::string, domain::FeedForm> forms;
};

struct ReadOptions {
  /// Paths outside this folder are refused unless below one of `allowed_folders`. Empty: the
  /// folder rule is off.
  std::filesystem::path project;
  std::vector<std::filesystem::path> allowed_folders;
  std::optional<std::string> text = {};  ///< of the job, in place of what its file holds
  /// Microseconds since 1970 in UTC, for `max_age` of feeds; 0: ages are not checked.
  std::int64_t now_micros = 0;
};

struct Reading {
  std::optional<Job> job;     ///< nothing if any problem is an error
  domain::Problems problems;  ///< in file order, errors and warnings together
};

/// Reads, checks and resolves a job. All mistakes in one go; never throws for what is in the file.
Reading read_job(const std::filesystem::path& file,
                 const Vocabulary& vocabulary,
                 const ReadOptions& options = {});

}  // namespace vitrine::spec
