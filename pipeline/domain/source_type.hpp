#pragma once

#include <string>
#include <string_view>

namespace vitrine::domain {

/// Of two last parts of an IPTC Digital Source Type URI the one that says more of machines having
/// had a part: what an asset made of both must say. Finishing never lowers it. Of two that weigh
/// the same `own` stays, but for the middle pair, where compositeWithTrainedAlgorithmicMedia does;
/// of words that are not known, or are no longer written, `own`. Source: the order digitalCapture,
/// humanEdits, algorithmicallyEnhanced, compositeCapture and composite, compositeSynthetic and
/// compositeWithTrainedAlgorithmicMedia, trainedAlgorithmicMedia.
std::string strongest_source_type(std::string_view own, std::string_view other);

}  // namespace vitrine::domain
