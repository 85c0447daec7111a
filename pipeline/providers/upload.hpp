#pragma once

#include "pipeline/domain/outcome.hpp"
#include "pipeline/net/client.hpp"
#include "pipeline/util/digest.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace vitrine::providers {

/// A picture to be put at an API before a request names it.
struct Upload {
  util::Digest picture;  ///< as the request names it; the bytes may be a form of it made to be sent
  std::string media_type;
  std::shared_ptr<const std::string> bytes;
  bool flattened = false;  ///< the bytes are such a form: opaque, of a picture that is not
  bool needed = false;     ///< the request is too large without; else it may go inline as well
};

/// An upload that a prepared request names. The number tells it from later ones of the picture; its
/// address is nobody's business but the request's.
struct NamedUpload {
  util::Digest picture;
  std::uint64_t number = 0;
};

/// Why a request could not be made ready. Nothing was bought.
struct Hindrance {
  std::optional<net::Failure> failure;  ///< no complete answer; progress is not_sent
  domain::Outcome outcome;              ///< without a failure
};

}  // namespace vitrine::providers
