#pragma once

#include "pipeline/plan/plan.hpp"

#include <map>
#include <string>
#include <unordered_map>

namespace vitrine::test {

/// A small job made in code: two products, one colorway beside the photographed one, a packshot
/// scene, a picture scene and one told in words, three profiles.
struct JobInCode {
  spec::Job job;
  std::map<std::string, domain::Profile> profiles;
  plan::InputDigests digests;
  plan::ModelChoice model;
  plan::ShotFilter filter;
  std::optional<util::Money> redo_limit;
  std::vector<plan::ModelChoice> fallbacks;

  JobInCode();
  plan::Input input() const;
  /// Names a model that draws scenes told in words: 1K and 2K, three pictures at most.
  void ask_a_model();
  /// Another vendor's, at twice the price, and no larger than 1K; the job falls back to it.
  void fall_back();
  /// As if the bytes of a file had changed.
  void touch(const std::string& file) { digests[file] = util::sha256("new pixels of " + file); }
};

/// Earlier work held in memory: what a plan made, as if it had been run.
class PriorInMemory final : public plan::PriorWork {
 public:
  /// Records every delivery of the plan as accepted and every rendering as made.
  void remember(const plan::Plan& plan);
  void rewind() { next_ = deliveries_.begin(); }
  void lose_file(const util::Digest& compare_key) { lost_files_.insert({compare_key, true}); }
  void set_state(const std::string& shot, domain::DeliveryState state, const std::string& why);

  bool next(plan::PriorDelivery& delivery) override;
  std::optional<plan::PriorDetail> detail(const std::string& shot,
                                          const std::string& profile) override;
  std::optional<plan::PriorRendering> rendering(const util::Digest& base_key,
                                                int least_take) override;
  plan::PriorTakes takes(const util::Digest& base_key, int least_take) override;
  std::vector<util::Digest> taken_instead(const util::Digest& base_key) override;

  /// As if what was asked for by the first had been taken from the second.
  void took_instead(const domain::RenderRequest& asked, const domain::RenderRequest& taken);
  std::multimap<util::Digest, util::Digest> instead;

  /// What is told of every picture's takes.
  plan::PriorTakes all_takes{1, false};
  int takes_asked = 0;
  int details_asked = 0;  ///< a plan must not ask for what did not change

 private:
  util::Digest blob_of(const util::Digest& base_key) const;

  std::map<util::Digest, plan::PriorDelivery> deliveries_;
  std::map<util::Digest, plan::PriorDelivery>::iterator next_ = deliveries_.begin();
  std::map<std::string, std::pair<plan::PriorDetail, util::Digest>> details_;
  std::unordered_map<util::Digest, plan::PriorRendering> renderings_;
  std::map<util::Digest, bool> lost_files_;
};

}  // namespace vitrine::test
