#include "pipeline/schedule/source_marks.hpp"

#include "pipeline/domain/source_type.hpp"
#include "pipeline/imaging/metadata.hpp"

#include <utility>

namespace vitrine::schedule {

SourceMarks source_marks(const domain::RenderRequest& request, store::AssetStore& store) {
  SourceMarks marks;
  for (const domain::Source& source : request.sources) {
    if (source.role != domain::SourceRole::packshot && source.role != domain::SourceRole::picture)
      continue;
    const util::Result<std::string> bytes = store.get(source.digest);
    if (!bytes) continue;
    marks.content_credentials =
        marks.content_credentials || imaging::holds_content_credentials(*bytes);
    const auto said = imaging::read_provenance(*bytes);
    if (!said) continue;
    marks.source_type = domain::strongest_source_type(marks.source_type, said->source_type);
    if (marks.ai_system.empty()) marks.ai_system = said->ai_system;
  }
  return marks;
}

domain::Recipe with_marks(domain::Recipe recipe, const SourceMarks& marks) {
  recipe.source_type = domain::strongest_source_type(recipe.source_type, marks.source_type);
  if (recipe.ai_system.empty()) recipe.ai_system = marks.ai_system;
  return recipe;
}

}  // namespace vitrine::schedule
