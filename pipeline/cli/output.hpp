#pragma once

#include "pipeline/domain/problem.hpp"
#include "pipeline/util/json_writer.hpp"

#include <iosfwd>
#include <string>
#include <vector>

namespace vitrine::cli {

/// Where a command talks: results to `out`, talk to `err`. Under --json `out` gets exactly one JSON
/// value and `err` nothing but what concerns people.
struct Console {
  std::ostream& out;
  std::ostream& err;
  bool json = false;
  bool err_is_terminal = false;
  bool color = false;  ///< colour only helps, it never carries meaning
};

/// Problems as people read them, each with its line of the file and a mark under the token.
void print_problems(const domain::Problems& problems, std::ostream& out);

void write_problems(util::JsonWriter& json, const domain::Problems& problems);

/// {"ok":false,"exit":N,"problems":[…]}, with "stopped" where something stopped a run on purpose.
std::string failure_json(int exit_code,
                         const domain::Problems& problems,
                         const std::string& stopped = {});

/// Says it failed, in the form asked for; returns the exit code.
int fail(const Console& console, int exit_code, const domain::Problems& problems);
int fail(const Console& console,
         int exit_code,
         const std::string& message,
         const std::string& code = "failed");

/// "3 files", "1 file".
std::string counted(long long count, const std::string& one, const std::string& many = {});

}  // namespace vitrine::cli
