// For test programs that call the rooms below `schedule` themselves: OpenCV works as in the
// program.
#include "pipeline/imaging/exact.hpp"

namespace {

[[maybe_unused]] const bool kAsInTheProgram = [] {
  vitrine::imaging::exact::stay_on_calling_thread();
  return true;
}();

}  // namespace
