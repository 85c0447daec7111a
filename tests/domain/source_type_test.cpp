#include "pipeline/domain/source_type.hpp"

#include <catch2/catch.hpp>

using vitrine::domain::strongest_source_type;

TEST_CASE("an asset says the strongest of what went into it", "[domain]") {
  CHECK(strongest_source_type("algorithmicallyEnhanced", "digitalCapture") ==
        "algorithmicallyEnhanced");
  CHECK(strongest_source_type("algorithmicallyEnhanced", "trainedAlgorithmicMedia") ==
        "trainedAlgorithmicMedia");
  CHECK(strongest_source_type("compositeCapture", "composite") == "compositeCapture");
  CHECK(strongest_source_type("compositeSynthetic", "compositeWithTrainedAlgorithmicMedia") ==
        "compositeWithTrainedAlgorithmicMedia");
  CHECK(strongest_source_type("compositeWithTrainedAlgorithmicMedia", "compositeSynthetic") ==
        "compositeWithTrainedAlgorithmicMedia");
  CHECK(strongest_source_type("trainedAlgorithmicMedia", "digitalCapture") ==
        "trainedAlgorithmicMedia");
}

TEST_CASE("a word that nobody knows changes nothing", "[domain]") {
  CHECK(strongest_source_type("algorithmicallyEnhanced", "") == "algorithmicallyEnhanced");
  CHECK(strongest_source_type("composite", "softwareImage") == "composite");
}
