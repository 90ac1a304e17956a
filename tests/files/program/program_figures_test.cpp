// Figures beside those of tests/data/figures, which `alphabar render` made. What is compared does
// not depend on who rasterises it, on fonts of the machine or on the last bits of a run: which
// elements there are, their attributes, their words, and where they lie.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <regex>
#include <string>
#include <vector>

#include "tests/files/temp_folder.h"
#include "tests/support/paths.h"
#include "tests/support/program.h"

namespace alphabar {
namespace {

using testing::read_bytes;
using testing::TempFolder;

/// An element of an SVG: what is not a number of it, and its numbers in their order. Of a path they
/// are its box and how many there are.
struct Element {
  std::string words;
  std::vector<double> numbers;
  double points = 0;  ///< of a path
};

/// The box of a path's coordinates, which stand in pairs.
void read_path(const std::string& d, Element& element) {
  static const std::regex number(R"(-?\d+(\.\d+)?)");
  std::vector<double> low{1e9, 1e9}, high{-1e9, -1e9};
  std::size_t i = 0;
  for (std::sregex_iterator at(d.begin(), d.end(), number), end; at != end; ++at, ++i) {
    const double value = std::stod(at->str());
    low[i % 2] = std::min(low[i % 2], value);
    high[i % 2] = std::max(high[i % 2], value);
  }
  element.points = static_cast<double>(i) / 2;
  element.numbers.insert(element.numbers.end(), low.begin(), low.end());
  element.numbers.insert(element.numbers.end(), high.begin(), high.end());
}

std::vector<Element> elements_of(const std::string& svg) {
  static const std::regex tag(R"(<([^>]*)>([^<]*))"), attribute(R"re(([\w:-]+)="([^"]*)")re"),
      number(R"(-?\d+(\.\d+)?)"), color("#[0-9a-f]{6}");
  std::vector<Element> elements;
  for (std::sregex_iterator at(svg.begin(), svg.end(), tag), end; at != end; ++at) {
    const std::string inside = (*at)[1], text = (*at)[2];
    if (text.find("base64") != std::string::npos) continue;
    Element& element = elements.emplace_back();
    element.words = inside.substr(0, inside.find(' ')) + "|" + text;
    for (std::sregex_iterator a(inside.begin(), inside.end(), attribute); a != end; ++a) {
      const std::string name = (*a)[1], value = (*a)[2];
      element.words += "|" + name;
      if (name == "xlink:href") continue;  // pixels of the ground
      if (name == "d") {
        read_path(value, element);
        continue;
      }
      element.words += "=" + std::regex_replace(value, number, "N");
      if (std::regex_match(value, color)) {
        element.words += value;
        continue;
      }
      for (std::sregex_iterator n(value.begin(), value.end(), number); n != end; ++n)
        element.numbers.push_back(std::stod(n->str()));
    }
  }
  return elements;
}

/// Half a unit is a fifth of a millimetre on a page of one column.
void expect_same_figure(const std::string& got, const std::string& golden) {
  const std::vector<Element> a = elements_of(got), b = elements_of(golden);
  ASSERT_GT(b.size(), 30u);
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < b.size(); ++i) {
    ASSERT_EQ(a[i].words, b[i].words) << "element " << i;
    ASSERT_EQ(a[i].numbers.size(), b[i].numbers.size()) << b[i].words;
    for (std::size_t k = 0; k < b[i].numbers.size(); ++k)
      ASSERT_NEAR(a[i].numbers[k], b[i].numbers[k], 0.5) << b[i].words << ", number " << k;
    ASSERT_NEAR(a[i].points, b[i].points, 4 + 0.1 * b[i].points) << b[i].words;
  }
}

class Figure : public ::testing::TestWithParam<const char*> {};

TEST_P(Figure, IsWhatItWas) {
  const TempFolder folder;
  const std::filesystem::path kept = std::filesystem::path(test_data()) / "figures";
  const std::string name = std::string(GetParam()) + ".svg";
  const Outcome drawn = run_alphabar({"render", kept / "scene.json", "--view", GetParam(), "--at",
                                      "0.8", "--no-scene", "-o", folder / name});
  ASSERT_EQ(drawn.code, 0) << drawn.err;
  expect_same_figure(read_bytes(folder / name), read_bytes(kept / name));
}

INSTANTIATE_TEST_SUITE_P(Views, Figure, ::testing::Values("curves", "lanes", "plan"));

}  // namespace
}  // namespace alphabar
