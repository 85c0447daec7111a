#pragma once

#include "pipeline/audit/finding.hpp"

#include <iosfwd>
#include <string>

namespace vitrine::cli {

/// {"ok","exit","looked_at":{…},"findings":[{"kind","subject","message","repair","repaired",
/// "outcome"}],"notes"}: ok if nothing is left to be seen to.
std::string examination_json(const audit::Examination& examination, int exit_code, bool repaired);
void print_examination(const audit::Examination& examination, bool repaired, std::ostream& out);
/// The same in the words of who only asks about bytes.
void print_verification(const audit::Examination& examination, std::ostream& out);

/// "512 bytes", "3.4 MB".
std::string bytes_text(long long bytes);

}  // namespace vitrine::cli
