#pragma once

#include "pipeline/cli/commands.hpp"
#include "pipeline/schedule/settle_answer.hpp"

#include <functional>
#include <memory>
#include <string>

namespace vitrine::cli {

/// Finds, by the surface whose books an answer lands in, who reads it: by the project's settings
/// and the environment as they are now. No key is looked for and nothing is sent. Null where no
/// provider is set up as that surface; where several are, that of the model. What it returns lives
/// as long as the function.
using AnswerReader = std::function<std::shared_ptr<providers::RemoteProvider>(
    const std::string& surface, const std::string& model)>;
AnswerReader answer_reader(const Invocation& call);
/// The same by the prices and settings that a job was loaded with.
AnswerReader answer_reader(const LoadedJob& loaded,
                           const Variables& variables,
                           const util::Clock& clock);

/// A store opened for writing, with everything that its answers are settled with.
class AnswerDesk {
 public:
  /// In a store folder that exists, for whoever holds the sender's lock there: answers that are
  /// whole have their names afterwards.
  AnswerDesk(const std::string& folder, const AnswerReader& reader, util::Timestamp now);
  const schedule::Settling& settling() const { return settling_; }

 private:
  std::unique_ptr<lineage::Lineage> lineage_;
  std::unique_ptr<lineage::Keeping> keeping_;
  std::unique_ptr<store::AssetStore> store_;
  std::unique_ptr<store::Spool> spool_;
  schedule::Settling settling_;
};

}  // namespace vitrine::cli
