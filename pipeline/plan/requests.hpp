#pragma once

#include "pipeline/domain/request.hpp"
#include "pipeline/plan/settings.hpp"
#include "pipeline/plan/shots.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace vitrine::plan {

/// What a product's picture needs first: cut out, and recoloured if the colorway is not the one
/// photographed. Made once per view and colorway, then placed everywhere. Of a bundle: its members,
/// each so prepared, arranged.
domain::RenderRequest product_request(const Input& input,
                                      std::uint32_t product,
                                      std::uint16_t packshot,
                                      std::uint16_t colorway);

/// Renderings that a request is made from; zero while they are not made yet, and ignored where it
/// is made from none.
struct MadeFrom {
  util::Digest cutout = {};  ///< of the product task
  util::Digest under = {};   ///< the picture that the shot stands on
};

/// The product put into a scene. Packshot scenes need none: their picture is the product's own.
/// For regenerated pixels a model is asked: with the packshots where the colorway is as
/// photographed, else with the recoloured product, which comes from the studio. `nth` of the
/// scene's chain: 0 is the job's model.
domain::RenderRequest placement_request(const Input& input,
                                        const Wanted& wanted,
                                        const Settings& settings,
                                        const MadeFrom& from,
                                        std::size_t nth = 0);

/// Whether placing takes the product task's rendering; else it can be asked for at once.
bool stands_on_product(const Input& input, const Wanted& wanted, const Settings& settings);

/// The scene's own pictures that a model is sent, in order.
std::vector<std::pair<domain::SourceRole, std::filesystem::path>> scene_pictures(
    const domain::Scene& scene);

/// As many as any request of this job sends to a model.
std::size_t most_pictures_sent(const spec::Job& job);

/// Whether the shot's rendering is the product task's own.
bool is_product_only(const Input& input, const Wanted& wanted);

}  // namespace vitrine::plan
