// What vitrine.yaml may say of a matting network, and how its mistakes are told.
#include "pipeline/cli/matting_settings.hpp"

#include "pipeline/cli/provider_settings.hpp"
#include "tests/studio/onnx_bytes.hpp"
#include "tests/support/temp_folder.hpp"

#include <catch2/catch.hpp>

using namespace vitrine;

namespace {

class Folder {
 public:
  Folder() {
    folder_.write("models/dark.onnx", onnx::dark_is_product());
    folder_.write("models/two.onnx", onnx::two_outputs());
    folder_.write("models/sharpen.onnx", onnx::one_operator("Sharpen"));
    folder_.write("models/colors.onnx", onnx::one_operator("Sigmoid"));
    folder_.write("models/photo.onnx", "GIF89a");
  }
  /// "2:12 code: message", or nothing.
  std::string told(const std::string& yaml) const {
    const auto reading = cli::read_project_settings(folder_.write("vitrine.yaml", yaml));
    if (!reading.problems.empty()) return place(reading.problems.front());
    if (!reading.settings.matting) return "no network";
    const auto problem = cli::matting_problem(*reading.settings.matting);
    return problem ? place(*problem) : "";
  }
  cli::MattingSettings read(const std::string& yaml) const {
    return *cli::read_project_settings(folder_.write("vitrine.yaml", yaml)).settings.matting;
  }
  std::filesystem::path path() const { return folder_.path(); }

 private:
  static std::string place(const domain::Problem& problem) {
    return std::to_string(problem.line) + ":" + std::to_string(problem.column) + " " +
           problem.code + ": " + problem.message;
  }
  test::TempFolder folder_;
};

}  // namespace

TEST_CASE("a matting network is named in vitrine.yaml with how it is fed", "[cli]") {
  const Folder folder;
  const cli::MattingSettings settings = folder.read(R"(matting:
  network: models/dark.onnx
  size: 320
  mean: [0.485, 0.456, 0.406]
  std: [0.229, 0.224, 0.225]
  channels: bgr
  output: matte
)");
  CHECK(settings.network.file == folder.path() / "models/dark.onnx");
  CHECK(settings.network.format ==
        domain::MattingFormat{
            {320, 320}, {0.485, 0.456, 0.406}, {0.229, 0.224, 0.225}, true, "matte"});
  CHECK_FALSE(cli::matting_problem(settings));
  CHECK(folder.read("matting: {network: models/dark.onnx}").network.format ==
        domain::MattingFormat{});
}

TEST_CASE("what is wrong with a matting network is told at the line that names it", "[cli]") {
  const Folder folder;
  const auto with = [](const std::string& file) { return "matting:\n  network: models/" + file; };
  CHECK(folder.told(with("dark.onnx")).empty());
  CHECK(folder.told(with("gone.onnx")) ==
        "2:12 no-such-file: no file \"models/gone.onnx\" for the matting network to be read from");
  CHECK(folder.told(with("photo.onnx")) == "2:12 bad-network: the matting network is no ONNX file");
  CHECK(folder.told(with("sharpen.onnx"))
            .starts_with("2:12 bad-network: the matting network uses "
                         "Sharpen"));
  CHECK(
      folder.told(with("colors.onnx")) ==
      "2:12 bad-network: the matting network answers with 1 x 3 x 512 x 512, not with one channel");
  CHECK(folder.told(with("two.onnx")).starts_with("2:12 bad-network: the matting network has 2 "));
  CHECK(folder.told(with("dark.onnx\n  std: [1, 0, 1]")).starts_with("2:12 bad-network: "));
  CHECK(folder.told(with("dark.onnx\n  size: 8")).starts_with("3:9 "));
  CHECK(folder.told(with("dark.onnx\n  mean: [1, 2]")).starts_with("3:9 "));
  CHECK(folder.told("matting: {size: 512}").starts_with("1:"));
}
