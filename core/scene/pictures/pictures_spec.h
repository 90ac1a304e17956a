#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "core/base/listed.h"
#include "core/scene/sampler/sampler_spec.h"

namespace alphabar {

/// By what a lane of pictures is led. Formulas and sources: picture_options.h.
enum class PictureGuide {
  classifier_free,  ///< the class that the net is asked for; w = 1: plain conditional
  classifier_ddim,  ///< a classifier of noisy pictures, on the net asked for no class
  classifier_ddpm,  ///< the same, as a shift of the step's mean
  brightness,       ///< the mean over pixels of x0_hat
  picture,          ///< x0_hat near a picture
  inpainting,       ///< x0_hat near a picture outside a hole
};

constexpr auto listed(PictureGuide) {
  using enum PictureGuide;
  return std::array{
      Listed{classifier_free, "classifier_free", "classifier-free"},
      Listed{classifier_ddim, "classifier_ddim", "classifier, DDIM form"},
      Listed{classifier_ddpm, "classifier_ddpm", "classifier, DDPM form"},
      Listed{brightness, "brightness", "x̂₀ of a brightness"},
      Listed{picture, "picture", "x̂₀ near a picture"},
      Listed{inpainting, "inpainting", "x̂₀ near a picture outside a hole"},
  };
}

/// Whether the gradient is taken of a classifier of noisy pictures.
constexpr bool by_classifier(PictureGuide guide) {
  return guide == PictureGuide::classifier_ddim || guide == PictureGuide::classifier_ddpm;
}
/// Whether x0_hat is to have a low loss, whose gradient is taken through x0_hat.
constexpr bool by_loss(PictureGuide guide) { return guide >= PictureGuide::brightness; }

/// One run of the net over the pictures, beside others from the same x_T and noise.
struct PictureLane {
  std::string name;  ///< empty: the sampler's own
  bool muted = false;
  SamplerSpec sampler;  ///< by default DDIM, 50 steps, eta 0
  PictureGuide guide = PictureGuide::classifier_free;
  double scale = 1;  ///< w, 0..100
  /// Only rows that ask the net at s / a from sigma_low to sigma_high are guided; sigma_high 0: no
  /// bound.
  double sigma_low = 0, sigma_high = 0;
  bool plus_plus = false;  ///< classifier_free: CFG++, see GuidanceSpec
  double brightness = 0;   ///< wanted, -1 black to 1 white
  /// inpainting: the hole's edges, shares of the width and of the height from the top left.
  double hole_left = 0.25, hole_top = 0.25, hole_right = 0.75, hole_bottom = 0.75;
  bool operator==(const PictureLane&) const = default;
};

/// Pictures made by a UNet with the scene's process. It is its own first lane; others stand beside.
struct PicturesSpec : PictureLane {
  static constexpr std::size_t most_lanes = 4;
  static constexpr int most_pictures = 64;

  std::string model = "fashion-mnist";  ///< a folder of assets/models, or a path
  std::string assume;  ///< what the net is taken for, "cosine-1000-v"; empty: what its folder says
  int label = -1;      ///< class asked for; -1: none
  std::vector<int> labels;  ///< classes in turn, picture by picture; empty: `label` for all
  int count = 1;            ///< pictures at once, 1..64
  /// The pictures' x_T lie on the arc between two, at even angles (spherical interpolation).
  bool between = false;
  std::string picture;  ///< a PNG: what lanes are led to, and what an inversion begins from
  std::vector<PictureLane> beside;  ///< 0..3
  bool operator==(const PicturesSpec&) const = default;
};

inline std::size_t lanes_of(const PicturesSpec& pictures) { return 1 + pictures.beside.size(); }
inline const PictureLane& lane_of(const PicturesSpec& pictures, std::size_t lane) {
  return lane == 0 ? pictures : pictures.beside[lane - 1];
}
inline PictureLane& lane_of(PicturesSpec& pictures, std::size_t lane) {
  return lane == 0 ? pictures : pictures.beside[lane - 1];
}
/// Another lane behind the last, a copy of `lane`; false: there is no room.
bool add_lane(PicturesSpec& pictures, const PictureLane& lane);
/// Takes a lane away; the only one stays.
void remove_lane(PicturesSpec& pictures, std::size_t lane);

/// The class that a picture is asked for; -1: none.
inline int class_of(const PicturesSpec& pictures, int picture) {
  const std::vector<int>& labels = pictures.labels;
  return labels.empty() ? pictures.label
                        : labels[static_cast<std::size_t>(picture) % labels.size()];
}

/// Throws BadRequest naming the lane, the field, its value and its range.
void check(const PicturesSpec& pictures);

}  // namespace alphabar
