#include "pipeline/audit/finding.hpp"

namespace vitrine::audit {

std::string remedy_text(const Finding& finding) {
  switch (finding.remedy) {
    case Remedy::person:
      return "nothing: a person must see to it";
    case Remedy::make_folders:
      return "makes what is missing";
    case Remedy::open_writing:
      return "opens it for writing, which reads its log and brings it up to date";
    case Remedy::rebuild_indices:
      return "sets a copy aside and makes the indices anew";
    case Remedy::new_database:
      return "makes an empty one";
    case Remedy::settle_answer:
      return "reads the answer and puts what it came to on record, without asking anybody";
    case Remedy::close_attempts:
      return "names it unknown at the most it can have cost, or free where it cost nothing";
    case Remedy::unlink:
      return "removes it";
    case Remedy::quarantine:
      return "moves it to quarantine";
    case Remedy::make_again:
      return "makes it again from what it was made from";
    case Remedy::forget:
      return "notes that it is gone";
    case Remedy::deliver_again:
      return "writes it again from the store";
  }
  return "";
}

}  // namespace vitrine::audit
