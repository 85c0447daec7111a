#pragma once

#include "pipeline/domain/words.hpp"
#include "pipeline/util/clock.hpp"
#include "pipeline/util/money.hpp"

#include <optional>
#include <string>
#include <vector>

namespace vitrine::domain {

struct Sunset {
  util::Date date;
  bool final = false;  ///< final: refused from that day on; earliest: a warning
};

/// A renderer that a job may name.
struct Model {
  std::string id;        ///< wire id
  std::string brand;     ///< for people
  std::string provider;  ///< studio, gemini, …
  std::vector<std::string> aliases;
  std::vector<Operation> operations;
  std::vector<std::string> aspects;  ///< empty: any
  std::vector<std::string> sizes;    ///< "1K", "2K", …; empty: any pixel size
  int max_inputs = 0;
  std::optional<Sunset> sunset;
  std::string successor;
  std::string confidence;
};

/// The price of one picture from one model, from one dated book.
struct PicturePrice {
  std::string model;
  std::string book;      ///< "2026-11-01"
  std::string size;      ///< size class, empty: any
  util::Money expected;  ///< one call with two references
  util::Money worst;     ///< × 1.5 where the confidence is low
  bool assumed = false;  ///< low confidence
};

}  // namespace vitrine::domain
