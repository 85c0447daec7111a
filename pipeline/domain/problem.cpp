#include "pipeline/domain/problem.hpp"

namespace vitrine::domain {

const char* to_text(Problem::Level level) {
  switch (level) {
    case Problem::Level::error:
      return "error";
    case Problem::Level::warning:
      return "warning";
    case Problem::Level::note:
      return "note";
  }
  return "error";
}

}  // namespace vitrine::domain
