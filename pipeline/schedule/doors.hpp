#pragma once

#include "pipeline/domain/request.hpp"

#include <map>
#include <set>
#include <string>

namespace vitrine::schedule {

/// What of an image API is closed for the rest of a run, and why: all of it, a model, or one kind
/// of request that was refused as wrong. Plain state, no waiting.
class Doors {
 public:
  /// Why this request would not be sent; empty: it may be.
  std::string closed_for(const domain::RenderRequest& request) const;

  void close(const std::string& why);  ///< the first reason stays
  void close_model(const std::string& model, const std::string& why);
  /// Such a request gave a picture: if another is refused, it is that one's own fault.
  void gave_picture(const domain::RenderRequest& request);
  /// A request was refused as wrong. Two tasks refused in the same words, while no request of their
  /// kind (model, operation, shape) has given a picture, close that kind: ten thousand more would
  /// be told the same.
  void refused(const domain::RenderRequest& request, const std::string& why);

 private:
  struct Kind {
    bool works = false;
    std::set<std::string> reasons;  ///< in the words of the refusals
    std::string closed;
  };
  std::string all_;
  std::map<std::string, std::string> models_;
  std::map<std::string, Kind> kinds_;
};

}  // namespace vitrine::schedule
