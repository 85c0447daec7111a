#pragma once

#include "pipeline/domain/feed_form.hpp"
#include "pipeline/domain/product.hpp"
#include "pipeline/spec/feed_rows.hpp"
#include "pipeline/spec/names.hpp"
#include "pipeline/spec/project_files.hpp"

#include <string>
#include <vector>

namespace vitrine::spec {

/// What is wrong with a row, and under which heading.
struct RowProblem {
  std::string heading;
  Complaint complaint;
  bool sets_aside = true;  ///< false: reported, and the rest of the row holds
};

/// A row as a product in one colour, or why it is set aside.
struct RowReading {
  domain::Product product;
  std::vector<RowProblem> problems;  ///< none that sets aside: the product is good
};

/// Turns articles of one feed into products.
class FeedProductReader {
 public:
  struct World {
    NameTable& scenes;
    NameTable& colorways;  ///< the job's common list
    const std::vector<std::string>& profiles;
    ProjectFiles& files;
  };
  FeedProductReader(const FeedColumns& columns, const domain::FeedForm& form, int file, World world)
      : columns_(columns), form_(form), file_(file), world_(world) {}

  RowReading read(const FeedRow& row) const;

 private:
  void read_words(const FeedRow& row, RowReading& reading) const;
  void read_facts(const FeedRow& row, RowReading& reading) const;
  void read_colorway(const FeedRow& row, RowReading& reading) const;
  void read_photos(const FeedRow& row, RowReading& reading) const;
  void read_scenes(const FeedRow& row, RowReading& reading) const;
  void read_profiles(const FeedRow& row, RowReading& reading) const;
  std::optional<domain::Target> read_target(const std::string& text, RowReading& reading) const;
  std::vector<std::string> pieces(const FeedRow& row, const char* ours) const;

  const FeedColumns& columns_;
  const domain::FeedForm& form_;
  int file_;
  World world_;
};

/// A row with a target says nothing of what its photograph shows; the product that is as
/// photographed in the same picture does.
void take_shown_colors_from_owners(std::vector<domain::Product>& products);

}  // namespace vitrine::spec
