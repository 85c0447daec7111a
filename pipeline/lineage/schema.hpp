#pragma once

namespace vitrine::lineage {

/// The tables of version 1. Digests are 32 bytes; money is millionths; times are microseconds
/// since 1970 in UTC; enumerators are the words of domain/words.hpp.
extern const char kSchema1[];
/// Version 2: budgets of run, day, month and project, and the price books that calls were made
/// under.
extern const char kSchemaMoney[];
/// Version 3: what people decide, on which grounds, and whose file each published one is.
extern const char kSchemaReviews[];
/// Version 4: what the gate measured of renderings.
extern const char kSchemaJudgement[];
/// Version 5: from a task to the delivery that waits for a person, and to the files made from it.
extern const char kSchemaAsked[];
/// Version 6: which of two pictures people preferred without knowing whose they were.
extern const char kSchemaVotes[];
/// Version 7: whose picture was taken where the model that was asked first gave none.
extern const char kSchemaFallback[];
/// Version 8: which take of a picture other pictures stand on.
extern const char kSchemaStanding[];

}  // namespace vitrine::lineage
