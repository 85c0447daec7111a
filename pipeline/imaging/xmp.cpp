#include "pipeline/imaging/xmp.hpp"

#include <array>
#include <utility>

namespace vitrine::imaging {
namespace {

constexpr std::string_view kSourceTypes = "http://cv.iptc.org/newscodes/digitalsourcetype/";
constexpr std::string_view kInstance = "xmp.iid:";
constexpr std::string_view kDocument = "xmp.did:";

using Entity = std::pair<char, std::string_view>;
constexpr std::array<Entity, 5> kEntities{
    {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&apos;"}}};

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    std::string_view written(&c, 1);
    for (const auto& [plain, entity] : kEntities)
      if (c == plain) written = entity;
    out.append(written);
  }
  return out;
}

std::string unescaped(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    std::size_t taken = 1;
    char c = text.front();
    for (const auto& [plain, entity] : kEntities)
      if (text.starts_with(entity)) {
        c = plain;
        taken = entity.size();
      }
    out.push_back(c);
    text.remove_prefix(taken);
  }
  return out;
}

void add(std::string& packet, std::string_view name, std::string_view value) {
  packet.append("   <").append(name).append(">").append(escaped(value));
  packet.append("</").append(name).append(">\n");
}

std::string between(std::string_view text, std::string_view before, std::string_view after) {
  const std::size_t begin = text.find(before);
  if (begin == std::string_view::npos) return {};
  text.remove_prefix(begin + before.size());
  const std::size_t end = text.find(after);
  return end == std::string_view::npos ? std::string() : unescaped(text.substr(0, end));
}

/// XMP allows a simple property as an element or as an attribute of its description.
std::string property(std::string_view packet, const std::string& name) {
  std::string value = between(packet, "<" + name + ">", "</" + name + ">");
  if (value.empty()) value = between(packet, " " + name + "=\"", "\"");
  return value;
}

std::string without_prefix(std::string text, std::string_view prefix) {
  if (text.starts_with(prefix)) text.erase(0, prefix.size());
  return text;
}

}  // namespace

std::string write_xmp(const Provenance& provenance) {
  std::string packet =
      "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
      " <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
      "  <rdf:Description rdf:about=\"\"\n"
      "    xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\"\n"
      "    xmlns:xmpMM=\"http://ns.adobe.com/xap/1.0/mm/\"\n"
      "    xmlns:Iptc4xmpExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\">\n";
  add(packet, "xmp:CreatorTool", provenance.rehearsal ? kRehearsalTool : kCreatorTool);
  add(packet, "xmpMM:DocumentID", std::string(kDocument) + provenance.asset_id);
  add(packet, "xmpMM:InstanceID", std::string(kInstance) + provenance.asset_id);
  add(packet, "Iptc4xmpExt:DigitalSourceType", std::string(kSourceTypes) + provenance.source_type);
  if (!provenance.ai_system.empty()) add(packet, "Iptc4xmpExt:AISystemUsed", provenance.ai_system);
  if (!provenance.ai_version.empty())
    add(packet, "Iptc4xmpExt:AISystemVersionUsed", provenance.ai_version);
  packet.append("  </rdf:Description>\n </rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"r\"?>");
  return packet;
}

Provenance read_xmp(std::string_view packet) {
  Provenance provenance;
  std::string type = property(packet, "Iptc4xmpExt:DigitalSourceType");
  // Readers accept https as well, writers write http.
  if (type.starts_with("https://")) type.erase(4, 1);
  provenance.source_type = without_prefix(std::move(type), kSourceTypes);
  provenance.ai_system = property(packet, "Iptc4xmpExt:AISystemUsed");
  provenance.ai_version = property(packet, "Iptc4xmpExt:AISystemVersionUsed");
  provenance.asset_id = without_prefix(property(packet, "xmpMM:InstanceID"), kInstance);
  provenance.rehearsal = property(packet, "xmp:CreatorTool") == kRehearsalTool;
  return provenance;
}

}  // namespace vitrine::imaging
