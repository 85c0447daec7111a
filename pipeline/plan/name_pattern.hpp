#pragma once

#include "pipeline/domain/profile.hpp"
#include "pipeline/plan/shots.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace vitrine::plan {

/// The job's or the profile's pattern of file names, read once for names by the million. Refers to
/// job and profile, which must outlive it.
class NamePattern {
 public:
  NamePattern(const spec::Job& job, const domain::Profile& profile);

  /// Puts the name below the output folder at the end of `name`: see file_name.
  void append(std::string& name, const Wanted& wanted) const;

 private:
  enum class Kind { literal, sku, group, color, scene, view, slot, gtin };
  struct Piece {
    Kind kind = Kind::literal;
    std::string text = {};  ///< of a literal
  };
  void add_literal(std::string_view text);
  void add_extension();
  void add_placeholder(std::string_view key);

  const spec::Job& job_;
  const domain::Profile& profile_;
  std::vector<Piece> pieces_;
};

}  // namespace vitrine::plan
