#pragma once

#include "pipeline/emulator/answer.hpp"
#include "pipeline/emulator/files.hpp"
#include "pipeline/emulator/json.hpp"
#include "pipeline/emulator/routes.hpp"
#include "pipeline/emulator/scenario.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace vitrine::emulator {

/// One request of a batch.
struct BatchLine {
  std::string key;
  Json metadata;  ///< of an inline request, sent back as it came
  Json request;
  std::string error;  ///< not empty: this line could not be read
};

/// A line's answer: a response, or an error of the same shape as a failed call.
struct BatchLineMade {
  Made made;
  std::string fault;   ///< that befell it; empty: none
  bool billed = true;  ///< if it was answered
};

/// Runs on any thread. Faults of a connection or a body do not reach a line.
BatchLineMade make_batch_line(const BatchLine& line, const Making& making);

/// What a new batch asks for.
struct BatchOrder {
  std::string display_name;
  bool from_file = false;
  std::vector<BatchLine> lines;
};
/// Reads the body of a creation. `files` holds the input file.
struct ReadBatch {
  std::optional<ApiError> error;
  BatchOrder order;
};
ReadBatch read_batch(std::string_view body, const FileShelf& files);

/// The jobs there are. Belongs to the I/O thread.
class Batches {
 public:
  explicit Batches(BatchPlan plan) : plan_(plan) {}

  /// Adds a job and returns its id. Its lines are made elsewhere.
  std::string create(const std::string& model, const BatchOrder& order, util::Timestamp now);
  /// The lines' answers, in order; a cancelled or deleted job takes none and returns false.
  bool complete(const std::string& id,
                const BatchOrder& order,
                const std::vector<BatchLineMade>& lines,
                Files& files,
                util::Timestamp now);
  bool makes_lines() const { return plan_.end == BatchEnd::succeeded; }

  net::ServerReply answer(const Route& route, util::Timestamp now);
  std::string operation(const std::string& id) const;  ///< as JSON

 private:
  enum class State { pending, running, succeeded, failed, cancelled, expired };
  struct Batch {
    std::string id, model, display_name;
    bool from_file = false;
    State state = State::pending;
    util::Timestamp created, updated, entered, ended;
    std::size_t requests = 0, succeeded = 0, failed = 0;
    bool ready = false;       ///< its lines are made
    std::string output_json;  ///< members of `output` and `response`, once there are any
  };

  std::string state_text(State state) const;
  void advance(Batch& batch, util::Timestamp now) const;
  std::string to_json(const Batch& batch) const;
  net::ServerReply list(const Route& route, util::Timestamp now);

  BatchPlan plan_;
  std::map<std::string, Batch, std::less<>> batches_;
  std::uint64_t next_ = 1;
};

}  // namespace vitrine::emulator
