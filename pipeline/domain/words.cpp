#include "pipeline/domain/words.hpp"

#include <vector>

namespace vitrine::domain {

// The order is that of the enumerators.
#define VITRINE_NAMES(E, ...)                               \
  template <>                                               \
  std::span<const std::string> names<E>() {                 \
    static const std::vector<std::string> all{__VA_ARGS__}; \
    return all;                                             \
  }

VITRINE_NAMES(Operation, "generate", "recontextualize", "fuse", "recolor", "edit", "refine")
VITRINE_NAMES(View, "front", "back", "side", "top", "detail", "worn", "label", "other")
VITRINE_NAMES(PixelMode, "original", "recolor", "regenerate")
VITRINE_NAMES(ShadowKind, "none", "contact", "cast")
VITRINE_NAMES(LightFrom, "left", "right", "behind", "front", "above")
VITRINE_NAMES(LightQuality, "soft", "hard")
VITRINE_NAMES(SurfaceKind, "table", "floor", "shelf", "bed", "wall")
VITRINE_NAMES(Stance, "stands", "lies", "hangs")
VITRINE_NAMES(Approval, "checks", "person")
VITRINE_NAMES(ImageFormat, "jpeg", "png", "webp", "avif")
VITRINE_NAMES(Chroma, "measured", "4:2:0", "4:4:4")
VITRINE_NAMES(Severity, "reject", "warn", "info")
VITRINE_NAMES(RepairKind, "clean_halo", "match_color", "restore_label", "pad", "white_snap")
VITRINE_NAMES(SourceRole,
              "packshot",
              "alpha",
              "zone",
              "protect",
              "cutout",
              "backdrop",
              "foreground",
              "swatch",
              "picture",
              "mask",
              "network",
              "frame")
VITRINE_NAMES(StandsOn, "original", "last")
VITRINE_NAMES(ThinkingLevel, "minimal", "low", "medium", "high")
VITRINE_NAMES(QualityLevel, "low", "medium", "high", "xhigh", "max")
VITRINE_NAMES(MaskWay, "none", "picture", "field")
VITRINE_NAMES(HarmCategory, "harassment", "hate_speech", "sexually_explicit", "dangerous_content")
VITRINE_NAMES(SafetyThreshold, "low_and_above", "medium_and_above", "only_high", "none", "off")
VITRINE_NAMES(VerdictOutcome, "pass", "warn", "reject", "not_measured")
VITRINE_NAMES(TaskState, "ready", "leased", "rendered", "failed", "parked")
VITRINE_NAMES(
    DeliveryState, "waiting", "finished", "checked", "accepted", "needs_person", "rejected")

VITRINE_NAMES(Decision, "approve", "reject", "redo")
VITRINE_NAMES(Winner, "left", "right", "tie")
VITRINE_NAMES(BackgroundMode, "exact_white", "white_or_near", "neutral", "free")
VITRINE_NAMES(SideRule, "both_sides", "longest_side", "shortest_side")
VITRINE_NAMES(SlotKind, "main", "secondary", "lifestyle", "swatch")

#undef VITRINE_NAMES

}  // namespace vitrine::domain
