#pragma once

#include "pipeline/domain/values.hpp"
#include "pipeline/domain/verdict.hpp"
#include "pipeline/util/clock.hpp"
#include "pipeline/util/digest.hpp"
#include "pipeline/util/fields.hpp"
#include "pipeline/util/money.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vitrine::report {

/// What a reader of the morning page wants to know first about a delivery, most urgent first.
enum class Group {
  needs_person,  ///< only a person may pass it, or one has rejected it
  failed,
  added,    ///< made for the first time in this run; its word is "new"
  changed,  ///< made anew in this run
  held,     ///< kept as it is on purpose, or waiting for another picture
  unchanged,
};
inline constexpr std::array kGroups{Group::needs_person, Group::failed, Group::added,
                                    Group::changed,      Group::held,   Group::unchanged};
const char* word(Group group);  ///< for people: "needs you", "new", …
const char* slug(Group group);  ///< for class names: "needs-you", "new", …

/// How many deliveries are in each group.
struct GroupCounts {
  std::array<int, kGroups.size()> values{};

  int& operator[](Group group) { return values[static_cast<std::size_t>(group)]; }
  int operator[](Group group) const { return values[static_cast<std::size_t>(group)]; }
  int total() const;
  friend bool operator==(const GroupCounts&, const GroupCounts&) = default;
};

/// A small picture, encoded for the page.
struct Thumbnail {
  std::string bytes;
  std::string media_type;  ///< "image/jpeg", or "image/webp" where pixels are transparent
  int width = 0, height = 0;
  friend bool operator==(const Thumbnail&, const Thumbnail&) = default;
};
/// A position in Page::pictures: a packshot that many deliveries share is kept once.
using PictureIndex = std::size_t;

struct CheckedItem {
  domain::Verdict verdict;
  std::optional<PictureIndex> crop;  ///< the spot; only for warn and reject
  friend bool operator==(const CheckedItem&, const CheckedItem&) = default;
};

/// A picture that went into the rendering.
struct Input {
  std::string role;  ///< packshot, backdrop, zone, …
  std::string name;  ///< which zone or part; often empty
  util::Digest digest;
  friend bool operator==(const Input&, const Input&) = default;
};

/// One delivery and where it came from. Without an asset everything below `asset` is empty.
struct Item {
  std::string shot, profile;
  std::string sku, title, colorway, scene, view;
  std::string path;  ///< below the job's output folder
  Group group = Group::unchanged;
  std::string state;   ///< the delivery's, as recorded: accepted, needs_person, …
  std::string reason;  ///< why it was made in this run: "prompt: at dawn -> at first light"
  std::string why;     ///< why it waits, failed or was rejected
  std::string redo;    ///< who has asked for another picture in its place, and the words

  std::string asset;
  bool can_be_decided = false;  ///< it stands on the asset, and not only keeps an older one
  domain::PixelSize pixels;
  std::int64_t size = 0;       ///< of the file, in bytes
  std::string product_pixels;  ///< original, recolor, regenerate
  std::vector<CheckedItem> verdicts;

  std::string provider, model;  ///< who made the rendering
  /// Who was asked for it first and why that gave none, where the job fell back to another.
  std::string instead_of = {}, instead_why = {};
  int attempts = 0;   ///< calls made for it, in all runs
  util::Money price;  ///< what they cost together
  std::vector<Input> inputs;
  util::Digest rendering, blob;  ///< zero: there is none
  util::Fields facts;            ///< what rendering and finishing said of themselves
  std::optional<util::Timestamp> made;

  std::optional<PictureIndex> picture;  ///< the delivered file
  std::optional<PictureIndex> before;   ///< the packshot it began with
  friend bool operator==(const Item&, const Item&) = default;
};

/// Deliveries of one product that the page only counts.
struct ProductSummary {
  std::string sku;
  GroupCounts counts;
  friend bool operator==(const ProductSummary&, const ProductSummary&) = default;
};

/// The run's own figures, as `vitrine run` printed them.
struct Totals {
  int planned = 0, rendered = 0, finished = 0, reused = 0, failed = 0, needs_person = 0;
  int accepted = 0;  ///< accepted deliveries of the job now
  util::Money charged{}, unknown{};
  friend bool operator==(const Totals&, const Totals&) = default;
};

/// Pictures of one model that a run took in the place of another's.
struct FellBack {
  std::string asked, taken;  ///< models
  int pictures = 0;
  std::string why;  ///< the first reason
  friend bool operator==(const FellBack&, const FellBack&) = default;
};

/// All that the page and the contact sheet show, as plain values.
struct Page {
  std::string title;     ///< the job's name
  std::string job_file;  ///< as given
  std::string run;       ///< empty: nothing has run yet
  std::string tool;      ///< "vitrine 0.1.0"
  std::string job_revision;
  std::optional<util::Timestamp> started, ended;  ///< without an end: running, or killed
  std::string stopped;                            ///< empty, or budget, signal, …
  std::string currency = "USD";
  bool rehearsal = false;  ///< nothing was bought and nothing may be sold: page and sheet say so

  std::vector<FellBack> fallbacks;  ///< of the run
  Totals totals;
  GroupCounts counts;       ///< of every delivery, shown or only counted
  std::vector<Item> items;  ///< by shot and profile
  std::vector<ProductSummary> summarised;
  std::vector<Thumbnail> pictures;
  friend bool operator==(const Page&, const Page&) = default;
};

/// The worst outcome among the item's verdicts, pass if there are none.
domain::VerdictOutcome worst_of(const Item& item);

}  // namespace vitrine::report
