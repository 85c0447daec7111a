#pragma once

#include "pipeline/report/page.hpp"

#include <string>

namespace vitrine::test {

/// A picture of one colour with a dark bar across it, so that thumbnails differ and are not blank.
std::string painted_jpeg(int width, int height, int hue);

/// The same as a see-through PNG: a disc on nothing.
std::string painted_cutout_png(int side, int hue);

/// One delivery of a group with verdicts and lineage; no pictures yet.
report::Item sample_item(const std::string& sku,
                         const std::string& colorway,
                         const std::string& scene,
                         report::Group group);

/// Two products with new, changed and unchanged pictures, one that needs a person, one that failed.
report::Page sample_page();

}  // namespace vitrine::test
