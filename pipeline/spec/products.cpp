#include "pipeline/spec/products.hpp"

#include "pipeline/spec/views.hpp"
#include "pipeline/util/text.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace vitrine::spec {
namespace {

constexpr const char* kNatural = "natural";

std::optional<domain::Box> box_of(const Node* node) {
  if (!node || node->items.size() != 4) return std::nullopt;
  std::vector<double> sides;
  for (const Node& item : node->items)
    if (const std::optional<double> value = number_of(item)) sides.push_back(*value);
  if (sides.size() != 4) return std::nullopt;
  return domain::Box{sides[0], sides[1], sides[2], sides[3]};
}

}  // namespace

ProductReader::ProductReader(World world, const Node& products) : world_(world) {
  for (const Node& product : products.items)
    if (const Node* zones = product.find("zones"))
      for (const Node::Entry& zone : zones->entries) zones_anywhere_.insert(zone.key.text);
}

domain::Product ProductReader::read(const Node& node) {
  domain::Product product;
  const Node* sku = node.find("sku");
  product.origin = sku ? sku->origin() : node.origin();
  product.sku = text_or(sku);
  product.title = text_or(node.find("title"));
  product.category = text_or(node.find("category"));
  product.group = text_or(node.find("group"));
  if (const Node* attributes = node.find("attributes"))
    for (const Node::Entry& entry : attributes->entries) {
      world_.selectors.define_attribute(entry.key);
      product.attributes[entry.key.text] = text_or(&entry.value);
    }
  if (const std::string* shows = text_of(node.find("shows"))) product.shows = *shows;
  if (const std::optional<domain::TrueSize> size = size_of(node.find("size"))) product.size = *size;
  if (const Node* pieces = node.find("pieces"))
    product.pieces = static_cast<int>(integer_of(*pieces).value_or(1));
  if (const Node* transparent = node.find("transparent"))
    product.transparent = boolean_of(*transparent).value_or(false);
  product.stance = choice_of<domain::Stance>(node.find("stands")).value_or(domain::Stance::stands);
  if (const Node* scenes = node.find("scenes")) {
    product.scenes = words_of(scenes);
    for (const Node* scene : scalars_of(scenes)) world_.scenes.mention(*scene);
  }
  read_packshots(node, product);
  read_members(node, product);
  NameTable zones("zone");
  read_zones(node.find("zones"), product, zones);
  read_keep(node.find("keep"), product, zones);
  read_colorways(node, product, zones);
  zones.check(world_.complaints);
  return product;
}

void ProductReader::read_packshots(const Node& node, domain::Product& product) {
  const Node* packshots = node.find("packshots");
  if (!packshots) return;
  std::vector<const Node*> items;
  if (packshots->kind == Node::Kind::scalar) items.push_back(packshots);
  for (const Node& item : packshots->items) items.push_back(&item);
  for (const Node* item : items) {
    const Node* file = item->is_map() ? item->find("file") : item;
    domain::Packshot packshot;
    packshot.origin = item->origin();
    packshot.file = world_.paths.picture(file).value_or(std::filesystem::path());
    packshot.mask = world_.paths.picture(item->find("mask"));
    const Node* view = item->find("view");
    packshot.view = choice_of<domain::View>(view).value_or(
        implied_view(product.packshots, std::filesystem::path(text_or(file)).stem().string(),
                     plain_view_words()));
    const bool is_repeated =
        view && packshot.view != domain::View::other &&
        std::any_of(product.packshots.begin(), product.packshots.end(),
                    [&](const domain::Packshot& other) { return other.view == packshot.view; });
    if (is_repeated)
      world_.complaints.error(
          *view, {"same-shot-name", "another packshot already has the view " + quote(view->text) +
                                        ": their shots would have one name"});
    product.packshots.push_back(std::move(packshot));
  }
}

void ProductReader::read_members(const Node& node, domain::Product& product) {
  const Node* members = node.find("members");
  if (!members) return;
  for (const char* key : {"packshots", "colorways", "zones"})
    if (const Node::Entry* other = node.find_entry(key))
      world_.complaints.error(
          other->key,
          {"bundle-of-its-own", "a bundle has no " + std::string(key) + ": it shows its members"});
  for (const Node& item : members->items) {
    domain::Member member;
    member.origin = item.origin();
    member.sku = text_or(item.find("sku"));
    if (const Node* count = item.find("count"))
      member.count = static_cast<int>(integer_of(*count).value_or(1));
    product.members.push_back(std::move(member));
  }
}

void ProductReader::read_zones(const Node* node, domain::Product& product, NameTable& zones) {
  if (!node) return;
  for (const Node::Entry& entry : node->entries) {
    zones.define(entry.key);
    domain::Zone zone;
    zone.name = entry.key.text;
    zone.origin = entry.key.origin();
    const Node& area = entry.value;
    const Node* mask = area.is_map() ? area.find("mask") : &area;
    const Node* like = area.find("like");
    zone.view = choice_of<domain::View>(area.find("view")).value_or(domain::View::front);
    if (area.is_map() && (mask != nullptr) == (like != nullptr) && !area.entries.empty())
      world_.complaints.error(entry.key, {"zone-area", "the zone " + quote(zone.name) +
                                                           " needs either a mask or `like`"});
    if (like && text_of(like)) {
      domain::LikeColor color;
      color.color = domain::parse_color(like->text).value_or(domain::Rgb{});
      color.within = box_of(area.find("within")).value_or(domain::Box{});
      if (color.within.left >= color.within.right || color.within.top >= color.within.bottom)
        world_.complaints.error(*area.find("within"),
                                {"empty-box", "the box is empty: write left, top, right, bottom"});
      zone.area = color;
    } else if (std::optional<std::filesystem::path> file = world_.paths.picture(mask)) {
      zone.area = std::move(*file);
    }
    product.zones.push_back(std::move(zone));
  }
}

