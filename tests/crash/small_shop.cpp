#include "tests/crash/small_shop.hpp"

#include "pipeline/imaging/codec.hpp"

#include <unistd.h>

namespace vitrine::test {
namespace {

// Reviewing is not what these tests are about, and small pictures make short runs.
constexpr const char* kSettings = R"(profiles:
  - id: tiny-scene
    extends: shopify
    version: 1
    target_px: 100x100
    min_px: 64
    severity: {identity: info, text: info}  # nor is what the model drew
)";

imaging::Picture packshot(int number) {
  imaging::Picture picture;
  picture.bgr = cv::Mat(96, 96, CV_8UC3, cv::Scalar(245, 246, 247));
  picture.bgr(cv::Rect(24, 18, 48, 60))
      .setTo(cv::Scalar(40 + number % 150, 90 + number / 150, 160));
  return picture;
}

std::string sku(int number) { return "P-" + std::to_string(100 + number); }

/// In memory where there is such a folder: what a killed process leaves is the same there, and what
/// a power cut leaves is told by a journal. No test waits for a disk.
std::filesystem::path quick_folder() {
  const std::filesystem::path memory = "/dev/shm";
  return ::access(memory.c_str(), W_OK) == 0 ? memory : std::filesystem::temp_directory_path();
}

}  // namespace

SmallShop::SmallShop(int products, std::string file_name)
    : folder_(quick_folder()), products_(products), file_name_(std::move(file_name)) {
  for (int i = 0; i < products; ++i)
    folder_.write("shop/photos/" + sku(i) + ".png", imaging::encode_png(packshot(i)));
  folder_.write("shop/vitrine.yaml", kSettings);
  write_job();
}

void SmallShop::write_job() const {
  std::string job = "vitrine: 1\nname: spring\nmodel: gemini-nano-banana-2.1\nproducts:\n";
  for (int i = 0; i < products_; ++i)
    job += "  - {sku: " + sku(i) + ", title: Thing, category: Kitchen, packshots: [../photos/" +
           sku(i) + ".png]}\n";
  job += "scenes:\n  dawn: {prompt: \"on an oak table at dawn, the " + std::to_string(wave_) +
         ". time\", aspect: \"1:1\"}\n";
  job += "deliver:\n  - {profile: tiny-scene, scenes: [dawn]}\n";
  job += "output: {folder: ../out/spring, name: \"" + file_name_ + "\"}\n";
  folder_.write("shop/jobs/spring.yaml", job);
}

void SmallShop::next_wave() {
  ++wave_;
  write_job();
}

Variables variables_for(const EmulatorProcess& google) {
  return {{"GEMINI_API_KEY", "AIzaTestKeyOfTheCrashTests012345678901"},
          {"GOOGLE_API_KEY", ""},
          {"GOOGLE_GEMINI_BASE_URL", google.base_url()},
          {"SSL_CERT_FILE", ""}};
}

std::vector<std::string> SmallShop::run_arguments(int in_flight) {
  return {"--json", "run", "jobs/spring.yaml", "--yes", "--in-flight", std::to_string(in_flight)};
}

VitrineProcess SmallShop::start(const EmulatorProcess& google,
                                int in_flight,
                                const Variables& more) const {
  Variables variables = variables_for(google);
  variables.insert(variables.end(), more.begin(), more.end());
  return command(run_arguments(in_flight), variables, "run");
}

VitrineProcess SmallShop::command(const std::vector<std::string>& arguments,
                                  const Variables& variables,
                                  const std::string& name) const {
  return VitrineProcess(root(), arguments, variables, folder_.path(), name);
}

std::string SmallShop::scenario(const std::string& text) const {
  return folder_.write("scenario.yaml", text).string();
}

}  // namespace vitrine::test
