#pragma once

#include <string>
#include <string_view>

namespace vitrine::spec {

/// The text of an HTML fragment as shops export it: tags removed, entities resolved (numeric ones,
/// and the named ones of western European texts), runs of blanks made one.
std::string text_of_html(std::string_view html);

}  // namespace vitrine::spec
