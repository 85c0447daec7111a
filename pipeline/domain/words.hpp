#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

/// The enumerations of the job file and the records. Each is stored as the text it has in YAML;
/// `names<E>()` lists them in order, for schemas and "did you mean".
namespace vitrine::domain {

enum class Operation { generate, recontextualize, fuse, recolor, edit, refine };
enum class View { front, back, side, top, detail, worn, label, other };
enum class PixelMode { original, recolor, regenerate };  ///< who makes the product's pixels
enum class ShadowKind { none, contact, cast };           ///< cast: contact and cast
enum class LightFrom { left, right, behind, front, above };
enum class LightQuality { soft, hard };
enum class SurfaceKind { table, floor, shelf, bed, wall };
enum class Stance { stands, lies, hangs };
enum class Approval { checks, person };
enum class ImageFormat { jpeg, png, webp, avif };
/// How finely a file holds colour. measured: in full (4:4:4) where half the resolution would show.
enum class Chroma { measured, halved, full };
enum class Severity { reject, warn, info };
/// What finishing may do to a picture that failed a check, before it is asked for again:
/// clean_halo: the line around a pasted product takes the colour of what lies further out;
/// match_color: a small shift of a zone's colour towards what it must be; restore_label: the
/// packshot's own pixels, lit as the rendering lights them; pad: the whole rendering in the frame,
/// its plain border continued; white_snap: near-white background becomes exactly white.
enum class RepairKind { clean_halo, match_color, restore_label, pad, white_snap };
/// picture: what an edit or a refinement changes; mask: white where it may.
enum class SourceRole {
  packshot,
  alpha,
  zone,
  protect,
  cutout,
  backdrop,
  foreground,
  swatch,
  picture,
  mask,
  network,  ///< no picture: a matting network (ONNX)
  frame     ///< an earlier picture of the same series
};
/// Which picture a step of refining changes: the shot's first one, or that of the step before.
enum class StandsOn { original, last };
enum class ThinkingLevel { minimal, low, medium, high };
/// How much work a model puts into a picture, and how much of its price; in requests and rows it is
/// the word, as a vendor may have others.
enum class QualityLevel { low, medium, high, xhigh, max };
/// How a model is told which part of a picture an edit may change: not at all, by one more picture
/// that the prompt explains, or in a field of its own.
enum class MaskWay { none, picture, field };
enum class HarmCategory { harassment, hate_speech, sexually_explicit, dangerous_content };
/// From which likelihood of harm on something is withheld.
enum class SafetyThreshold { low_and_above, medium_and_above, only_high, none, off };
enum class VerdictOutcome { pass, warn, reject, not_measured };
enum class BackgroundMode { exact_white, white_or_near, neutral, free };
enum class SideRule { both_sides, longest_side, shortest_side };
enum class SlotKind { main, secondary, lifestyle, swatch };
enum class TaskState { ready, leased, rendered, failed, parked };
enum class Decision { approve, reject, redo };  ///< redo: the picture it is about stays undecided
enum class Winner { left, right, tie };         ///< of two pictures shown side by side
enum class DeliveryState { waiting, finished, checked, accepted, needs_person, rejected };

template <class E>
std::span<const std::string> names();

/// The word for a value, and back; nothing for a word that is none of them.
template <class E>
std::string_view to_text(E value) {
  return names<E>()[static_cast<std::size_t>(value)];
}
template <class E>
std::optional<E> parse(std::string_view word) {
  const std::span<const std::string> all = names<E>();
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i] == word) return static_cast<E>(i);
  return std::nullopt;
}

}  // namespace vitrine::domain
