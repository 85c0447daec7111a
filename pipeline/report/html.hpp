#pragma once

#include "pipeline/report/markup.hpp"
#include "pipeline/report/page.hpp"

namespace vitrine::report {

/// The page as one HTML file that needs nothing but itself: style, script and pictures are inside,
/// and its own policy forbids every request. It filters without script; search and the
/// before/after slider come with it. Equal pages give equal bytes. It is handed on in pieces of
/// some 64 KiB.
void write_html(const Page& page, const HtmlSink& sink);

}  // namespace vitrine::report
