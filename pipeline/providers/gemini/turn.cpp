#include "pipeline/providers/gemini/turn.hpp"

#include "pipeline/providers/base64.hpp"

#include <charconv>
#include <utility>

namespace vitrine::providers::gemini {
namespace {

using util::Error;
using util::ErrorKind;

// "turn/1 <digest> <offset>\n", then the turn without that picture. A turn kept whole begins with
// its brace, so nothing a model says can be taken for this line.
constexpr std::string_view kVersion = "turn/1 ";

struct Note {
  util::Digest picture;
  std::size_t offset = 0;  ///< where it stood
  std::string_view turn;   ///< without it
};

std::optional<Note> note_of(std::string_view kept) {
  constexpr std::size_t kDigits = 64;
  const std::size_t end = kept.find('\n');
  if (!kept.starts_with(kVersion) || end == std::string_view::npos) return std::nullopt;
  const std::string_view line = kept.substr(kVersion.size(), end - kVersion.size());
  if (line.size() < kDigits + 2 || line[kDigits] != ' ') return std::nullopt;
  const auto picture = util::Digest::from_hex(line.substr(0, kDigits));
  Note note;
  note.turn = kept.substr(end + 1);
  const char *first = line.data() + kDigits + 1, *last = line.data() + line.size();
  const auto [stop, error] = std::from_chars(first, last, note.offset);
  if (!picture || error != std::errc{} || stop != last || note.offset > note.turn.size())
    return std::nullopt;
  note.picture = *picture;
  return note;
}

/// Whether encoding the picture again gives these very letters. What decodes at all and is as long
/// as it must be differs only in letters of another alphabet, or in escapes.
bool is_ours(std::string_view base64, std::int64_t bytes) {
  if (base64.size() != base64_size(static_cast<std::size_t>(bytes))) return false;
  for (const char foreign : {'\\', '-', '_'})  // one by one: find_first_of looks at each letter
    if (base64.find(foreign) != std::string_view::npos) return false;
  return true;
}

Error no_turn() { return {ErrorKind::damaged, "the stored answer of an earlier turn is damaged"}; }

}  // namespace

std::string kept_turn(std::string_view body,
                      Span turn,
                      Span picture,
                      const util::Digest& digest,
                      std::int64_t bytes) {
  const bool inside =
      picture.offset >= turn.offset && picture.offset + picture.length <= turn.offset + turn.length;
  if (!inside || !is_ours(picture.of(body), bytes)) return std::string(turn.of(body));
  const std::size_t before = picture.offset - turn.offset;
  std::string kept(kVersion);
  kept += digest.hex() + " " + std::to_string(before) + "\n";
  kept += turn.of(body).substr(0, before);
  kept += turn.of(body).substr(before + picture.length);
  return kept;
}

util::Result<std::string> whole_turn(std::string kept, const SourceReader& read) {
  if (!kept.starts_with(kVersion)) return kept;
  const std::optional<Note> note = note_of(kept);
  if (!note) return no_turn();
  const util::Result<std::string> picture = read(note->picture);
  if (!picture) return picture.error();
  std::string turn;
  turn.reserve(note->turn.size() + base64_size(picture->size()));
  turn += note->turn.substr(0, note->offset);
  append_base64(turn, *picture);
  turn += note->turn.substr(note->offset);
  return turn;
}

std::optional<util::Digest> picture_of_turn(std::string_view kept) {
  const std::optional<Note> note = note_of(kept);
  if (!note) return std::nullopt;
  return note->picture;
}

util::Result<domain::RenderRequest> stateless(const domain::RenderRequest& request,
                                              const SourceReader& read) {
  if (request.earlier.empty())
    return Error{ErrorKind::bad_spec, "there is no conversation that could be left"};
  const util::Result<std::string> kept = read(request.earlier.back().answer);
  if (!kept) return kept.error();
  const std::optional<util::Digest> picture = picture_of_turn(*kept);
  if (!picture)
    return Error{ErrorKind::not_found, "the last answer of the conversation names no rendering"};
  domain::RenderRequest fresh = request;
  fresh.earlier.clear();
  fresh.sources.insert(fresh.sources.begin(), {domain::SourceRole::picture, "", *picture});
  return fresh;
}

}  // namespace vitrine::providers::gemini
