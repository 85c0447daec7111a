#pragma once

#include "tests/e2e/shop.hpp"

#include <string>
#include <sys/types.h>
#include <vector>

namespace vitrine::test {

/// The real binary at work in a shop, beside the test. Killed with the object if it still runs.
class Background {
 public:
  /// `environment`: "NAME=value", over that of the test.
  Background(const Shop& shop,
             std::vector<std::string> arguments,
             std::vector<std::string> environment = {});
  ~Background();
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  pid_t pid() const { return process_; }
  void kill();   ///< as a power cut ends it, for the process
  Ended wait();  ///< until it ends by itself

 private:
  TempFolder folder_;
  pid_t process_ = -1;
};

}  // namespace vitrine::test
