#pragma once

#include "pipeline/domain/outcome.hpp"
#include "pipeline/domain/request.hpp"
#include "pipeline/util/result.hpp"

#include <functional>
#include <memory>
#include <string>

namespace vitrine::providers {

/// The bytes of a stored picture by its digest.
using SourceReader = std::function<util::Result<std::string>(const util::Digest&)>;

/// Whoever makes pictures. One call is one attempt: it never asks again (the schedule does).
class Provider {
 public:
  virtual ~Provider() = default;
  virtual std::string name() const = 0;  ///< as in records: "studio"
  /// Takes its time on the calling thread, so it is called on the CPU pool; safe from several at
  /// once. Every end is an Outcome; an exception is a bug or a broken world.
  virtual domain::Outcome render(const domain::RenderRequest& request,
                                 const SourceReader& read) const = 0;
};

/// Composites offline, deterministic in the request, costs nothing.
std::unique_ptr<Provider> make_studio_provider();

}  // namespace vitrine::providers
