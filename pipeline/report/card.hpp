#pragma once

#include "pipeline/report/markup.hpp"
#include "pipeline/report/page.hpp"

namespace vitrine::report {

enum class CardWidth { grid, wide };

/// One delivery: its picture with the packshot behind the slider, why it was made, what the checks
/// say, and, folded away, every check and the chain from the inputs' digests to the file's. A wide
/// card names its product, which the others have in the heading above them.
void append_card(Markup& markup, const Page& page, const Item& item, CardWidth width);

/// The class whose background is that picture, for packshots: shown often, embedded once.
std::string picture_class(PictureIndex picture);

}  // namespace vitrine::report
