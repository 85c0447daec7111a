#pragma once

#include "pipeline/lineage/lineage.hpp"
#include "pipeline/plan/plan.hpp"
#include "pipeline/providers/provider.hpp"
#include "pipeline/providers/remote_provider.hpp"
#include "pipeline/schedule/enlargements.hpp"
#include "pipeline/schedule/gate.hpp"
#include "pipeline/schedule/options.hpp"
#include "pipeline/schedule/progress.hpp"
#include "pipeline/schedule/set_check.hpp"
#include "pipeline/store/asset_store.hpp"
#include "pipeline/store/spool.hpp"
#include "pipeline/util/clock.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace vitrine::schedule {

/// The name of an API that is asked for one model alone.
inline std::string surface_of_model(const std::string& surface, const std::string& model) {
  return surface + " " + model;
}

/// The real objects a run works with; all outlive it.
struct Services {
  lineage::Lineage& lineage;  ///< used from one thread of the run's own while it runs
  store::AssetStore& store;
  const std::map<std::string, std::shared_ptr<providers::Provider>>& providers;  ///< by surface
  const util::Clock& clock;
  Progress& progress;
  /// Nobody is asked for these tasks: an answer to them lies unread, and may be had yet.
  std::set<util::Digest> unread = {};
  store::Spool* spool = nullptr;  ///< answers from the network; needed where any are expected
  /// Makes the image APIs a run asks, by surface, on its I/O thread; they may own their client.
  /// Where one address serves several vendors, by `surface_of_model` for the models of the others.
  std::function<std::map<std::string, std::shared_ptr<providers::RemoteProvider>>(
      boost::asio::any_io_executor)>
      make_remotes = {};
  const Gate* gate = nullptr;  ///< judges what models answer; null: nobody does
};

struct Failure {
  std::string shot;                     ///< the first shot that needed it
  std::string message;                  ///< what went wrong
  std::vector<std::string> dependents;  ///< shots that could not be made because of it
};

struct Question {
  std::string shot, profile, why;
};

/// Pictures of one model that stand in for another's.
struct FellBack {
  std::string asked, taken;  ///< models
  int pictures = 0;
  std::string why;  ///< the first reason, one sentence
};

struct Summary {
  std::string run;
  int planned = 0, rendered = 0, finished = 0, reused = 0, restored = 0, failed = 0;
  int needs_person = 0;
  int rejected = 0;  ///< of the finished: a person had rejected these bytes before
  int refused = 0;   ///< of those that need a person, those that the model gave no picture for
  int held = 0;
  int parked = 0;  ///< of the failed: nothing is wrong with them, the next run goes on there
  util::Money charged, unknown;
  util::Money doubt;    ///< what estimates among `charged` may have left out, at most
  std::string stopped;  ///< why calls were no longer sent, a word of `Stopped`; empty: they were
  std::string stopped_why;      ///< one sentence, with all but signal
  std::string stopped_surface;  ///< whose calls they were, as its API is named; empty: all
  std::vector<FellBack> fallbacks;
  /// With stopped: nothing was left undone by it, others gave all the pictures.
  bool is_made_good = false;
  std::vector<Failure> failures;
  std::vector<Question> questions;       ///< new ones of this run
  std::vector<SetOutlier> set_outliers;  ///< among what this run touched; they ship all the same
  Enlargements enlarged;                 ///< of the finished

  int delivered() const {
    return finished - rejected - (needs_person - refused);
  }  ///< files that passed
};

/// Runs what the plan says: renders once, finishes and checks every delivery that waits on it,
/// accepts what passes and copies it to the output folder. A failed task never stops the others.
/// The first SIGINT or SIGTERM drains what is in flight; a second one ends the process at once and
/// leaves the rest to recovery. Throws where the disk or the database is gone.
Summary run_plan(const plan::Plan& plan,
                 plan::PriorWork& prior,
                 const std::string& run_id,
                 const Services& services,
                 const ScheduleOptions& options);

/// Copies every file a plan may need into the store, by digest, so that a rendering can be rebuilt
/// without the shop's folders. Files already stored are not read again.
void keep_inputs(const std::vector<std::filesystem::path>& files,
                 const plan::InputDigests& digests,
                 store::AssetStore& store);

}  // namespace vitrine::schedule
