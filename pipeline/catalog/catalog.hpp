#pragma once

#include "pipeline/catalog/prices.hpp"
#include "pipeline/domain/feed_form.hpp"
#include "pipeline/domain/model.hpp"
#include "pipeline/domain/problem.hpp"
#include "pipeline/domain/profile.hpp"
#include "pipeline/domain/prompt_template.hpp"
#include "pipeline/util/clock.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::catalog {

/// Who sells others' models behind their protocol: by a price list of its own, and passing on less.
struct Gateway {
  std::string id;  ///< as a provider and in records: cometapi
  std::string brand;
  bool takes_aspect = true;  ///< false: every ratio but 1:1 gets lost there
  bool takes_size = true;    ///< false: the usual size, whatever is asked
  bool errors_free = true;   ///< false: nobody says whether a failure of its servers is billed
  std::string confidence;
  std::string source;
};

/// The size class of a picture where nothing is said: 1K, as some models begin with a thumbnail
/// that no channel takes; else the smallest. Empty: the model has none.
std::string usual_size(const domain::Model& model);

/// Models, prices, channel profiles, feed forms and prompt templates as they stand on one day. A
/// value: made whole, never changed afterwards, safe to read from any thread.
class Catalog {
 public:
  struct Contents {
    util::Date day;
    std::map<std::string, domain::Profile> profiles;
    std::vector<domain::ComingRule> coming_rules;
    std::vector<domain::Model> models;
    std::vector<Gateway> gateways;
    std::vector<ModelPrice> prices;
    std::map<std::string, domain::FeedForm> forms;
    std::map<std::string, domain::PromptTemplate> prompts;
  };
  explicit Catalog(Contents contents) : contents_(std::move(contents)) {}

  util::Date day() const { return contents_.day; }

  /// By id. Dated rules are resolved: each profile as it stands on `day()`.
  const std::map<std::string, domain::Profile>& profiles() const { return contents_.profiles; }
  const domain::Profile* find_profile(std::string_view id) const;  ///< nullptr if there is none
  /// Rules that switch on after `day()`, by profile, then by date.
  const std::vector<domain::ComingRule>& coming_rules() const { return contents_.coming_rules; }

  /// Dead ones too: a job that names one is told its successor.
  const std::vector<domain::Model>& models() const { return contents_.models; }
  const domain::Model* find_model(std::string_view id_or_alias) const;  ///< nullptr if none
  /// The first successor, of successors too, whose end has not come; nullptr if there is none.
  const domain::Model* living_successor(const domain::Model& model) const;

  const Gateway* find_gateway(std::string_view id) const;  ///< nullptr if there is none
  /// The model as it is offered by `seller`: less of it where that is a gateway which passes on
  /// less. Of any other name, as its maker offers it; of an empty one, as its row's provider does.
  /// Nothing if there is no such model.
  std::optional<domain::Model> model_at(std::string_view id_or_alias,
                                        std::string_view seller = {}) const;

  /// The price of one picture from the newest book in force that prices this model at `seller` (as
  /// for `model_at`): a gateway's price is never that of the maker. `size` empty: the only size
  /// there is; `quality` empty: the model's usual one. Of the shapes of a size, the largest. The
  /// worst is with `most_pictures` sent, nothing: as many as the model takes. Nothing means
  /// unknown, never free.
  std::optional<domain::PicturePrice> price_of(std::string_view model,
                                               std::string_view size,
                                               std::string_view seller = {},
                                               std::string_view quality = {},
                                               std::optional<int> most_pictures = {}) const;
  /// The row of a named book, for settling; of the newest book in force if `book` is empty.
  const ModelPrice* find_price(std::string_view model,
                               std::string_view book = {},
                               std::string_view seller = {}) const;

  /// The same, where a model that has no price at all costs this much a call, with a picture or
  /// without: the way out for who knows what he risks. The book that then stands on record says so.
  Catalog with_unpriced_limit(util::Money most) const;

  /// By id.
  const std::map<std::string, domain::FeedForm>& forms() const { return contents_.forms; }

  /// By id; domain::kUsualTemplate is ours.
  const std::map<std::string, domain::PromptTemplate>& prompts() const { return contents_.prompts; }

  std::vector<std::string> profile_names() const;
  std::vector<std::string> model_names() const;  ///< ids, then aliases
  std::vector<std::string> prompt_names() const;

 private:
  std::string_view list_of(std::string_view model, std::string_view seller) const;

  Contents contents_;
};

/// Where a project keeps rows of its own, beside those in the binary. Later sources are laid over
/// earlier ones by id, field by field; price books are only added.
struct Sources {
  /// Folders laid out like our `schemas/`: models.yaml, prices.yaml, profiles/*.yaml, forms/*.yaml,
  /// prompts/*.yaml. One that does not exist is empty.
  std::vector<std::filesystem::path> folders;
  /// vitrine.yaml: only its `models`, `gateways`, `prices`, `profiles`, `forms` and `prompts` are
  /// read here, and lists of rows stand there.
  std::optional<std::filesystem::path> settings;
};

struct Loading {
  std::optional<Catalog> catalog;  ///< nothing if any problem is an error
  domain::Problems problems;
};

/// Reads and checks all rows; every mistake in one go. `day` decides which dated rules and price
/// books are in force; they begin at 00:00 UTC.
Loading load(const Sources& sources, util::Date day);

}  // namespace vitrine::catalog
