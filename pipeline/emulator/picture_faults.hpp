#pragma once

#include "pipeline/emulator/drawing.hpp"
#include "pipeline/emulator/faults.hpp"
#include "pipeline/emulator/models.hpp"
#include "pipeline/emulator/routes.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

/// What faults do to a picture on its way into an answer, whichever route it is; without a fault
/// everything stays as it is.
namespace vitrine::emulator {

using MaybeFault = std::optional<Fault>;

inline bool has_fault(const MaybeFault& fault, FaultKind kind) {
  return fault && fault->kind == kind;
}
inline bool has_group(const MaybeFault& fault, FaultGroup group) {
  return fault && row_of(fault->kind).group == group;
}

/// Whether a fault can do to a route of a vendor's what it says: errors and damage to any, but for
/// what the address of a picture has not (JSON, letters), and of all that happens to a picture, or
/// instead of one, `of_pictures` where pictures are made.
bool befalls(FaultKind kind, RouteKind route, std::span<const FaultKind> of_pictures);

/// Changes size and type of what is drawn; `order` holds what was asked. Without a model, another
/// ratio is a square, or 3:4 where one was asked.
void misdraw(const MaybeFault& fault, DrawOrder& order);
void misdraw(const MaybeFault& fault, const ModelRow& model, Tier tier, DrawOrder& order);

/// The type that the answer names for a file of this one.
std::string told_type(const MaybeFault& fault, const std::string& mime_type);

/// The file in the base64 of the answer.
std::string told_base64(const MaybeFault& fault, const std::string& bytes);

/// Where the file might lie: an address of nobody's.
std::string address_of(const std::string& bytes, const std::string& mime_type);

/// What stands in a text part instead of the picture; empty unless the fault puts it there.
std::string told_in_words(const MaybeFault& fault,
                          const std::string& mime_type,
                          const std::string& bytes);

}  // namespace vitrine::emulator
