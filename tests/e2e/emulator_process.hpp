#pragma once

#include <rapidjson/document.h>

#include <string>
#include <sys/types.h>
#include <vector>

namespace vitrine::test {

/// The real vitrine-emulator on a free port of this machine, for as long as this lives.
class EmulatorProcess {
 public:
  /// `ca_file`: where the certificates of --tls are to be trusted from; empty: plain http.
  explicit EmulatorProcess(std::vector<std::string> arguments = {}, std::string ca_file = {});
  ~EmulatorProcess();
  EmulatorProcess(const EmulatorProcess&) = delete;
  EmulatorProcess& operator=(const EmulatorProcess&) = delete;

  const std::string& base_url() const { return base_url_; }
  /// What it would charge for, as /__bill says it.
  rapidjson::Document bill() const;

 private:
  pid_t process_ = -1;
  int output_ = -1;
  std::string base_url_, ca_file_;
};

}  // namespace vitrine::test
