#pragma once

/// What the crash tests do to a running program: end it at a named step, or leave a safeguard out
/// to see that some test notices. Only the programs that are built with the tests listen to them
/// (VITRINE_KILL_AT=after_intent:3, VITRINE_LEAVE_OUT=spool_file,spool_folder); in any other
/// program both functions do nothing.
namespace vitrine::util {

// clang-format off
/// The steps of a paid call, in their order, and those of what is made of its picture.
#define VITRINE_KILL_POINTS(X)                                                              \
  X(after_room) X(after_intent) X(after_first_byte) X(after_whole) X(after_seal) X(after_blob)             \
  X(after_settle) X(after_tidy) X(after_finish) X(after_publish) X(after_accept)

/// Everything that makes something durable, by its place in the source: the crash tests show for
/// each what breaks without it, and tools/check-syncs that no place is missing here.
#define VITRINE_SYNCS(X)                                                                    \
  X(written_file) X(written_file_folder) X(growing_file) X(growing_file_folder)             \
  X(spool_file) X(spool_folder) X(known_blob_folder) X(known_pieces_folder) X(layout_blobs) \
  X(layout_blobs_parent) X(layout_folder_parent) X(made_folder) X(removed_file)             \
  X(database_commit) X(quarantined_there) X(quarantined_from) X(removed_leftover)           \
  X(backup_log_removed) X(known_names_folder)

/// What is looked at before something is done that cannot be taken back.
#define VITRINE_GUARDS(X)                                                                   \
  X(answers_are_read) X(orphans_are_adopted) X(calls_are_named_unknown) X(sender_lock)      \
  X(spool_digest) X(blob_digest) X(lost_record) X(lineage_lock) X(one_row_changed)
// clang-format on

#define VITRINE_NAME(name) name,
enum class KillPoint { VITRINE_KILL_POINTS(VITRINE_NAME) };
enum class Safeguard { none, VITRINE_SYNCS(VITRINE_NAME) VITRINE_GUARDS(VITRINE_NAME) };
#undef VITRINE_NAME

/// Ends the process as kill -9 does, if a test wants that here.
void pass(KillPoint point);
/// Whether a test wants to see what happens without it.
bool is_left_out(Safeguard safeguard);

}  // namespace vitrine::util
