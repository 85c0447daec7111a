#pragma once

#include "pipeline/providers/remote_provider.hpp"

#include <string>

namespace vitrine::schedule {

/// What is wrong with a price that the book only assumes, as one sentence with both numbers, once a
/// picture tells how many tokens one takes: more than 2 % from what the book has for its size.
/// Empty where the price is no assumption, the answer does not tell, or the two agree.
std::string wrong_assumption(const providers::PreparedCall& call,
                             const providers::Reading& reading);

}  // namespace vitrine::schedule
