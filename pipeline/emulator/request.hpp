#pragma once

#include "pipeline/emulator/errors.hpp"
#include "pipeline/emulator/json.hpp"
#include "pipeline/emulator/models.hpp"
#include "pipeline/emulator/stored_file.hpp"
#include "pipeline/util/result.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::emulator {

template <class T>
using ApiResult = boost::system::result<T, ApiError>;
[[noreturn]] void throw_exception_from_error(const ApiError& error,
                                             const boost::source_location& where);

/// A generateContent call, read and found in order.
struct GenerateRequest {
  const ModelRow* model = nullptr;
  std::vector<std::string> pictures;  ///< to draw from: the model's last one, then the last turn's
  std::string prompt;                 ///< text of the last user turn
  int user_pictures = 0;              ///< sent by the user, in all turns
  std::int64_t prompt_text_tokens = 0;
  int picture_count = 0;  ///< of all turns: what is charged
  bool wants_image = true, wants_text = true;
  std::string ratio;  ///< empty: not asked
  Tier tier = Tier::one_k;
  std::optional<std::int64_t> seed;
  std::string level;  ///< of thinking; empty: none
  bool include_thoughts = false;
  std::int64_t max_output_tokens = 0;  ///< 0: not asked
  std::string mime_type;               ///< asked for on Vertex; empty: not asked
  int quality = 90;
  std::string attempt;  ///< from labels
};

/// Where a request is read: which surface and what it may refer to.
struct Reading {
  bool vertex = false;
  const FileShelf* files = nullptr;
};

/// The sentence names the field as Google's does: 'contents[0].parts[1]'.
ApiResult<GenerateRequest> read_generate(const Json& body,
                                         const ModelRow& model,
                                         const Reading& reading);

/// The tokens of contents alone, for countTokens.
ApiResult<GenerateRequest> read_contents(const Json& body,
                                         const ModelRow& model,
                                         const Reading& reading);

/// An Imagen call.
struct PredictRequest {
  const ModelRow* model = nullptr;
  std::string prompt;
  std::vector<std::string> pictures;
  std::string ratio = "1:1";
  Tier tier = Tier::one_k;
  int count = 1;
  std::optional<std::int64_t> seed;
  std::string mime_type = "image/png";
  int quality = 75;
};
ApiResult<PredictRequest> read_predict(const Json& body, const ModelRow& model, bool vertex);

/// What goes with a picture that a model made, so that it is known again when it is sent back.
std::string signature_for(std::string_view picture_bytes);

}  // namespace vitrine::emulator
