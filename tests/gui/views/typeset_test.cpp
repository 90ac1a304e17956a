#include "app/formula/typeset.h"

#include <gtest/gtest.h>

#include <clocale>

#include "core/plan/formula/step_formula.h"
#include "core/plan/samplers/samplers.h"

namespace alphabar {
namespace {

int inked(const Typeset& picture, HexColor color) {
  int count = 0;
  for (std::size_t i = 0; i < picture.pixels.size(); i += 4)
    count += picture.pixels[i + 3] > 200 && picture.pixels[i] == color >> 16 &&
             picture.pixels[i + 1] == (color >> 8 & 0xFF) &&
             picture.pixels[i + 2] == (color & 0xFF);
  return count;
}

TEST(Typesetter, SetsSignsRootsAndFractionsInTheLocaleOfATest) {
  const std::string before = std::setlocale(LC_ALL, nullptr);
  const Typeset plain = typeset("x", 20, 0xFFFFFF);
  const Typeset tall = typeset("\\frac{\\sqrt{1-\\bar\\alpha_t}}{(2)} = -x", 20, 0xFFFFFF);
  EXPECT_GT(tall.height, 2 * plain.height);
  EXPECT_GT(tall.width, 5 * plain.width);
  EXPECT_GT(tall.baseline, plain.baseline);
  EXPECT_GT(inked(tall, 0xFFFFFF), 100);
  EXPECT_EQ(before, std::setlocale(LC_ALL, nullptr));
}

TEST(Typesetter, ColoursPartsAndScales) {
  const Typeset small = typeset("x + \\fgcolor{#E69F00}{z_1}", 24, 0x112233);
  EXPECT_GT(inked(small, 0xE69F00), 5);
  EXPECT_GT(inked(small, 0x112233), 5);
  const Typeset large = typeset("x + \\fgcolor{#E69F00}{z_1}", 72, 0x112233);
  EXPECT_NEAR(large.width, 3 * small.width, 10);
}

TEST(Typesetter, EverySamplersFormulaCanBeSetAndTheSameAgainIsTheSame) {
  for (const SamplerInfo& info : samplers()) {
    const std::string text = latex(parse_equation(info.formula));
    const Typeset first = typeset(text, 20, 0);
    EXPECT_GT(first.width, 100) << text;
    EXPECT_EQ(typeset(text, 20, 0).pixels, first.pixels);
  }
}

TEST(Typesetter, WhatItDoesNotKnowStaysReadable) {
  EXPECT_GT(typeset("\\nosuchcommand{x}", 20, 0).width, 20);
}

}  // namespace
}  // namespace alphabar
