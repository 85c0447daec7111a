#pragma once

#include "pipeline/domain/request.hpp"
#include "pipeline/schedule/waiting.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>

namespace vitrine::schedule {

/// What of an image API is closed for the rest of a run, and why: all of it, a model, or one kind
/// of request that was refused as wrong. Plain state, no waiting.
class Doors {
 public:
  /// Why this request would not be sent; empty: it may be.
  std::string closed_for(const domain::RenderRequest& request) const;

  /// What tasks that are not asked for behind a closed door are left for the next run as; nothing:
  /// they failed, or no door is closed.
  std::optional<Parked> parked_as(const domain::RenderRequest& request) const;
  /// Closed, but only by the run's own pace: what had its turn before may still be sent.
  bool begun_may_go(const domain::RenderRequest& request) const;

  /// The first reason stays. With `begun_may_go`, what had its turn before is still sent, unless
  /// the door is closed for another reason as well.
  void close(const std::string& why, std::optional<Parked> as = {}, bool begun_may_go = false);
  void close_model(const std::string& model,
                   const std::string& why,
                   std::optional<Parked> as = {},
                   bool begun_may_go = false);
  /// Such a request gave a picture: if another is refused, it is that one's own fault.
  void gave_picture(const domain::RenderRequest& request);
  /// A request was refused as wrong. Two tasks refused in the same words, while no request of their
  /// kind (model, operation, shape) has given a picture, close that kind: ten thousand more would
  /// be told the same.
  void refused(const domain::RenderRequest& request, const std::string& why);

 private:
  struct Door {
    std::string closed;
    std::optional<Parked> as;
    bool begun_may_go = true;
    void close(const std::string& why, std::optional<Parked> parked, bool may_go);
  };
  struct Kind {
    bool works = false;
    std::set<std::string> reasons;  ///< in the words of the refusals
    std::string closed;
  };
  Door all_;
  std::map<std::string, Door> models_;
  std::map<std::string, Kind> kinds_;
};

}  // namespace vitrine::schedule
