#pragma once

namespace alphabar {

enum class GuidanceKind {
  none,
  classifier_ddim,  ///< eps -= scale s grad log p(y|x) (Dhariwal and Nichol 2021, algorithm 2)
  classifier_ddpm,  ///< mean += scale Sigma grad log p(y|x_t) (the same, algorithm 1)
  classifier_free,  ///< eps += scale (eps_cond - eps); scale 1 is plain conditional (diffusers)
};

/// Guidance towards a class: it changes the model's split, not the sampler.
struct GuidanceSpec {
  GuidanceKind kind = GuidanceKind::none;
  double scale = 1;  ///< 0..100
  int label = 0;     ///< the class wanted, one of the data's labels

  bool operator==(const GuidanceSpec&) const = default;
};

}  // namespace alphabar
