#pragma once

#include <array>
#include <span>

#include "core/base/option.h"
#include "core/scene/pictures/pictures_spec.h"

namespace alphabar {

using PictureOption = Option<PictureLane, PictureGuide, double, bool>;

template <PictureGuide guide>
constexpr bool uses_guide(const PictureLane& lane) {
  return lane.guide == guide;
}

inline constexpr std::array picture_options{
    PictureOption{
        .name = "guide",
        .member = &PictureLane::guide,
        .title = "guided by",
        .help =
            "classifier-free: ε̂ + w (ε̂_y - ε̂); w = 1 is plain conditional (Ho and Salimans 2022).\n"
            "classifier, DDIM form: ε̂ - w s ∇ log p(y | x_t) (Dhariwal and Nichol 2021, algorithm "
            "2).\nclassifier, DDPM form: the step's mean + w Σ ∇ log p(y | x_t) (algorithm 1).\n"
            "x̂₀: ε̂ + w s ∇ₓ L(x̂₀(x)), the gradient taken through the net (Chung et al. 2023, eq. "
            "16; Bansal et al. 2023, eq. 6); w is damped where a step would lead too far.",
    },
    PictureOption{
        .name = "scale",
        .member = &PictureLane::scale,
        .limits = {0, 100},
        .title = "w",
        .help = "Of a class: 1 is p(x | y), more sharpens. Of a loss: p(x) exp(-w L) is aimed at.",
        .id = "##picture_scale",
        .drag = {0, 15, "%.3g"},
    },
    PictureOption{
        .name = "sigma_low",
        .member = &PictureLane::sigma_low,
        .limits = {0, 1e8},
        .title = "from σ",
        .help = "Only steps that start from σ in this range are guided.\nKynkäänniemi et al. 2024.",
        .drag = {0, 10, "%.3g"},
    },
    PictureOption{
        .name = "sigma_high",
        .member = &PictureLane::sigma_high,
        .limits = {0, 1e8},
        .title = "to σ",
        .help = "Only steps that start from σ in this range are guided.\nKynkäänniemi et al. 2024.",
        .drag = {0, 100, "%.3g"},
        .zero = "no bound",
    },
    PictureOption{
        .name = "plus_plus",
        .member = &PictureLane::plus_plus,
        .used = uses_guide<PictureGuide::classifier_free>,
        .title = "CFG++",
        .help = "x̂₀ is guided, the noise that is put back is not: w / (1 − σ' / σ) in place of w.\n"
                "Chung et al. 2024, algorithm 2. For samplers of one step.",
    },
    PictureOption{
        .name = "brightness",
        .member = &PictureLane::brightness,
        .limits = {-1, 1},
        .used = uses_guide<PictureGuide::brightness>,
        .title = "brightness b",
        .help = "L = d (mean x̂₀ - b)² / 2 of d numbers: -1 black, 1 white.",
        .drag = {-1, 1, "%.2f"},
    },
    PictureOption{
        .name = "hole_left",
        .member = &PictureLane::hole_left,
        .limits = {0, 1},
        .used = uses_guide<PictureGuide::inpainting>,
        .title = "hole, left",
        .help = "Inside the hole anything may be; outside, L = |x̂₀ - picture|² / 2.",
        .drag = {0, 1, "%.2f"},
    },
    PictureOption{
        .name = "hole_top",
        .member = &PictureLane::hole_top,
        .limits = {0, 1},
        .used = uses_guide<PictureGuide::inpainting>,
        .title = "hole, top",
        .help = "A share of the height, from the top.",
        .drag = {0, 1, "%.2f"},
    },
    PictureOption{
        .name = "hole_right",
        .member = &PictureLane::hole_right,
        .limits = {0, 1},
        .used = uses_guide<PictureGuide::inpainting>,
        .title = "hole, right",
        .help = "A share of the width, from the left.",
        .drag = {0, 1, "%.2f"},
    },
    PictureOption{
        .name = "hole_bottom",
        .member = &PictureLane::hole_bottom,
        .limits = {0, 1},
        .used = uses_guide<PictureGuide::inpainting>,
        .title = "hole, bottom",
        .help = "A share of the height, from the top.",
        .drag = {0, 1, "%.2f"},
    },
};
inline std::span<const PictureOption> options_of(const PictureLane&) { return picture_options; }

}  // namespace alphabar
