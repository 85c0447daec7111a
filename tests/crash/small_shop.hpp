#pragma once

#include "tests/crash/process.hpp"
#include "tests/e2e/emulator_process.hpp"
#include "tests/support/temp_folder.hpp"

#include <string>

namespace vitrine::test {

/// A project whose every picture is asked of a paid model, one call each, as small as a model and a
/// channel allow: what these tests are about is what lies between the calls.
class SmallShop {
 public:
  explicit SmallShop(int products, std::string file_name = "{sku}_{scene}.{ext}");

  std::filesystem::path root() const { return folder_.path() / "shop"; }
  std::filesystem::path store() const { return root() / ".vitrine"; }
  std::filesystem::path out() const { return root() / "out/spring"; }
  int products() const { return products_; }

  /// Another wish for every product: nothing of the last one can be reused.
  void next_wave();
  /// The whole run, asked of `google` with as many calls at once.
  VitrineProcess start(const EmulatorProcess& google,
                       int in_flight,
                       const Variables& more = {}) const;
  Ending run(const EmulatorProcess& google, int in_flight, const Variables& more = {}) const {
    return start(google, in_flight, more).wait();
  }
  /// The arguments of such a run.
  static std::vector<std::string> run_arguments(int in_flight);
  /// Any command, beside what else runs if `name` is another.
  VitrineProcess command(const std::vector<std::string>& arguments,
                         const Variables& variables = {},
                         const std::string& name = "command") const;

  /// Keeps a file of this text beside the project, for an emulator to read.
  std::string scenario(const std::string& text) const;

 private:
  void write_job() const;

  TempFolder folder_;
  int products_;
  std::string file_name_;
  int wave_ = 1;
};

/// Who is asked, and by which key.
Variables variables_for(const EmulatorProcess& google);

}  // namespace vitrine::test
