#pragma once

#include "pipeline/catalog/catalog.hpp"
#include "tests/support/temp_folder.hpp"

#include <stdexcept>
#include <string>
#include <string_view>

namespace vitrine::test {

using namespace std::chrono_literals;

/// A day on which the embedded data is current.
inline constexpr util::Date kToday = 2026y / 11 / 22;

/// The catalog of a project whose vitrine.yaml holds this text.
inline catalog::Loading load_with_settings(std::string_view yaml, util::Date day = kToday) {
  const TempFolder folder;
  catalog::Sources sources;
  sources.settings = folder.write("vitrine.yaml", yaml);
  return catalog::load(sources, day);
}

/// The embedded rows alone; throws with the first problem if they are not right.
inline catalog::Catalog built_in(util::Date day = kToday) {
  catalog::Loading loading = catalog::load({}, day);
  if (!loading.catalog) {
    const domain::Problem& first = loading.problems.front();
    throw std::runtime_error(first.file + ":" + std::to_string(first.line) + ": " + first.message);
  }
  return std::move(*loading.catalog);
}

}  // namespace vitrine::test
