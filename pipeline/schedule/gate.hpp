#pragma once

#include "pipeline/domain/request.hpp"
#include "pipeline/imaging/picture.hpp"
#include "pipeline/schedule/judgement.hpp"
#include "pipeline/store/asset_store.hpp"
#include "pipeline/util/digest.hpp"
#include "pipeline/util/result.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::schedule {

/// A product as it must look, and what a picture of it is held to.
struct GateProduct {
  imaging::Picture cutout;        ///< alone, recoloured where the colorway asks for it
  domain::RenderRequest request;  ///< what made it: its zones and their masks
  util::Digest cutout_digest;     ///< what records call it
  util::Digest pixels;  ///< a stored picture of the same frame, whose pixels repairs may carry
  std::vector<std::string> keep_text = {};  ///< letters that must stay
  int pieces = 1;
};

/// What a gate found out about a product before any picture of it was judged.
class GateStudy {
 public:
  virtual ~GateStudy() = default;
  /// To be kept in the record, so that the next run need not find it out again; empty: it came from
  /// there.
  virtual std::string to_remember() const { return {}; }
  /// Of the pixels it holds: what keeping it costs.
  virtual std::int64_t bytes() const { return 0; }
};

/// Judges what image models answered: is it still the product? Safe on several threads at once.
class Gate {
 public:
  virtual ~Gate() = default;
  /// Names methods and limits as a whole; another one judges anew.
  virtual std::string checks() const = 0;
  /// By what version a study is remembered.
  virtual int study_version() const = 0;
  virtual std::shared_ptr<const GateStudy> study(GateProduct product,
                                                 const std::optional<std::string>& remembered,
                                                 store::AssetStore& store) const = 0;
  /// Evidence goes into the store. bad_image if the rendering cannot be read.
  virtual util::Result<Judged> judge(const GateStudy& study,
                                     std::string_view rendering,
                                     store::AssetStore& store) const = 0;
};

}  // namespace vitrine::schedule
