#include "pipeline/catalog/model_options.hpp"

#include "pipeline/catalog/map_reader.hpp"

#include <algorithm>

namespace vitrine::catalog {

const std::vector<OptionRule>& option_rules() {
  static const std::vector<std::string> kYesNo{"true", "false"};
  static const std::vector<OptionRule> kRules{
      // Servers that speak OpenAI's protocol, or nearly.
      {"edit_endpoint", {"multipart", "json", "none"}},  // none: pictures go to generations
      {"mask_endpoint", {"edits", "inpainting"}},        // inpainting: one picture and its mask
      {"image_field", {"image[]", "image", "ref_images[]", "files[]"}},
      {"error_shape", {"object", "string", "detail"}},
      {"returns_url", kYesNo},  // unless it is told to send base64
      {"input_fidelity", {"low", "high"}},
      {"moderation", {"auto", "low"}},
      {"complexity", {"low", "medium", "high"}},
      // Black Forest Labs.
      {"frame", {"aspect_ratio", "pixels"}},  // how the shape of the picture is said
      {"safety_tolerance", {}, 0, 6},
      {"prompt_upsampling", kYesNo},
      // DashScope.
      {"service", {"multimodal", "text2image", "image2image"}},  // the last two are tasks
      {"sends_pixels", kYesNo},
      {"prompt_extend", kYesNo},
      {"watermark", kYesNo},
      // Of all.
      {"prompt_limit", {}, 1, 1'000'000},  // characters; what is longer would be cut, unsaid
  };
  return kRules;
}

std::map<std::string, std::string> read_options(const Node* node,
                                                const std::string& what,
                                                Complaints& complaints) {
  std::map<std::string, std::string> options;
  if (node == nullptr) return options;
  MapReader reader(*node, "options of " + what, complaints);
  for (const OptionRule& rule : option_rules()) {
    const Node* value = reader.find(rule.name);
    if (value == nullptr) continue;
    if (rule.words.empty()) {
      int number = rule.least;
      reader.read(rule.name, number, rule.least, rule.most);
    } else if (std::find(rule.words.begin(), rule.words.end(), value->text) == rule.words.end()) {
      complaints.unknown(
          *value, "unknown-word",
          "option " + rule.name + " of " + what + ": there is no \"" + value->text + "\"",
          rule.words);
    }
    options[rule.name] = value->text;
  }
  reader.refuse_other_keys();
  return options;
}

}  // namespace vitrine::catalog
