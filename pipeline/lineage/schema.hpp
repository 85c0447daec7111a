#pragma once

namespace vitrine::lineage {

/// The tables of version 1. Digests are 32 bytes; money is millionths; times are microseconds
/// since 1970 in UTC; enumerators are the words of domain/words.hpp.
extern const char kSchema1[];

}  // namespace vitrine::lineage
