// Stored and delivered bytes against the record.
#include "pipeline/audit/examine.hpp"
#include "pipeline/audit/hashing.hpp"
#include "pipeline/audit/needs.hpp"
#include "pipeline/store/inventory.hpp"
#include "pipeline/store/publish.hpp"
#include "pipeline/util/files.hpp"

#include <algorithm>

namespace vitrine::audit {
namespace {

namespace fs = std::filesystem;
using lineage::BlobUse;
using lineage::Keeping;

/// How what was lost can come back, as far as the record tells.
Remedy remedy_for(const util::Digest& digest,
                  const Need& need,
                  const Patient& patient,
                  Keeping& keeping) {
  switch (need.use) {
    case BlobUse::rendering:
    case BlobUse::mask: {
      const auto source = keeping.rendering_source(digest);
      return source && !source->bought ? Remedy::make_again : Remedy::person;
    }
    case BlobUse::asset:
      return Remedy::make_again;
    case BlobUse::evidence:
      return Remedy::forget;
    case BlobUse::turn:
      return Remedy::person;
    case BlobUse::input:
      break;
  }
  for (const std::string& path : keeping.input_paths(digest))
    if (const auto bytes = util::read_file(patient.project / path);
        bytes && util::sha256(*bytes) == digest)
      return Remedy::make_again;
  return Remedy::person;
}

void add_lost(const char* kind,
              const std::string& what,
              const util::Digest& digest,
              const Need& need,
              const Patient& patient,
              Keeping& keeping,
              Examination& found) {
  Finding finding;
  finding.kind = kind;
  finding.subject = digest.hex();
  finding.blob = digest;
  finding.remedy = remedy_for(digest, need, patient, keeping);
  const std::string needed_by = keeping.needed_by(digest);
  finding.message = std::string(to_text(need.use)) + " " + digest.short_hex() +
                    (needed_by.empty() ? "" : " (" + needed_by + ")") + " " + what;
  if (finding.remedy == Remedy::person)
    finding.message += need.use == BlobUse::rendering || need.use == BlobUse::mask
                           ? ", and a model was paid for it: put it back from a backup, at " +
                                 store::Layout(patient.folder).blob(digest).string()
                           : ", and nothing makes it again: put it back from a backup";
  found.findings.push_back(std::move(finding));
}

/// The files there are, and those whose names are no blob's.
struct Shelves {
  std::unordered_map<util::Digest, std::int64_t> sizes;
  std::vector<fs::path> strays;
};

Shelves look_at_shelves(const Patient& patient, const Needs& needs, Counts& counts) {
  Shelves shelves;
  store::scan_blobs(store::Layout(patient.folder), [&](const store::StoredFile& file) {
    if (!file.digest) {
      shelves.strays.push_back(file.path);
    } else if (needs.contains(*file.digest)) {
      shelves.sizes[*file.digest] = file.size;
      ++counts.blobs;
      counts.bytes += file.size;
    } else {
      ++counts.unneeded;
      counts.unneeded_bytes += file.size;
    }
  });
  return shelves;
}

void examine_strays(const Shelves& shelves, const Patient& patient, Examination& found) {
  for (const fs::path& path : shelves.strays) {
    // Somebody may be writing it at this moment.
    if (patient.is_at_work && store::writer_of_temporary(path)) continue;
    Finding finding{"stray-file", path.string(), path.string() + " is no blob of the store",
                    Remedy::quarantine};
    if (store::writer_of_temporary(path))
      finding.message = path.string() + " was left by a write that was cut short";
    found.findings.push_back(std::move(finding));
  }
}

std::vector<util::Digest> in_order(const Needs& needs) {
  std::vector<util::Digest> digests;
  digests.reserve(needs.size());
  for (const auto& [digest, need] : needs) digests.push_back(digest);
  std::sort(digests.begin(), digests.end());
  return digests;
}

}  // namespace

void examine_blobs(const Patient& patient,
                   const Scope& scope,
                   Keeping& keeping,
                   Examination& found) {
  const Needs needs = read_needs(keeping);
  const Shelves shelves = look_at_shelves(patient, needs, found.counts);
  if (!scope.bytes_only) examine_strays(shelves, patient, found);
  std::vector<HashJob> to_hash;
  for (const util::Digest& digest : in_order(needs)) {
    const Need& need = needs.at(digest);
    const auto size = shelves.sizes.find(digest);
    if (size == shelves.sizes.end()) {
      // Collected, or a crop that a repair noted as gone.
      const bool is_known = need.collected && (!need.kept || need.use == BlobUse::evidence);
      if (!is_known) add_lost("blob-missing", "is missing", digest, need, patient, keeping, found);
    } else if (need.size && *need.size != size->second) {
      add_lost(
          "blob-damaged",
          "has " + std::to_string(size->second) + " bytes instead of " + std::to_string(*need.size),
          digest, need, patient, keeping, found);
    } else if (scope.deep) {
      to_hash.push_back({store::Layout(patient.folder).blob(digest).string(), digest});
    }
  }
  found.counts.hashed += static_cast<std::int64_t>(to_hash.size());
  for (const HashJob& wrong : with_other_bytes(to_hash, scope.threads))
    add_lost("blob-damaged", "no longer has the bytes it is named after", wrong.digest,
             needs.at(wrong.digest), patient, keeping, found);
}

namespace {

Finding delivered(const char* kind,
                  const std::string& set,
                  const std::string& path,
                  const fs::path& file,
                  const char* what) {
  Finding finding{kind, file.string(), file.string() + " " + what, Remedy::deliver_again};
  finding.set = set;
  finding.path = path;
  return finding;
}

void examine_set(const std::string& set,
                 const fs::path& output,
                 const Scope& scope,
                 lineage::Lineage& lineage,
                 Examination& found) {
  const std::vector<lineage::Published> items = lineage.published(set);
  if (items.empty()) return;
  found.counts.delivered += static_cast<std::int64_t>(items.size());
  if (!fs::exists(output)) {
    found.findings.push_back(
        delivered("delivered-missing", set, "", output, "is gone, with every file in it"));
    return;
  }
  store::PublishedFiles files(output.string());
  std::vector<HashJob> to_hash;
  std::vector<std::size_t> hashed;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const lineage::Published& item = items[i];
    const auto stamp = files.find(item.path);
    if (!stamp)
      found.findings.push_back(
          delivered("delivered-missing", set, item.path, output / item.path, "is missing"));
    else if (stamp->size != item.stamp.size)
      found.findings.push_back(delivered("delivered-changed", set, item.path, output / item.path,
                                         "is not what was delivered"));
    // Another time alone may be a copy's.
    else if (scope.deep || stamp->mtime_ns != item.stamp.mtime_ns)
      to_hash.push_back({(output / item.path).string(), item.blob, item.path});
  }
  found.counts.hashed += static_cast<std::int64_t>(to_hash.size());
  for (const HashJob& wrong : with_other_bytes(to_hash, scope.threads))
    found.findings.push_back(delivered("delivered-changed", set, wrong.name, wrong.file,
                                       "does not have the bytes that were delivered"));
}

}  // namespace

void examine_delivered(const Patient& patient, const Scope& scope, Examination& found) {
  const auto lineage = lineage::Lineage::open(patient.folder, lineage::Access::read_only);
  for (const auto& [set, output] : patient.outputs)
    examine_set(set, output, scope, *lineage, found);
}

}  // namespace vitrine::audit
