#include "pipeline/providers/prompt.hpp"

#include "pipeline/util/text.hpp"

#include <algorithm>
#include <map>
#include <string_view>

namespace vitrine::providers {
namespace {

using domain::PromptTemplate;
using domain::RenderRequest;
using domain::Source;
using domain::SourceRole;

using Values = std::map<std::string, std::string, std::less<>>;

bool ends_sentence(std::string_view text) {
  return text.ends_with('.') || text.ends_with('!') || text.ends_with('?');
}

/// `text` with its placeholders filled in one pass, so that braces in a value stay braces. Empty if
/// a value is missing. A prompt that ends in a full stop gets no second one.
std::string filled(std::string_view text, const Values& values) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t close = text[at] == '{' ? text.find('}', at) : std::string_view::npos;
    if (close != std::string_view::npos) {
      const auto value = values.find(text.substr(at + 1, close - at - 1));
      if (value == values.end() || value->second.empty()) return {};
      out += value->second;
      at = close + 1;
    } else {
      if (text[at] != '.' || !ends_sentence(out)) out += text[at];
      ++at;
    }
  }
  return out;
}

/// "a, b and c".
std::string listed(const std::vector<std::string>& items, const PromptTemplate& words) {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) text += i + 1 == items.size() ? " " + words.word("list.and") + " " : ", ";
    text += items[i];
  }
  return text;
}

/// Which number each sent picture has.
class Images {
 public:
  Images(const RenderRequest& request, domain::MaskWay mask)
      : sources_(sent_sources(request.sources)) {
    if (mask == domain::MaskWay::field && is_masked(request))
      std::erase_if(sources_, [](const Source& one) { return one.role == SourceRole::mask; });
    for (const domain::EarlierTurn& turn : request.earlier)
      before_ += sent_sources(turn.sources).size();
  }

  std::vector<std::string> of(std::initializer_list<SourceRole> roles) const {
    std::vector<std::string> images;
    for (std::size_t i = 0; i < sources_.size(); ++i)
      if (std::find(roles.begin(), roles.end(), sources_[i].role) != roles.end())
        images.push_back(image(i));
    return images;
  }
  /// Empty if there is none of that role and name.
  std::string named(SourceRole role, std::string_view name) const {
    for (std::size_t i = 0; i < sources_.size(); ++i)
      if (sources_[i].role == role && sources_[i].name == name) return image(i);
    return {};
  }

 private:
  std::string image(std::size_t index) const {
    return "image " + std::to_string(before_ + index + 1);
  }
  std::vector<Source> sources_;
  std::size_t before_ = 0;
};

std::string change_text(const domain::ZoneChange& change,
                        const Images& images,
                        const PromptTemplate& words) {
  Values values{{"zone", change.zone},
                {"swatch", images.named(SourceRole::swatch, change.zone)},
                {"mask", images.named(SourceRole::zone, change.zone)}};
  if (change.color) values["color"] = to_text(*change.color);
  std::string text = filled(words.word(change.color ? "change.color" : "change.swatch"), values);
  if (change.like) values["color"] = to_text(change.like->color);
  text += filled(words.word(change.like ? "change.like" : "change.area"), values);
  return text;
}

/// "85 mm, f/2" taken apart; anything else is a camera described in words.
void add_camera(const std::string& camera, const PromptTemplate& words, Values& values) {
  std::string rest;
  for (const std::string_view piece : util::split(camera, ',')) {
    const std::string_view part = util::trim(piece);
    if (part.starts_with("f/") || part.starts_with("F/"))
      values["aperture"] = "f/" + std::string(part.substr(2));
    else if (part.ends_with("mm") && !part.empty() && part[0] >= '0' && part[0] <= '9')
      values["lens"] = part;
    else
      rest += (rest.empty() ? "" : ", ") + std::string(part);
  }
  const bool lens = values.contains("lens"), aperture = values.contains("aperture");
  if (!rest.empty() || (!lens && !aperture))
    values["camera"] = camera;
  else
    values["camera"] = filled(words.word(lens && aperture ? "camera.both"
                                         : lens           ? "camera.lens"
                                                          : "camera.aperture"),
                              values);
}

std::vector<std::string> quoted(const std::vector<std::string>& texts) {
  std::vector<std::string> all;
  for (const std::string& text : texts) all.push_back("\"" + text + "\"");
  return all;
}

void add_images(const Images& images, const PromptTemplate& words, Values& values) {
  const std::vector<std::string> products = images.of({SourceRole::packshot, SourceRole::cutout});
  const std::vector<std::string> pictures = images.of({SourceRole::picture});
  values["packshots"] = listed(products, words);
  values["backdrops"] = listed(images.of({SourceRole::backdrop}), words);
  values["swatches"] = listed(images.of({SourceRole::swatch}), words);
  values["mask"] = listed(images.of({SourceRole::mask}), words);
  values["frame"] = listed(images.of({SourceRole::frame}), words);
  values["foreground"] = listed(images.of({SourceRole::foreground}), words);
  values["protected"] = listed(images.of({SourceRole::protect}), words);
  if (!pictures.empty())
    values["picture"] = listed(pictures, words);
  else if (!products.empty())
    values["picture"] = products.front();  // a packshot that is edited itself
}

Values values_of(const RenderRequest& request, const PromptTemplate& words, domain::MaskWay mask) {
  const Images images(request, mask);
  Values values{{"prompt", request.prompt}, {"style", request.style}};
  add_images(images, words, values);
  add_camera(request.camera, words, values);
  if (request.light)
    values["light"] = words.word("light_quality." + std::string(to_text(request.light->quality))) +
                      " " + words.word("light_from." + std::string(to_text(request.light->from)));
  if (request.placement) {
    values["surface"] = words.word("surface." + std::string(to_text(request.placement->on)));
    values["stance"] = words.word("stance." + std::string(to_text(request.placement->stance)));
  }
  std::vector<std::string> changes;
  for (const domain::ZoneChange& change : request.zones)
    changes.push_back(change_text(change, images, words));
  values["changes"] = util::join(changes, "; ");
  values["keep_parts"] = listed(request.keep_parts, words);
  values["keep_text"] = listed(quoted(request.keep_text), words);
  if (request.pieces > 1) values["pieces"] = std::to_string(request.pieces);
  if (request.aspect) values["aspect"] = to_text(*request.aspect);
  return values;
}

bool is_for(const domain::PromptLine& line, domain::Operation operation) {
  return line.operations.empty() || std::find(line.operations.begin(), line.operations.end(),
                                              operation) != line.operations.end();
}

}  // namespace

std::vector<Source> sent_sources(const std::vector<Source>& sources) {
  std::vector<Source> sent;
  for (const Source& source : sources)
    if (source.role != SourceRole::alpha) sent.push_back(source);
  return sent;
}

bool is_masked(const RenderRequest& request) {
  const bool is_edit = request.operation == domain::Operation::edit ||
                       request.operation == domain::Operation::refine;
  return is_edit &&
         std::any_of(request.sources.begin(), request.sources.end(),
                     [](const Source& source) { return source.role == SourceRole::mask; });
}

std::string compose_prompt(const PromptTemplate& prompt_template,
                           const RenderRequest& request,
                           domain::MaskWay mask) {
  const Values values = values_of(request, prompt_template, mask);
  std::string prompt;
  for (const domain::PromptLine& line : prompt_template.lines) {
    if (!is_for(line, request.operation)) continue;
    const std::string text = filled(line.text, values);
    if (!text.empty()) prompt += (prompt.empty() ? "" : " ") + text;
  }
  return prompt;
}

}  // namespace vitrine::providers