void ProductReader::read_keep(const Node* node, domain::Product& product, NameTable& zones) {
  if (!node) return;
  product.keep.parts = words_of(node->find("parts"));
  product.keep.text = words_of(node->find("text"));
  for (const Node* zone : scalars_of(node->find("zones"))) {
    zones.refer(*zone);
    product.keep.parts.push_back(zone->text);
  }
}

void ProductReader::read_colorways(const Node& node, domain::Product& product, NameTable& zones) {
  const Node* shows = node.find("shows");
  const Node* colorways = node.find("colorways");
  if (!colorways || !colorways->is_list()) {
    domain::ProductColorway only;
    only.name = product.shows.value_or(kNatural);
    only.as_photographed = true;
    only.origin = product.origin;
    product.colorways.push_back(std::move(only));
    return;
  }
  std::map<std::string, int> lines;
  for (const Node& item : colorways->items) {
    const Node* name = item.is_map() ? item.find("name") : &item;
    if (!text_of(name)) continue;
    const auto [first, is_new] = lines.emplace(name->text, name->mark.line);
    if (!is_new) {
      world_.complaints.error(*name, {"duplicate-colorway", "the colorway " + quote(name->text) +
                                                                " stands twice; first in line " +
                                                                std::to_string(first->second)});
      continue;
    }
    product.colorways.push_back(read_colorway(item, shows, product, zones));
  }
}

domain::ProductColorway ProductReader::read_colorway(const Node& item,
                                                     const Node* shows,
                                                     const domain::Product& product,
                                                     NameTable& zones) {
  const Node& name = item.is_map() ? *item.find("name") : item;
  domain::ProductColorway colorway;
  colorway.name = name.text;
  colorway.origin = name.origin();
  colorway.sku = text_or(item.find("sku"));
  colorway.target = world_.paths.target(item.find("target"));
  const Node* zone = item.find("zone");
  if (text_of(zone)) {
    colorway.zone = zone->text;
    zones.refer(*zone);
  }
  const bool is_common = common(name.text) != nullptr;
  // `natural` is also a colour that shops sell: a colorway of that name beats the meaning.
  const bool is_natural = name.text == kNatural && !product.shows && !is_common;
  colorway.as_photographed = product.shows == name.text || (is_natural && !item.find("target"));
  if (colorway.as_photographed) return colorway;
  if (!item.find("target")) refer_to_common(name, shows);
  if (is_common && !item.find("target")) {
    world_.colorways.refer(name);
    if (!zone) check_common_zone(name, product, zones);
  }
  return colorway;
}

/// A name that leads nowhere may be a slip in `shows` as well.
void ProductReader::refer_to_common(const Node& name, const Node* shows) {
  if (common(name.text)) return;
  const std::string* shown = text_of(shows);
  std::vector<std::string> known = world_.colorways.names();
  known.push_back(shown ? *shown : kNatural);
  Complaint complaint =
      unknown_word("no-such-colorway", "no colorway " + quote(name.text), name.text, known);
  const Node* near = common(complaint.suggestion);
  if (near) {
    complaint.message.pop_back();
    complaint.message += line_hint(name, *near, world_.complaints) + "?";
  }
  if (shown && complaint.suggestion == *shown)
    world_.complaints.error(*shows, {"unused-colorway",
                                     "no colorway of this product is " + quote(*shown) +
                                         "; did you mean " + quote(name.text) + "?",
                                     name.text});
  world_.complaints.error(name, std::move(complaint));
  world_.colorways.miss(name.text);
}

void ProductReader::check_common_zone(const Node& name,
                                      const domain::Product& product,
                                      NameTable& zones) {
  const auto entry =
      std::find_if(world_.colorway_nodes.begin(), world_.colorway_nodes.end(),
                   [&](const Node::Entry* candidate) { return candidate->key.text == name.text; });
  const Node* zone = (*entry)->value.find("zone");
  if (!text_of(zone) || zones.has(zone->text)) {
    if (text_of(zone)) zones.refer(zone->text);
    return;
  }
  if (!zones_anywhere_.contains(zone->text)) {
    zones.refer(*zone);
    return;
  }
  zones.miss(zone->text);
  world_.complaints.error(
      name, unknown_word("no-such-zone",
                         quote(product.sku) + " has no zone " + quote(zone->text) +
                             ", which the colorway " + quote(name.text) + " recolours",
                         zone->text, zones.names()));
}

/// The key of a colorway of the common list; nullptr if there is none.
const Node* ProductReader::common(const std::string& name) const {
  for (const Node::Entry* entry : world_.colorway_nodes)
    if (entry->key.text == name) return &entry->key;
  return nullptr;
}

}  // namespace vitrine::spec
