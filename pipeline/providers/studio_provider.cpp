#include "pipeline/providers/provider.hpp"
#include "pipeline/studio/matting_networks.hpp"
#include "pipeline/studio/studio.hpp"

namespace vitrine::providers {
namespace {

class StudioProvider final : public Provider {
 public:
  std::string name() const override { return "studio"; }
  domain::Outcome render(const domain::RenderRequest& request,
                         const SourceReader& read) const override {
    return studio::render(request, read, &networks_);
  }

 private:
  mutable studio::MattingNetworks networks_;
};

}  // namespace

std::unique_ptr<Provider> make_studio_provider() { return std::make_unique<StudioProvider>(); }

}  // namespace vitrine::providers
