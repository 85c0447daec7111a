#pragma once

#include "pipeline/cli/session.hpp"
#include "pipeline/schedule/recovery.hpp"
#include "pipeline/schedule/run.hpp"

#include <chrono>
#include <iosfwd>
#include <string>

namespace vitrine::cli {

/// One run as it is told at its end.
struct RunTold {
  schedule::Summary summary;
  schedule::Recovered recovered;  ///< of runs that were killed before
  std::string job;
  std::string output;  ///< folder of the delivered files
  std::string report;  ///< path of the page; empty if it could not be written
  std::string contact_sheet;
  std::string stopped;      ///< null in JSON if empty
  std::string stopped_why;  ///< one sentence, or null
  int assets = 0;           ///< accepted deliveries of the job now
  int open_questions = 0;   ///< old ones, only counted
  int rows_set_aside = 0;
  std::chrono::milliseconds took{};
  int exit_code = 0;
  std::string rehearsal;  ///< JSON of the rehearsal that it was; empty: none
};

/// A line of the summary: the name in its column, then the text.
void print_line(std::ostream& out, const std::string& name, const std::string& text);
std::string duration_text(std::chrono::milliseconds took);  ///< "3.2 s", "2 min 14 s"
/// The first few of each, and how many more there are.
void print_failures(const schedule::Summary& summary, std::ostream& out);
void print_enlarged(const schedule::Enlargements& enlarged, std::ostream& out);
void print_questions(const schedule::Summary& summary, std::ostream& out);
/// The member "enlarged".
void write_enlarged(const schedule::Enlargements& enlarged, util::JsonWriter& json);

void print_run(const RunTold& told, std::ostream& out);
/// The object that DESIGN §5 promises to scripts.
std::string run_json(const RunTold& told);

}  // namespace vitrine::cli
