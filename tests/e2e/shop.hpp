#pragma once

#include "tests/support/temp_folder.hpp"

#include <rapidjson/document.h>

#include <string>
#include <vector>

namespace vitrine::test {

struct Ended {
  int exit_code = 0;
  std::string out;
  std::string err;
  rapidjson::Document json;  ///< of `out`, where it was asked for
};

/// A project of its own with pictures drawn in code, and the real binary run in it.
class Shop {
 public:
  Shop();

  /// `environment` is put in front: "OPENCV_CPU_DISABLE=AVX2".
  Ended vitrine(const std::string& arguments, const std::string& environment = {}) const;
  Ended json(const std::string& arguments, const std::string& environment = {}) const {
    return vitrine("--json " + arguments, environment);
  }

  std::filesystem::path job() const { return folder_.path() / "shop/jobs/spring.yaml"; }
  std::filesystem::path root() const { return folder_.path() / "shop"; }
  std::filesystem::path out() const { return root() / "out/spring"; }
  /// Replaces text in the job; it must be there.
  void edit_job(const std::string& before, const std::string& after) const;
  void move_to(const std::string& name);
  std::vector<std::filesystem::path> delivered() const;

 private:
  TempFolder folder_;
};

}  // namespace vitrine::test
