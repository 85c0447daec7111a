#pragma once

#include "pipeline/emulator/errors.hpp"
#include "pipeline/emulator/faults.hpp"
#include "pipeline/emulator/models.hpp"
#include "pipeline/emulator/scenario.hpp"
#include "pipeline/emulator/stored_file.hpp"
#include "pipeline/emulator/usage.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace vitrine::emulator {

class Drawings;
struct Json;

/// All that an answer depends on besides the request's body. A value, so that the work can be done
/// on any thread.
struct Making {
  const ModelRow* model = nullptr;
  bool vertex = false;
  std::uint64_t seed = 0;  ///< of the scenario
  PictureStyle style = PictureStyle::studio;
  std::shared_ptr<Drawings> drawings = {};  ///< kept for `PictureStyle::repeated`
  std::string format = "image/png";
  std::optional<Fault> fault;
  std::shared_ptr<const FileShelf> files;
  util::Timestamp now;
  std::string response_id;
  std::string model_status = {};  ///< JSON; empty: the answer says nothing of it
};

/// An answer before it goes on the wire.
struct Made {
  int status = 200;
  std::string body;  ///< JSON, or events of a stream
  std::string content_type = "application/json; charset=UTF-8";
  Usage usage;          ///< zero for what costs nothing
  std::string attempt;  ///< as the body named it
  bool moot = false;    ///< the fault found nothing to change: it has not befallen
  /// The fault itself, not a mistake of the request's, is why this is a refusal.
  bool withheld = false;
  std::optional<Charge> charge = {};  ///< as the vendor reckons; nothing: by Google's table
};

/// JSON with status 200 that costs nothing yet.
Made answered(std::string body);
/// The error as an answer.
Made refusal(const ApiError& error);

/// Each parses, checks, draws and writes; nothing is thrown for a bad request. Pure: the same body
/// and making give the same bytes.
Made make_generate(std::string_view body, const Making& making);
/// As events, or as one array if `sse` is false.
Made make_stream(std::string_view body, const Making& making, bool sse);
Made make_predict(std::string_view body, const Making& making);
Made make_count(std::string_view body, const Making& making);
/// One request of a batch, already parsed.
Made make_line(const Json& request, const Making& making);

}  // namespace vitrine::emulator
