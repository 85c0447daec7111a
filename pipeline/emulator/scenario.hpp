#pragma once

#include "pipeline/emulator/faults.hpp"
#include "pipeline/emulator/routes.hpp"
#include "pipeline/util/clock.hpp"

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// How a run of the emulator goes wrong, as values. `read_scenario` (scenario_reader.hpp) reads it.
namespace vitrine::emulator {

using Milliseconds = std::chrono::milliseconds;

/// Which requests something is about; `*` stands for any run of characters.
struct Filter {
  std::vector<std::string> models;  ///< empty: any
  std::vector<RouteKind> routes;    ///< empty: whatever makes pictures
  bool matches(const Route& route) const;
};

/// When, counted from the start or the last reset; requests by their ordinal, from 1.
struct Window {
  Milliseconds from{0}, to{Milliseconds::max()};
  std::uint64_t first_request = 1, last_request = std::numeric_limits<std::uint64_t>::max();
  bool holds(Milliseconds since_start, std::uint64_t ordinal) const;
};

/// A fault and whom it befalls. Of the requests that match: a share of them, or the first n, or
/// every nth; with none of these, all.
struct FaultRule {
  Fault fault;
  Filter filter;
  Window window;
  std::optional<double> share;
  std::uint64_t first = 0, every = 0;
};

struct Fixed {
  Milliseconds time{0};
};
struct Uniform {
  Milliseconds least{0}, most{0};
};
struct Lognormal {
  Milliseconds p50{0}, p95{0};
};
using Latency = std::variant<Fixed, Uniform, Lognormal>;
/// `at` in [0, 1) picks the value.
Milliseconds latency_at(const Latency& latency, double at);

struct LatencyRule {
  Filter filter;
  Latency latency;
};

/// More requests than this in a minute or day of the emulator's clock get 429.
struct LimitRule {
  Filter filter;
  int per_minute = -1, per_day = -1;  ///< negative: no limit
};

/// `repeated`: each product in a few scenes, whatever the words say; its further pictures are the
/// same pixels in files that name themselves otherwise. For load tests, as is `flat`.
enum class PictureStyle { studio, flat, repeated };
enum class BatchEnd { succeeded, failed, expired, stuck };

struct BatchPlan {
  Milliseconds pending{0}, running{0};  ///< at least; each look advances a batch by one state
  BatchEnd end = BatchEnd::succeeded;
  bool job_states = false;  ///< JOB_STATE_*, as Vertex and the clients spell them
};

/// A model on its way out: models.get and every answer say so, and when its time has come it is
/// gone.
struct Sunset {
  std::string model;
  std::optional<util::Timestamp> at;  ///< or, if nothing, `after`
  Milliseconds after{0};              ///< since the start
  std::string message;
};

/// Who gets an access token at the token endpoint, and what it is worth.
struct TokenPlan {
  Milliseconds life{3'599'000};
  bool required = false;  ///< Vertex takes only what was given out; else any Bearer token
  struct Account {
    std::string email;
    std::string public_key_pem;  ///< empty: the signature is not checked
  };
  std::vector<Account> accounts;  ///< empty: whoever sends a well-made assertion
};

/// How Black Forest Labs answers.
struct BflPlan {
  std::uint64_t pending = 1;   ///< polls that a task is Pending for
  double settle = 1;           ///< the final cost, times what was told at the submission
  bool key_at_sample = false;  ///< a key that comes with a picture's address is overlooked
};

/// How tasks of DashScope go on.
struct DashScopePlan {
  std::uint64_t pending = 1, running = 1;  ///< polls that a task spends in each
};

/// A server of open weights below a prefix of its own, and what it does otherwise than OpenAI.
struct LocalServer {
  enum class Errors { text, detail, object };  ///< {"error":"…"}, {"detail":…}, {"error":{…}}
  std::string at;                              ///< "/sdcpp": its base URL ends in this and "/v1"
  std::string model;                           ///< as it is booked
  Errors errors = Errors::object;
  bool edits = true;             ///< has /images/edits; else pictures come with the generation
  bool image_list = true;        ///< takes image[] besides image
  bool takes_seed = false;       ///< as a field
  bool extra_in_prompt = false;  ///< takes a seed inside the prompt
  bool answers_url = false;      ///< unless b64_json is asked for
  std::string image_field() const { return image_list ? "image[]" : "image"; }
};
/// "stable-diffusion.cpp", "vLLM-Omni" and "LocalAI", each at its usual prefix.
std::vector<LocalServer> usual_local_servers();

struct Scenario {
  std::uint64_t seed = 1;
  PictureStyle picture = PictureStyle::studio;
  std::string format = "image/png";  ///< of answers, unless the request says
  std::vector<std::string> bad_keys;
  std::vector<std::string> retired, alive;  ///< model ids that answer 404, or do not after all
  std::vector<FaultRule> faults;            ///< in order: the first that befalls a request rules
  std::vector<LatencyRule> latency;         ///< the first that matches
  std::vector<LimitRule> limits;
  std::vector<Sunset> deprecated;
  BatchPlan batches;
  TokenPlan tokens;
  BflPlan bfl;
  DashScopePlan dashscope;
  std::vector<LocalServer> local = usual_local_servers();
  std::uint64_t comfy_pending = 1;  ///< looks at a history that is still empty
  Milliseconds file_processing{0};
  std::int64_t file_space = std::int64_t{4} << 30;  ///< bytes of all files and open uploads
};

}  // namespace vitrine::emulator
