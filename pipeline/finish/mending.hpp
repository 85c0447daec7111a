#pragma once

#include "pipeline/domain/repair.hpp"
#include "pipeline/imaging/mesh.hpp"
#include "pipeline/imaging/picture.hpp"
#include "pipeline/util/result.hpp"

#include <functional>
#include <string>
#include <vector>

namespace vitrine::finish {

/// The bytes of a stored picture that a repair names, by digest.
using PictureReader = std::function<util::Result<std::string>(const util::Digest&)>;

bool has(const std::vector<domain::Repair>& repairs, domain::RepairKind kind);

/// The two spellings of one mesh.
domain::MeshPlace place_of(const imaging::Mesh& mesh);
imaging::Mesh mesh_of(const domain::MeshPlace& place);

/// A rendering with those repairs done, in order, that change its own pixels: clean_halo,
/// match_color and restore_label. Padding and white belong to the frame and are done there.
/// Errors: those of `read`; bad_image if a picture it gives cannot be read or is not the one that
/// the repair was made for.
util::Result<imaging::Picture> mended(imaging::Picture rendering,
                                      const std::vector<domain::Repair>& repairs,
                                      const PictureReader& read);

}  // namespace vitrine::finish
