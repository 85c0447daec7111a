#pragma once

#include "pipeline/domain/values.hpp"
#include "pipeline/domain/words.hpp"
#include "pipeline/util/clock.hpp"
#include "pipeline/util/money.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace vitrine::domain {

struct Sunset {
  util::Date date;
  bool final = false;  ///< final: refused from that day on; earliest: a warning
};

/// How fast a vendor lets a project go with a model, in one of its tiers.
struct RateLimit {
  std::string tier;                 ///< as the vendor calls it: "Tier 1"
  int per_minute = 0, per_day = 0;  ///< requests; 0: not known
  std::string confidence;           ///< high, medium, low
  std::string source;
};

/// A renderer that a job may name.
struct Model {
  std::string id;        ///< wire id
  std::string brand;     ///< for people
  std::string provider;  ///< studio, gemini, …
  std::vector<std::string> aliases;
  std::vector<Operation> operations;
  std::vector<std::string> aspects;  ///< empty: any
  std::vector<std::string> sizes;    ///< "1K", "2K", …, small first; empty: any pixel size
  bool sends_size = true;            ///< false: one size only, and naming it is refused
  /// What the vendor delivers, by size class and aspect name. Its ratios are nominal (848 x 1264 is
  /// called 2:3), so pixels are looked up here and never computed. Empty: not published, or any.
  std::map<std::string, std::map<std::string, PixelSize>> pixels;
  int max_inputs = 0;                      ///< pictures in one request
  std::string method = "generateContent";  ///< the vendor's call: or "predict"
  std::vector<ThinkingLevel> thinking;     ///< what it may be told; empty: nothing
  bool takes_system = false;               ///< a standing instruction beside the prompt
  std::vector<HarmCategory> safety;        ///< what it may be told to withhold; empty: nothing
  bool signs_turns = false;            ///< its turns may be given back to it, signatures and all
  MaskWay mask = MaskWay::picture;     ///< how an edit is held to a part of the picture
  int masked_inputs = 0;               ///< pictures beside a mask in its field; 0: as without one
  bool takes_seed = false;             ///< a number that its answer may depend on; none promises to
  bool takes_transparency = false;     ///< a picture without a background may be asked for
  std::vector<std::string> formats;    ///< of its file, as it is asked; empty: never sent
  std::vector<std::string> qualities;  ///< low, medium, high, xhigh, max; empty: never sent
  std::string quality;                 ///< one of `qualities`: what is sent unless the job says
  /// The vendor's own odds, by the keys of catalog::option_rules: how an edit is sent, what an
  /// error looks like. What is absent is as `providers` has it.
  std::map<std::string, std::string> options;
  std::vector<RateLimit> limits;  ///< by tier, the lowest first; empty: nobody prints them
  std::optional<Sunset> sunset;
  std::string successor;   ///< id; may itself have one
  std::string confidence;  ///< high, medium, low: of this row's facts
  std::string source;
};

/// The price of one picture from one model, from one dated book.
struct PicturePrice {
  std::string model;
  std::string book;          ///< "2026-11-01"
  std::string size;          ///< size class, empty: any
  util::Money expected;      ///< one call with two references
  util::Money worst;         ///< × 1.5 where the confidence is low
  bool assumed = false;      ///< low confidence
  std::string quality = {};  ///< empty: the model has none, or any
};

}  // namespace vitrine::domain
