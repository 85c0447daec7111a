#include "pipeline/domain/request.hpp"

#include "pipeline/domain/prompt_template.hpp"
#include "pipeline/util/text.hpp"

#include <charconv>
#include <map>
#include <system_error>

namespace vitrine::domain {
namespace {

using util::Error;
using util::ErrorKind;
using util::Fields;
using util::number_text;

std::string point_text(Point point) { return number_text(point.x) + "," + number_text(point.y); }

std::string box_text(const Box& box) {
  return number_text(box.left) + "," + number_text(box.top) + "," + number_text(box.right) + "," +
         number_text(box.bottom);
}

std::string millimetres_text(Length length) { return number_text(length.millimetres); }

/// Reads what the writers above wrote; the first wrong piece is remembered, the rest is skipped.
class Reader {
 public:
  bool failed() const { return failed_; }

  std::vector<double> numbers(std::string_view text, std::size_t count) {
    std::vector<double> values;
    for (const std::string_view piece : util::split(text, ',')) values.push_back(number(piece));
    if (values.size() != count) failed_ = true;
    values.resize(count);
    return values;
  }
  double number(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) failed_ = true;
    return value;
  }
  int whole(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) failed_ = true;
    return value;
  }
  template <class T>
  T need(std::optional<T> value) {
    if (value) return *value;
    failed_ = true;
    return T{};
  }
  void fail() { failed_ = true; }

 private:
  bool failed_ = false;
};

Point read_point(Reader& read, std::string_view text) {
  const std::vector<double> xy = read.numbers(text, 2);
  return {xy[0], xy[1]};
}

std::vector<std::string_view> words_of(std::string_view text) { return util::split(text, ' '); }

void write_placement(Fields& fields, const Placement& placement) {
  if (placement.at) fields.push_back({"at", point_text(*placement.at)});
  if (placement.height) fields.push_back({"height", number_text(*placement.height)});
  if (!placement.polygon.empty()) {
    std::string text;
    for (const Point& corner : placement.polygon)
      text += (text.empty() ? "" : " ") + point_text(corner);
    fields.push_back({"surface_polygon", text});
  }
  if (placement.front_edge)
    fields.push_back({"front_edge_mm", millimetres_text(*placement.front_edge)});
  if (placement.product_height)
    fields.push_back({"product_height_mm", millimetres_text(*placement.product_height)});
  if (placement.product_width)
    fields.push_back({"product_width_mm", millimetres_text(*placement.product_width)});
  if (placement.reflection) fields.push_back({"reflection", number_text(*placement.reflection)});
  // Last, so that a reader knows a placement was there even if nothing else was said.
  fields.push_back({"stands_on", std::string(to_text(placement.on)) + " " +
                                     std::string(to_text(placement.stance))});
}

void write_zone(Fields& fields, const ZoneChange& zone) {
  std::string text = zone.zone + " " + (zone.color ? to_text(*zone.color) : "swatch");
  if (zone.like) text += " " + to_text(zone.like->color) + " " + box_text(zone.like->within);
  fields.push_back({"change", text});
}

std::string member_text(const GroupMember& member) {
  return std::to_string(member.count) + " " +
         (member.height ? millimetres_text(*member.height) : "-") +
         (member.transparent ? " transparent" : "");
}

GroupMember read_member(Reader& read, std::string_view text) {
  const std::vector<std::string_view> words = words_of(text);
  GroupMember member;
  if (words.size() < 2 || words.size() > 3) {
    read.fail();
    return member;
  }
  member.count = read.whole(words[0]);
  if (words[1] != "-") member.height = Length{read.number(words[1])};
  member.transparent = words.size() == 3;
  return member;
}

ZoneChange read_zone(Reader& read, std::string_view text) {
  const std::vector<std::string_view> words = words_of(text);
  ZoneChange zone;
  if (words.size() != 2 && words.size() != 4) {
    read.fail();
    return zone;
  }
  zone.zone = words[0];
  if (words[1] != "swatch") zone.color = read.need(parse_color(words[1]));
  if (words.size() == 4) {
    const std::vector<double> box = read.numbers(words[3], 4);
    zone.like = LikeColor{read.need(parse_color(words[2])), {box[0], box[1], box[2], box[3]}};
  }
  return zone;
}

Source read_source(Reader& read, std::string_view role, std::string_view text) {
  Source source;
  source.role = read.need(parse<SourceRole>(role));
  const std::size_t space = text.rfind(' ');
  if (space != std::string_view::npos) source.name = text.substr(0, space);
  source.digest = read.need(
      util::Digest::from_hex(text.substr(space == std::string_view::npos ? 0 : space + 1)));
  return source;
}

std::string source_text(const Source& source) {
  return (source.name.empty() ? "" : source.name + " ") + source.digest.hex();
}

