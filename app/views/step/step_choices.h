#pragma once

#include <optional>

#include "app/views/draw/view_colors.h"
#include "core/scene/sampler/sampler_spec.h"

namespace alphabar {

/// A word above the step that can be clicked; the next one stands beside it.
struct ChoiceWord {
  const char* id;
  const char* words;
  const char* help;
  Rgb color;
  bool on = false;     ///< it is underlined: the one in use
  bool plate = false;  ///< it is a button that changes the scene
};
/// True: it was clicked.
bool choice_word(const ChoiceWord& word, const ViewColors& colors);

/// Whether the three cases, and the posterior, mean something to a sampler: it steps from noise to
/// data, and does not stay at its levels.
bool has_cases(SamplerKind kind);

/// The three cases of the family in eta (Song, Meng and Ermon 2021), the one in use marked; the one
/// that is asked for.
std::optional<SamplerSpec> choose_case(const SamplerSpec& sampler, const ViewColors& colors);

/// The switch of the posterior beside the step. True: it was clicked.
bool choose_posterior(bool on, const ViewColors& colors);

/// Of both, in points.
float choices_width();

}  // namespace alphabar
