#include "pipeline/schedule/source_marks.hpp"

#include "pipeline/domain/source_type.hpp"
#include "pipeline/imaging/metadata.hpp"

#include <utility>

namespace vitrine::schedule {

namespace {

constexpr const char* kTrained = "trainedAlgorithmicMedia";
constexpr const char* kWithTrained = "compositeWithTrainedAlgorithmicMedia";

void add_marks(const util::Digest& file, store::AssetStore& store, SourceMarks& marks) {
  const util::Result<std::string> bytes = store.get(file);
  if (!bytes) return;
  marks.content_credentials =
      marks.content_credentials || imaging::holds_content_credentials(*bytes);
  const auto said = imaging::read_provenance(*bytes);
  if (!said) return;
  marks.source_type = domain::strongest_source_type(marks.source_type, said->source_type);
  if (marks.ai_system.empty()) marks.ai_system = said->ai_system;
}

}  // namespace

bool SourceMarks::is_generated() const {
  return source_type == kTrained || source_type == kWithTrained;
}

SourceMarks backdrop_marks(const util::Digest& backdrop, store::AssetStore& store) {
  SourceMarks marks;
  add_marks(backdrop, store, marks);
  if (marks.source_type == kTrained) marks.source_type = kWithTrained;
  return marks;
}

SourceMarks source_marks(const domain::RenderRequest& request, store::AssetStore& store) {
  SourceMarks marks;
  for (const domain::Source& source : request.sources)
    if (source.role == domain::SourceRole::packshot || source.role == domain::SourceRole::picture)
      add_marks(source.digest, store, marks);
  return marks;
}

domain::Recipe with_marks(domain::Recipe recipe, const SourceMarks& marks) {
  recipe.source_type = domain::strongest_source_type(recipe.source_type, marks.source_type);
  if (recipe.ai_system.empty()) recipe.ai_system = marks.ai_system;
  return recipe;
}

}  // namespace vitrine::schedule
