#pragma once

#include "pipeline/cli/connection.hpp"
#include "pipeline/cli/provider_settings.hpp"
#include "pipeline/domain/problem.hpp"
#include "pipeline/emulator/service.hpp"
#include "pipeline/util/clock.hpp"

#include <filesystem>
#include <memory>
#include <string>

namespace vitrine::cli {

/// Whose books a rehearsal's renderings land in: nobody's. The same wherever its emulator listens.
inline constexpr const char* kRehearsalSurface = "custom:rehearsal";
/// Who draws instead of the model, as files of a rehearsal say it.
inline constexpr const char* kStandIn = "emulated by Vitrine, no model";

struct RehearsalScenario {
  emulator::Scenario scenario;
  domain::Problems problems;  ///< with any the scenario must not be used
};
/// Every mistake of the file at once, each at its line and column. No file: nothing goes wrong.
RehearsalScenario read_rehearsal_scenario(const std::string& file);

/// The vendor's API on a free port of this machine, on threads of its own, for as long as this
/// lives. Throws std::system_error if it cannot listen.
class Rehearsal {
 public:
  /// `clock` must live longer.
  Rehearsal(emulator::Scenario scenario, const util::Clock& clock);
  ~Rehearsal();
  Rehearsal(const Rehearsal&) = delete;
  Rehearsal& operator=(const Rehearsal&) = delete;

  /// How it is reached by that provider's protocol: straight, past any proxy, with a key that is no
  /// secret. The provider is one that is spoken; its settings say what goes beyond an address.
  /// Errors: what it cannot do without is not said there, such as ComfyUI's graph.
  util::Result<Connection> connection(const std::string& provider,
                                      const ProviderSettings& settings = {}) const;
  /// Ends it; the whole bill, of calls too whose answer nobody waited for. Throws what broke the
  /// emulator, if anything did.
  emulator::BillSummary end();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// A new folder for one rehearsal's store and files below the project's store. Of older ones the
/// newest are kept; one that still runs is left alone.
std::filesystem::path make_rehearsal_folder(const std::filesystem::path& store,
                                            util::Timestamp now);

}  // namespace vitrine::cli
