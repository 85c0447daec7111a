#pragma once

#include "pipeline/plan/prior_work.hpp"
#include "pipeline/plan/shots.hpp"

#include <string>
#include <vector>

namespace vitrine::plan {

/// The three lists of named fields that a delivery is compared by.
struct ComparedFields {
  util::Fields product, scene, recipe;
};

struct Difference {
  std::string name;  ///< as a merchandiser would say it: "prompt", "packshot mug-front.jpg"
  std::string before, after;  ///< shown values; digests of pictures are shown as "new pixels"
  domain::Origin origin;      ///< the job's line that says it now
  friend bool operator==(const Difference&, const Difference&) = default;
};

/// What differs between then and now, by name.
std::vector<Difference> differences(const PriorDetail& before,
                                    const ComparedFields& now,
                                    const spec::Job& job,
                                    const Wanted& wanted);

/// The differences in one line: `prompt: "at dawn" -> "at first light"`. Where nothing differs, why
/// it is made all the same ("not finished last time").
std::string reason_text(const PriorDetail& before,
                        const ComparedFields& now,
                        const spec::Job& job,
                        const Wanted& wanted);

}  // namespace vitrine::plan
