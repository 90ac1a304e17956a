#include "app/views/step/step_choices.h"

#include <string>

#include "app/theme/theme.h"
#include "app/views/draw/text.h"

namespace alphabar {
namespace {

constexpr const char* general_words = "general \u03B7";
constexpr const char* deterministic_words = "\u03C3 = 0";
constexpr const char* posterior_words = "posterior q";
constexpr const char* renoise_words = "\u03C3\u00B2 = 1 \u2212 \u1FB1\u2032";

}  // namespace

bool choice_word(const ChoiceWord& word, const ViewColors& colors) {
  const ImVec2 at = ImGui::GetCursorScreenPos(), size = text_size(word.words);
  const float pad = grid(0.5F);
  const bool pressed = ImGui::InvisibleButton(word.id, {size.x + 2 * pad, size.y + pad});
  const bool hovered = ImGui::IsItemHovered();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  if (hovered || word.plate)
    list.AddRectFilled(at, {at.x + size.x + 2 * pad, at.y + size.y + pad},
                       packed(colors.faint, word.plate && (hovered || word.on) ? 1.0F : 0.5F), pad);
  draw_text(list, {at.x + pad, at.y}, word.words,
            packed(word.color, word.on || hovered || word.plate ? 1.0F : 0.75F));
  if (word.on)
    list.AddRectFilled({at.x + pad, at.y + size.y + 1}, {at.x + pad + size.x, at.y + size.y + 3},
                       packed(word.color));
  if (hovered) ImGui::SetTooltip("%s", word.help);
  ImGui::SameLine(0, word.plate ? pad : 0);
  return pressed;
}

float choices_width() {
  return text_size(std::string(general_words) + deterministic_words + renoise_words +
                   posterior_words)
             .x +
         grid(6);
}

bool has_cases(SamplerKind kind) {
  return kind != SamplerKind::langevin && kind != SamplerKind::annealed_langevin &&
         kind != SamplerKind::corrector_only;
}

std::optional<SamplerSpec> choose_case(const SamplerSpec& sampler, const ViewColors& colors) {
  const bool ddim = sampler.kind == SamplerKind::ddim;
  std::optional<SamplerSpec> asked;
  const auto ask = [&](SamplerKind kind, double eta) {
    asked = sampler;
    asked->kind = kind;
    asked->eta = eta;
  };
  if (choice_word({.id = "##general",
                   .words = general_words,
                   .help = "DDIM with some noise, \u03B7 = 0.5: all three terms are there.\n"
                           "Song, Meng, Ermon 2021, eq. 12",
                   .color = colors.text,
                   .on = ddim && sampler.eta > 0,
                   .plate = true},
                  colors))
    ask(SamplerKind::ddim, 0.5);
  if (choice_word({.id = "##deterministic",
                   .words = deterministic_words,
                   .help = "DDIM with \u03B7 = 0: no noise, an ODE.\n"
                           "Song, Meng, Ermon 2021, eq. 13 and 14",
                   .color = colors.text,
                   .on = ddim && sampler.eta == 0,
                   .plate = true},
                  colors))
    ask(SamplerKind::ddim, 0);
  if (choice_word({.id = "##renoise",
                   .words = renoise_words,
                   .help = "No direction: the coefficient of \u03B5\u0302 is 0, x\u0302\u2080 is "
                           "noised afresh in every step.",
                   .color = colors.text,
                   .on = sampler.kind == SamplerKind::renoise,
                   .plate = true},
                  colors))
    ask(SamplerKind::renoise, 0);
  return asked;
}

bool choose_posterior(bool on, const ViewColors& colors) {
  return choice_word(
      {.id = "##posterior",
       .words = posterior_words,
       .help = "q(x\u209C\u208B\u2081 | x\u209C, x\u2080) beside p(x\u209C\u208B\u2081 | "
               "x\u209C), x\u2080 where this particle ends, and how far they are "
               "apart.\nHo et al. 2020, eq. 5 to 7",
       .color = colors.text,
       .on = on,
       .plate = true},
      colors);
}

}  // namespace alphabar
