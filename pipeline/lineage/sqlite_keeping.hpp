#pragma once

#include "pipeline/lineage/database.hpp"
#include "pipeline/lineage/keeping.hpp"

namespace vitrine::lineage {

/// Keeping over SQLite. Its functions stand in keeping.cpp, references.cpp and adopt.cpp.
class SqliteKeeping final : public Keeping {
 public:
  SqliteKeeping(const std::string& folder, Access access) : database_(folder, access) {}

  std::vector<std::string> integrity_problems() override;
  std::vector<std::string> reference_problems() override;
  void rebuild_indices() override;

  void scan_blobs(const std::function<void(const BlobRow&)>& each) override;
  void scan_references(int recent_runs,
                       const std::function<void(const BlobReference&)>& each) override;
  std::string needed_by(const util::Digest& blob) override;
  std::optional<RenderingSource> rendering_source(const util::Digest& blob) override;
  std::vector<std::string> assets_with(const util::Digest& blob) override;
  std::vector<std::string> input_paths(const util::Digest& blob) override;

  std::vector<SetRecord> sets() override;
  std::optional<RunRecord> first_run() override;

  std::optional<AttemptRecord> attempt(const std::string& id) override;
  std::vector<AttemptRecord> open_attempts() override;
  void adopt(const Adoption& adoption) override;

  void mark(std::span<const util::Digest> kept,
            std::span<const util::Digest> collectable,
            util::Timestamp now) override;
  bool is_marked(const util::Digest& blob) override;

  void copy_to(const std::string& file) override;
  bool is_untouched_backup() override;
  std::vector<Gap> gaps() override;

 private:
  void scan(std::string_view sql,
            BlobUse use,
            const std::function<void(const BlobReference&)>& each);
  void scan_inputs(const std::function<void(const BlobReference&)>& each);
  void scan_turns(const std::function<void(const BlobReference&)>& each);
  std::vector<AttemptRecord> read_attempts(Query& query);

  Database database_;
};

}  // namespace vitrine::lineage
