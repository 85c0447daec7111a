#pragma once

#include "pipeline/domain/model.hpp"
#include "pipeline/domain/profile.hpp"
#include "pipeline/spec/job.hpp"
#include "pipeline/util/digest.hpp"

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace vitrine::catalog {
class Catalog;
}

namespace vitrine::plan {

/// Every file whose bytes a rendering of this job may depend on, each once, in the order met.
std::vector<std::filesystem::path> input_files(const spec::Job& job);

/// The digest of each input file by its path as the job holds it. Made by the caller, who may
/// remember digests by size and time; planning itself touches no disk.
using InputDigests = std::unordered_map<std::string, util::Digest>;

/// Who makes regenerated pixels. Original and recoloured ones always come from the studio.
struct ModelChoice {
  std::string id = "studio";
  std::string provider = "studio";
  std::optional<domain::PicturePrice> price = {};  ///< in its usual size; none for the studio
  std::optional<domain::Model> row = {};  ///< what it offers; without one nothing is refused
  /// By size class, where there are some; "1K high" for a quality of a model that has some.
  std::map<std::string, domain::PicturePrice> prices = {};
  std::string seller = {};  ///< a gateway with a price list of its own; empty: the maker
  /// Whose models are named where this one cannot do what is asked; nullptr: none are.
  const catalog::Catalog* others = nullptr;
  /// Whose books its renderings land in: gemini, vertex, …, or custom:<origin> where the address is
  /// not the vendor's own. Empty: its provider's.
  std::string surface = {};

  const std::string& asked_surface() const { return surface.empty() ? provider : surface; }
  bool is_studio() const { return provider == "studio"; }
  /// The size class that is asked for where a shot wishes this one; empty: the model has none.
  std::string size_class(const std::string& wish) const;
  /// What is asked for where a shot wishes this quality; empty: the model has no such levels.
  std::string quality(const std::string& wish) const;
  /// nullptr: unknown, which is never free.
  const domain::PicturePrice* price_of(const std::string& size_class,
                                       const std::string& quality = {}) const;
  /// The name of a price in `prices`.
  static std::string price_name(const std::string& size_class, const std::string& quality);
  /// Pictures it takes in one request, a mask counted as one of them.
  std::size_t most_pictures(bool masked = false) const;
};

/// `--only` and `--except`: shots outside are neither planned nor removed.
struct ShotFilter {
  std::vector<domain::Selector> only;    ///< any of them must match; none: everything
  std::vector<domain::Selector> except;  ///< none of them may match

  /// Of what these leave, only shots of these names; nothing: all.
  std::optional<std::unordered_set<std::string>> shots = {};

  bool is_open() const { return only.empty() && except.empty() && !shots; }
  bool wants(const std::map<std::string, std::string>& fields) const;
};

struct Input {
  const spec::Job& job;
  const std::map<std::string, domain::Profile>& profiles;  ///< by id, as they stand today
  const InputDigests& digests;
  ModelChoice model;
  std::string renderer;  ///< the studio's version: "studio/1"
  std::string finisher;  ///< "finish/1"
  std::string checks;    ///< "checks/1"
  ShotFilter filter;
  /// Set in a rehearsal: who draws instead of the model. Every file then says that it is of one.
  std::string stand_in = {};

  /// What the run may spend, at expected prices, on further takes where the gate refuses one;
  /// nothing: there is no such limit.
  std::optional<util::Money> redo_limit = {};
  /// Every model that any list of the job falls back to, once, under the name that it has there.
  std::vector<ModelChoice> fallbacks = {};

  /// Who is asked for regenerated pixels of the scene, in order: the model, then what its list
  /// names. The studio alone where it is the model, as nobody stands in for it.
  std::vector<const ModelChoice*> chain(const domain::Scene& scene) const;
};

}  // namespace vitrine::plan
