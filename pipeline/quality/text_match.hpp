#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// How two readings of the same letters are held against each other. Pure text, no pictures.
namespace vitrine::quality {

/// What of a text is compared, as code points: letters, digits, '%', '&', '°', and '.' or ','
/// between two digits. Spaces, quotes, dashes and other punctuation are not: readers see them where
/// there are none. Capitals whose small letter has the same shape (C O S U V W X Z) become small,
/// as only their size tells them apart; no other case is folded, and nothing that looks alike (O
/// and 0, l and 1, rn and m), since that is what a false label differs by.
std::u32string comparable(std::string_view utf8);

/// (S + D + I) / N of the comparable texts: the fewest substitutions, deletions and insertions that
/// turn the reference into the candidate, over the reference's length. 0 where both are empty, 1
/// where only the reference is; above 1 where much was added.
double character_error_rate(std::string_view reference, std::string_view candidate);

/// The same edits, told for each word of a reference line. An insertion counts for the word whose
/// letters it was read together with; read apart it counts for none, being noise or another text,
/// and so does one before the line's first letter or behind its last, where readers see a label's
/// edge. Letters in the other case are edits only where most of a word's are: a reader that takes
/// BODY for BODy is weak, one that reads Fjell for FJELL saw another word. How a reader splits the
/// line into words does not matter.
std::vector<int> word_edits(std::span<const std::string> reference,
                            std::span<const std::string> candidate);

/// Where `phrase` stands in a line: the words [first, last) that hold exactly its letters; an empty
/// range if they are not there. As written first, then whatever the case.
struct WordRange {
  std::size_t first = 0, last = 0;
  bool empty() const { return first == last; }
};
WordRange find_phrase(std::span<const std::string> line, std::string_view phrase);

/// A number that says how much: "250ml", or "250" before "ml"; also "5%", "16.9" before "fl".
bool is_amount(std::span<const std::string> line, std::size_t word);

}  // namespace vitrine::quality
