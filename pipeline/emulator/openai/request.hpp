#pragma once

#include "pipeline/emulator/json.hpp"
#include "pipeline/emulator/openai/errors.hpp"
#include "pipeline/emulator/openai/models.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::emulator::openai {

/// A call as it was sent, in either form: fields by name in their order, files apart.
struct Sent {
  struct Field {
    std::string name;
    Json value;  ///< of a form: always a text
  };
  std::vector<Field> fields;
  std::vector<std::string> pictures;
  std::optional<std::string> mask;
  bool is_form = false;

  const Json* find(std::string_view name) const;
};

/// A generation or an edit, read and found in order.
struct ImageRequest {
  const Model* model = nullptr;
  std::string prompt;
  std::vector<std::string> pictures;  ///< none: a generation
  std::string mask;                   ///< as DrawOrder takes it; empty: none was sent
  int count = 1;
  Pixels size{1024, 1024};
  std::string quality = "medium";  ///< what auto became
  std::string background = "opaque";
  std::string format;  ///< "png"; empty: not asked
  int compression = 100;
  bool high_fidelity = false;
  int partial_images = 0;
  bool stream = false;
  std::uint64_t seed = 0;  ///< of all that was sent; the boundary of a form has no part in it
};

/// Reads the body; what is in the fields is not yet looked at.
Read<Sent> read_generation(std::string_view body);
Read<Sent> read_edit(std::string_view content_type, std::string_view body);

/// What is wrong with the pictures and the mask of an edit, however they came.
std::optional<Error> wrong_pictures(const Sent& sent);

/// Checks every field against the model. `edit` says which of the two calls it is.
Read<ImageRequest> read_image_request(const Sent& sent, const Model& model, bool edit);

/// The model that a body names, without reading all of it; empty if it names none.
std::string model_in(std::string_view content_type, std::string_view body);

}  // namespace vitrine::emulator::openai
