#pragma once

#include "pipeline/spec/feed_products.hpp"
#include "pipeline/spec/job.hpp"
#include "pipeline/spec/read_values.hpp"

#include <set>
#include <string>
#include <vector>

namespace vitrine::spec {

/// What one feed of `products:` gave.
struct FeedReading {
  std::vector<domain::Product> products;
  std::vector<FeedPlace> places;  ///< of each product
  int rows = 0;                   ///< articles; gallery rows and repeated rows are none
  int set_aside = 0;
  std::set<std::string> set_aside_skus;  ///< known, though not made tonight
};

/// Reads feeds: the tables, their form, each row. Wrong cells are warnings that set the row aside
/// (errors with `bad_rows: stop`); what is wrong in the YAML, or with the file as a whole, is an
/// error at its token.
class FeedReader {
 public:
  struct World {
    NameTable& scenes;
    NameTable& colorways;
    const Vocabulary& vocabulary;
    ProjectFiles& files;
    PathReader& paths;
    Complaints& complaints;
    std::int64_t now_micros;
  };
  explicit FeedReader(World world) : world_(world) {}

  /// `node` is an entry of `products:` with `from`; it must outlive `scenes`.
  FeedReading read(const Node& node);

 private:
  std::optional<FeedFile> open(const Node& from);
  void check_age(const Node& node, const std::filesystem::path& file);
  const domain::FeedForm* form_of(const Node& node);
  void check_needed(const Node& node, const domain::FeedForm& form, const FeedColumns& columns);
  void refer_to_values(const Node& node);
  FeedReading read_rows(const Node& node,
                        const domain::FeedForm& form,
                        FeedTable& table,
                        const FeedColumns& columns);

  World world_;
};

}  // namespace vitrine::spec
