#pragma once

#include "pipeline/domain/request.hpp"
#include "pipeline/imaging/picture.hpp"
#include "pipeline/studio/studio.hpp"

#include <string_view>
#include <vector>

namespace vitrine::studio {

/// A request's pictures, read and decoded when they are asked for. Errors name the role, and what
/// is wrong with the picture. Refers to request and reader: both must live longer.
class Sources {
 public:
  Sources(const domain::RenderRequest& request,
          const SourceReader& read,
          MattingNetworks* networks = nullptr);

  /// The same reader and networks for another request.
  Sources for_request(const domain::RenderRequest& request) const {
    return {request, read_, networks_};
  }
  MattingNetworks* networks() const { return networks_; }  ///< null: nothing is kept
  bool has(domain::SourceRole role, std::string_view name = {}) const;
  std::vector<std::string> names(domain::SourceRole role) const;  ///< in the request's order
  util::Result<imaging::Picture> picture(domain::SourceRole role, std::string_view name = {}) const;
  util::Result<std::vector<imaging::Picture>> pictures(domain::SourceRole role) const;
  /// The stored bytes as they are.
  util::Result<std::string> bytes(domain::SourceRole role) const;
  util::Digest digest(domain::SourceRole role) const;  ///< of the first of it; zero: there is none
  /// One grey channel of exactly this size.
  util::Result<cv::Mat> mask(domain::SourceRole role, std::string_view name, cv::Size size) const;

 private:
  const domain::Source* find(domain::SourceRole role, std::string_view name) const;
  util::Result<imaging::Picture> decoded(const domain::Source& source) const;

  const domain::RenderRequest& request_;
  const SourceReader& read_;
  MattingNetworks* networks_;
};

}  // namespace vitrine::studio
