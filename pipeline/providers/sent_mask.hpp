#pragma once

#include "pipeline/domain/request.hpp"
#include "pipeline/domain/words.hpp"
#include "pipeline/providers/sent_pictures.hpp"
#include "pipeline/util/result.hpp"

#include <optional>
#include <vector>

namespace vitrine::providers {

/// What an edit is held to, as it will be sent: of the size of the picture it is of, and of two
/// values, as every vendor understands what lies between otherwise. `way` is field: it is taken out
/// of `pictures` (as load_pictures gave them) and returned, a PNG that is white and transparent
/// where the picture may change, black and opaque elsewhere; so whoever looks at alpha and whoever
/// looks at colour see the same. `way` is picture: it stays among `pictures`, scaled if need be,
/// and nothing is returned. A photograph that only says how its camera was held is put upright, as
/// its mask was drawn and not every vendor turns it. A request without a mask is left alone.
/// bad_image for a mask that cannot be read, whose sides' ratio is more than 1 % off the picture's,
/// or under which nothing may change; bad_spec for one without a picture.
util::Result<std::optional<SentPicture>> fit_mask(const domain::RenderRequest& request,
                                                  domain::MaskWay way,
                                                  std::vector<SentPicture>& pictures);

}  // namespace vitrine::providers
