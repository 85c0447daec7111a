#pragma once

#include "pipeline/domain/product.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::spec {

/// View → the words that mean it, as in domain::FeedForm.
using ViewWords = std::map<std::string, std::vector<std::string>>;

/// Each view by its own name.
const ViewWords& plain_view_words();

/// The view that a word of `text` means ("mug-back.jpg"); nothing if none does.
std::optional<domain::View> view_in(std::string_view text, const ViewWords& view_words);

/// The view of a picture that does not say its own: the first is the front; another is what its
/// name says, unless a picture before it has that view already; else `other`.
domain::View implied_view(const std::vector<domain::Packshot>& before,
                          std::string_view text,
                          const ViewWords& view_words);

}  // namespace vitrine::spec
