#include "pipeline/schedule/doors.hpp"

namespace vitrine::schedule {
namespace {

std::string kind_of(const domain::RenderRequest& request) {
  std::string kind = request.model + "|" + std::string(to_text(request.operation)) + "|";
  if (request.aspect) kind += domain::to_text(*request.aspect);
  return kind + "|" + request.size_class;
}

}  // namespace

std::string Doors::closed_for(const domain::RenderRequest& request) const {
  if (!all_.closed.empty()) return all_.closed;
  if (const auto model = models_.find(request.model); model != models_.end())
    return model->second.closed;
  const auto kind = kinds_.find(kind_of(request));
  return kind == kinds_.end() ? std::string() : kind->second.closed;
}

std::optional<Parked> Doors::parked_as(const domain::RenderRequest& request) const {
  if (!all_.closed.empty()) return all_.as;
  const auto model = models_.find(request.model);
  return model == models_.end() ? std::nullopt : model->second.as;
}

bool Doors::begun_may_go(const domain::RenderRequest& request) const {
  const auto model = models_.find(request.model);
  const bool is_model_closed = model != models_.end();
  if (all_.closed.empty() && !is_model_closed) return false;
  return all_.begun_may_go && (!is_model_closed || model->second.begun_may_go);
}

void Doors::Door::close(const std::string& why, std::optional<Parked> parked, bool may_go) {
  if (closed.empty()) {
    closed = why;
    as = parked;
  }
  begun_may_go = begun_may_go && may_go;
}

void Doors::close(const std::string& why, std::optional<Parked> as, bool begun_may_go) {
  all_.close(why, as, begun_may_go);
}

void Doors::close_model(const std::string& model,
                        const std::string& why,
                        std::optional<Parked> as,
                        bool begun_may_go) {
  models_[model].close(why, as, begun_may_go);
}

void Doors::gave_picture(const domain::RenderRequest& request) {
  Kind& kind = kinds_[kind_of(request)];
  kind.works = true;
  kind.closed.clear();
}

void Doors::refused(const domain::RenderRequest& request, const std::string& why) {
  Kind& kind = kinds_[kind_of(request)];
  const bool is_first = kind.reasons.insert(why).second;
  if (!is_first && !kind.works && kind.closed.empty()) kind.closed = why;
}

}  // namespace vitrine::schedule