std::string channels_text(const std::array<double, 3>& values) {
  return number_text(values[0]) + "," + number_text(values[1]) + "," + number_text(values[2]);
}

void write_matting(Fields& fields, const MattingFormat& matting) {
  const auto add = [&](const char* name, std::string value) {
    fields.push_back({name, std::move(value)});
  };
  add("matting.size",
      std::to_string(matting.size.width) + "x" + std::to_string(matting.size.height));
  add("matting.mean", channels_text(matting.mean));
  add("matting.std", channels_text(matting.deviation));
  add("matting.channels", matting.blue_first ? "bgr" : "rgb");
  if (!matting.output.empty()) add("matting.output", matting.output);
}

void read_matting_field(Reader& read,
                        std::string_view name,
                        const std::string& value,
                        std::optional<MattingFormat>& into) {
  if (!into) into.emplace();
  const auto channels = [&] {
    const std::vector<double> numbers = read.numbers(value, 3);
    return std::array<double, 3>{numbers[0], numbers[1], numbers[2]};
  };
  const auto sides = util::split(value, 'x');
  if (name == "matting.size" && sides.size() == 2) {
    into->size = {read.whole(sides[0]), read.whole(sides[1])};
  } else if (name == "matting.mean") {
    into->mean = channels();
  } else if (name == "matting.std") {
    into->deviation = channels();
  } else if (name == "matting.channels") {
    into->blue_first = value == "bgr";
  } else if (name == "matting.output") {
    into->output = value;
  } else {
    read.fail();
  }
}

/// What only models are told. All of it may be absent.
void write_model_fields(Fields& fields, const RenderRequest& request) {
  const auto add = [&](const char* name, std::string value) {
    fields.push_back({name, std::move(value)});
  };
  if (!request.style.empty()) add("style", request.style);
  for (const std::string& part : request.keep_parts) add("keep_part", part);
  for (const std::string& text : request.keep_text) add("keep_text", text);
  if (!request.system.empty()) add("system", request.system);
  if (!request.size_class.empty()) add("size_class", request.size_class);
  if (request.seed) add("seed", std::to_string(*request.seed));
  if (request.thinking) add("thinking", std::string(to_text(*request.thinking)));
  if (!request.quality.empty()) add("quality", request.quality);
  for (const SafetyRule& rule : request.safety)
    add("safety", std::string(to_text(rule.category)) + " " + std::string(to_text(rule.threshold)));
  if (!request.prompt_template.empty()) add("template", request.prompt_template);
  for (const EarlierTurn& turn : request.earlier) {
    add("turn.prompt", turn.prompt);
    for (const Source& source : turn.sources)
      fields.push_back({"turn.source." + std::string(to_text(source.role)), source_text(source)});
    add("turn.answer", turn.answer.hex());
  }
}

/// A turn begins with its prompt and ends with its answer.
void read_turn_field(Reader& read,
                     std::string_view name,
                     const std::string& value,
                     std::vector<EarlierTurn>& turns) {
  if (name == "turn.prompt") {
    turns.push_back({value, {}, {}});
  } else if (turns.empty() || !turns.back().answer.is_zero()) {
    read.fail();
  } else if (name == "turn.answer") {
    turns.back().answer = read.need(util::Digest::from_hex(value));
  } else {
    turns.back().sources.push_back(read_source(read, name.substr(12), value));
  }
}

/// False if `name` is none of the fields that only models are told.
bool read_model_field(Reader& read,
                      std::string_view name,
                      const std::string& value,
                      RenderRequest& request) {
  if (name == "style") {
    request.style = value;
  } else if (name == "keep_part") {
    request.keep_parts.push_back(value);
  } else if (name == "keep_text") {
    request.keep_text.push_back(value);
  } else if (name == "system") {
    request.system = value;
  } else if (name == "size_class") {
    request.size_class = value;
  } else if (name == "seed") {
    request.seed = read.whole(value);
  } else if (name == "thinking") {
    request.thinking = read.need(parse<ThinkingLevel>(value));
  } else if (name == "quality") {
    request.quality = value;
  } else if (name == "safety") {
    const std::vector<std::string_view> words = words_of(value);
    if (words.size() != 2) return false;
    request.safety.push_back(
        {read.need(parse<HarmCategory>(words[0])), read.need(parse<SafetyThreshold>(words[1]))});
  } else if (name == "template") {
    request.prompt_template = value;
  } else if (name == "turn.prompt" || name == "turn.answer" || name.starts_with("turn.source.")) {
    read_turn_field(read, name, value, request.earlier);
  } else {
    return false;
  }
  return true;
}

}  // namespace

