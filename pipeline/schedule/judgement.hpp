#pragma once

#include "pipeline/domain/profile.hpp"
#include "pipeline/domain/repair.hpp"
#include "pipeline/domain/verdict.hpp"

#include <string>
#include <vector>

/// What the gate says of a model's picture, and what follows from it. Pure.
namespace vitrine::schedule {

/// The check that is not measured where a product has words that must stay and nobody can read.
inline constexpr const char* kUnread = "text.reader";

/// Verdicts on a rendering, as it came or mended.
struct Judgement {
  std::vector<domain::Verdict> verdicts;  ///< evidence is in the store
  std::vector<domain::Repair> repairs;    ///< that were made before it was measured
};

/// All that was measured of a rendering. The first is the rendering as it came; each further one
/// was mended, and measured better.
struct Judged {
  std::vector<Judgement> ways;
  int takes = 1;  ///< that were paid for until this one was chosen
};

/// The verdicts as a channel reads them: its severity for a check, or for a group of checks (all
/// before the last point: "identity" for "identity.tiles"), decides what failing means.
std::vector<domain::Verdict> under(const domain::Profile& profile,
                                   std::vector<domain::Verdict> verdicts);

/// Whether the channel wants a model's picture held against the product at all: not if both groups
/// of checks, `identity` and `text`, are for its information only.
bool wants_gate(const domain::Profile& profile);

/// Of the ways whose repairs the profile allows the one with the least against it.
const Judgement& way_for(const domain::Profile& profile, const Judged& judged);

/// Whether nothing is rejected, and whether the product was found again at all: what could not be
/// measured where that would be a reason to reject is for a person.
bool passes(const std::vector<domain::Verdict>& verdicts);

/// Why not, for people; empty: it passes.
std::string objection(const std::vector<domain::Verdict>& verdicts);

/// Fewer things rejected, then further from the limits.
bool is_better(const std::vector<domain::Verdict>& one, const std::vector<domain::Verdict>& other);

/// Whether what failed is certain enough to pay for another picture: lettering that reads
/// otherwise, another product, one too many. What only resembles too little (print, shape, colours,
/// parts), and words beside the product, which a texture may resemble, are looked at by a person
/// first: measured on honest pictures, these checks refuse more of them than a shop would pay for
/// again (tools/bench/gate).
bool is_worth_another(const std::vector<domain::Verdict>& verdicts);

/// The sentences of the prompt template that say more plainly what failed: "again.text", …
std::vector<std::string> sentences_about(const std::vector<domain::Verdict>& verdicts);

}  // namespace vitrine::schedule
