#pragma once

#include <string>
#include <string_view>

namespace vitrine::report {

/// A file of this room that is compiled in: "page.css".
std::string_view embedded_file(std::string_view name);

/// The policy of a page that has this one script, pictures as data and nothing else: whatever gets
/// into it can neither run nor call anybody.
std::string policy_for(std::string_view script);

}  // namespace vitrine::report
