#include "pipeline/schedule/judgement.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

namespace vitrine::schedule {
namespace {

using domain::Severity;
using domain::Verdict;
using domain::VerdictOutcome;

bool is_rejected(const Verdict& verdict) { return verdict.outcome == VerdictOutcome::reject; }

/// Not measured, though it would have been a reason to reject.
bool is_blind_spot(const Verdict& verdict) {
  return verdict.outcome == VerdictOutcome::not_measured && verdict.severity == Severity::reject &&
         (verdict.check == "identity.same" || verdict.check == kUnread);
}

bool forbids_words(const domain::Profile& profile) {
  return std::any_of(profile.forbid.begin(), profile.forbid.end(), [](const std::string& what) {
    return what == "text_overlay" || what == "watermark";
  });
}

Severity severity_in(const domain::Profile& profile, const Verdict& verdict) {
  const std::size_t point = verdict.check.rfind('.');
  const std::string group =
      point == std::string::npos ? verdict.check : verdict.check.substr(0, point);
  Severity of_check = verdict.severity;
  // A street has signs: words outside the product are a fault only where the channel says so.
  if (verdict.check == "text.added" && !forbids_words(profile)) of_check = Severity::warn;
  const Severity of_root =
      profile.severity_of(verdict.check.substr(0, verdict.check.find('.')), of_check);
  const Severity otherwise = profile.severity_of(group, of_root);
  return profile.severity_of(verdict.check, otherwise);
}

/// How far past its limit, as a share of it.
double shortfall(const Verdict& verdict) {
  if (verdict.outcome == VerdictOutcome::pass || verdict.outcome == VerdictOutcome::not_measured)
    return 0;
  const double scale = std::max(std::abs(verdict.limit), 1e-6);
  return std::min(10.0, std::abs(verdict.value - verdict.limit) / scale);
}

struct Standing {
  int against = 0;
  double shortfall = 0;
};
Standing standing_of(const std::vector<Verdict>& verdicts) {
  Standing standing;
  for (const Verdict& verdict : verdicts) {
    if (is_rejected(verdict) || is_blind_spot(verdict)) ++standing.against;
    standing.shortfall += shortfall(verdict);
  }
  return standing;
}

bool allows(const domain::Profile& profile, const Judgement& way) {
  return std::all_of(way.repairs.begin(), way.repairs.end(), [&](const domain::Repair& repair) {
    return std::find(profile.repairs.begin(), profile.repairs.end(), repair.kind) !=
           profile.repairs.end();
  });
}

}  // namespace

std::vector<Verdict> under(const domain::Profile& profile, std::vector<Verdict> verdicts) {
  for (Verdict& verdict : verdicts) {
    verdict.severity = severity_in(profile, verdict);
    if (!is_rejected(verdict)) continue;
    if (verdict.severity == Severity::warn) verdict.outcome = VerdictOutcome::warn;
    if (verdict.severity == Severity::info) verdict.outcome = VerdictOutcome::pass;
  }
  return verdicts;
}

bool wants_gate(const domain::Profile& profile) {
  return profile.severity_of("identity", Severity::reject) != Severity::info ||
         profile.severity_of("text", Severity::reject) != Severity::info;
}

const Judgement& way_for(const domain::Profile& profile, const Judged& judged) {
  const Judgement* best = &judged.ways.front();
  for (const Judgement& way : judged.ways)
    if (allows(profile, way) &&
        is_better(under(profile, way.verdicts), under(profile, best->verdicts)))
      best = &way;
  return *best;
}

bool passes(const std::vector<Verdict>& verdicts) { return objection(verdicts).empty(); }

std::string objection(const std::vector<Verdict>& verdicts) {
  std::string text;
  int more = 0;
  for (const Verdict& verdict : verdicts) {
    const bool blind = is_blind_spot(verdict);
    if (!blind && !is_rejected(verdict)) continue;
    if (!text.empty())
      ++more;
    else if (blind)
      text = "nobody could measure whether this is the product: " + verdict.detail;
    else
      text = verdict.check + ": " + verdict.detail;
  }
  if (more > 0) text += " (and " + std::to_string(more) + " more)";
  return text;
}

bool is_better(const std::vector<Verdict>& one, const std::vector<Verdict>& other) {
  const Standing left = standing_of(one), right = standing_of(other);
  if (left.against != right.against) return left.against < right.against;
  return left.shortfall < right.shortfall;
}

bool is_worth_another(const std::vector<Verdict>& verdicts) {
  return std::any_of(verdicts.begin(), verdicts.end(), [](const Verdict& verdict) {
    return is_rejected(verdict) &&
           (verdict.check == "text.brand" || verdict.check == "text.label" ||
            verdict.check == "identity.same" || verdict.check == "identity.count");
  });
}

std::vector<std::string> sentences_about(const std::vector<Verdict>& verdicts) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kWhy{{
      {"identity.same", "product"},
      {"identity.count", "count"},
      {"identity.shape", "complete"},
      {"identity.complete", "complete"},
      {"identity.outline", "complete"},
      {"identity.parts", "complete"},
      {"identity.tiles", "print"},
      {"identity.added", "print"},
      {"identity.sharpness", "print"},
      {"identity.color", "color"},
      {"text.added", "overlay"},
      {"text.", "text"},
  }};
  std::vector<std::string> sentences;
  for (const Verdict& verdict : verdicts) {
    if (!is_rejected(verdict)) continue;
    const auto why = std::find_if(kWhy.begin(), kWhy.end(), [&](const auto& entry) {
      return verdict.check.starts_with(entry.first);
    });
    if (why == kWhy.end()) continue;
    std::string sentence = "again." + std::string(why->second);
    if (std::find(sentences.begin(), sentences.end(), sentence) == sentences.end())
      sentences.push_back(std::move(sentence));
  }
  return sentences;
}

}  // namespace vitrine::schedule
