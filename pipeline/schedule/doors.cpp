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
  if (!all_.empty()) return all_;
  if (const auto model = models_.find(request.model); model != models_.end()) return model->second;
  const auto kind = kinds_.find(kind_of(request));
  return kind == kinds_.end() ? std::string() : kind->second.closed;
}

void Doors::close(const std::string& why) {
  if (all_.empty()) all_ = why;
}

void Doors::close_model(const std::string& model, const std::string& why) {
  models_.try_emplace(model, why);
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