Fields to_fields(const RenderRequest& request) {
  Fields fields;
  fields.reserve(16);
  const auto add = [&](const char* name, std::string value) {
    fields.push_back({name, std::move(value)});
  };
  add("operation", std::string(to_text(request.operation)));
  add("surface", request.surface);
  add("model", request.model);
  if (!request.renderer.empty()) add("renderer", request.renderer);
  if (!request.prompt.empty()) add("prompt", request.prompt);
  if (!request.camera.empty()) add("camera", request.camera);
  add("pixels", std::string(to_text(request.pixels)));
  for (const Source& source : request.sources)
    add(("source." + std::string(to_text(source.role))).c_str(), source_text(source));
  for (const ZoneChange& zone : request.zones) write_zone(fields, zone);
  if (request.placement) write_placement(fields, *request.placement);
  if (request.light)
    add("light", std::string(to_text(request.light->from)) + " " +
                     std::string(to_text(request.light->quality)));
  add("shadow", std::string(to_text(request.shadow)));
  if (request.transparent) add("transparent", "yes");
  if (request.matting) write_matting(fields, *request.matting);
  if (request.pieces != 1) add("pieces", std::to_string(request.pieces));
  for (const GroupMember& member : request.members) add("member", member_text(member));
  if (request.aspect) add("aspect", to_text(*request.aspect));
  if (request.size.width > 0)
    add("size", std::to_string(request.size.width) + "x" + std::to_string(request.size.height));
  write_model_fields(fields, request);
  if (request.take != 0) add("take", std::to_string(request.take));
  return fields;
}

util::Result<RenderRequest> request_from_fields(const Fields& fields) {
  RenderRequest request;
  Reader read;
  Placement placement;
  bool placed = false;
  for (const auto& [name, value] : fields) {
    const auto sides = util::split(value, name == "size" ? 'x' : ' ');
    if (name == "operation") {
      request.operation = read.need(parse<Operation>(value));
    } else if (name == "surface") {
      request.surface = value;
    } else if (name == "model") {
      request.model = value;
    } else if (name == "renderer") {
      request.renderer = value;
    } else if (name == "prompt") {
      request.prompt = value;
    } else if (name == "camera") {
      request.camera = value;
    } else if (name == "pixels") {
      request.pixels = read.need(parse<PixelMode>(value));
    } else if (name.starts_with("source.")) {
      request.sources.push_back(read_source(read, std::string_view(name).substr(7), value));
    } else if (name == "change") {
      request.zones.push_back(read_zone(read, value));
    } else if (name == "at") {
      placement.at = read_point(read, value);
    } else if (name == "height") {
      placement.height = read.number(value);
    } else if (name == "surface_polygon") {
      for (const std::string_view corner : sides)
        placement.polygon.push_back(read_point(read, corner));
    } else if (name == "front_edge_mm") {
      placement.front_edge = Length{read.number(value)};
    } else if (name == "product_height_mm") {
      placement.product_height = Length{read.number(value)};
    } else if (name == "product_width_mm") {
      placement.product_width = Length{read.number(value)};
    } else if (name == "reflection") {
      placement.reflection = read.number(value);
    } else if (name == "stands_on" && sides.size() == 2) {
      placement.on = read.need(parse<SurfaceKind>(sides[0]));
      placement.stance = read.need(parse<Stance>(sides[1]));
      placed = true;
    } else if (name == "light" && sides.size() == 2) {
      request.light =
          Light{read.need(parse<LightFrom>(sides[0])), read.need(parse<LightQuality>(sides[1]))};
    } else if (name == "shadow") {
      request.shadow = read.need(parse<ShadowKind>(value));
    } else if (name == "transparent") {
      request.transparent = value == "yes";
    } else if (name.starts_with("matting.")) {
      read_matting_field(read, name, value, request.matting);
    } else if (name == "pieces") {
      request.pieces = read.whole(value);
    } else if (name == "member") {
      request.members.push_back(read_member(read, value));
    } else if (name == "aspect") {
      request.aspect = read.need(parse_aspect(value));
    } else if (name == "size" && sides.size() == 2) {
      request.size = {read.whole(sides[0]), read.whole(sides[1])};
    } else if (name == "take") {
      request.take = read.whole(value);
    } else if (!read_model_field(read, name, value, request)) {
      return Error{ErrorKind::damaged, "a stored request has an unknown field \"" + name + "\""};
    }
  }
  if (read.failed()) return Error{ErrorKind::damaged, "a stored request is not readable"};
  if (placed) request.placement = std::move(placement);
  return request;
}

const std::string& template_of(const RenderRequest& request) {
  static const std::string kUsual = kUsualTemplate;
  return request.prompt_template.empty() ? kUsual : request.prompt_template;
}

util::Digest base_key(const RenderRequest& request) {
  if (request.take == 0) return util::key_of("render/1", to_fields(request));
  RenderRequest base = request;
  base.take = 0;
  return util::key_of("render/1", to_fields(base));
}

util::Digest render_key(const util::Digest& base_key, int take) {
  return util::key_of("render/1", {{"base", base_key.hex()}, {"take", std::to_string(take)}});
}

}  // namespace vitrine::domain
