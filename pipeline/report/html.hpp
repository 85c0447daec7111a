#pragma once

#include "pipeline/report/page.hpp"

#include <string>

namespace vitrine::report {

/// The page as one HTML file that needs nothing but itself: style, script and pictures are inside,
/// and its own policy forbids every request. It filters without script; search and the
/// before/after slider come with it. Equal pages give equal bytes.
std::string html(const Page& page);

}  // namespace vitrine::report
