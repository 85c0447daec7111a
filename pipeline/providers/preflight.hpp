#pragma once

#include "pipeline/domain/outcome.hpp"
#include "pipeline/util/clock.hpp"

#include <optional>
#include <string>
#include <vector>

/// What an API says of a model, asked once a run before anything is spent.
namespace vitrine::providers {

struct ModelStanding {
  std::string stage;  ///< "STABLE", "DEPRECATED", …; empty: not told
  std::optional<util::Timestamp> retires;
  std::vector<std::string> methods;  ///< empty: not told
  std::string warning;               ///< one sentence if it is on its way out; empty: all is well

  bool takes_batches() const;  ///< asked for at half price, a night at a time
};

struct Preflight {
  std::optional<ModelStanding> standing;  ///< nothing: do not send, for the reason in `refusal`
  domain::Outcome refusal;
};

}  // namespace vitrine::providers
