#pragma once

#include <cstddef>
#include <vector>

#include "core/engine/engine.h"

namespace alphabar {

/// x_T of a request's particles, the reference for every engine: replay's where there is one.
/// Otherwise, with p = first_particle + particle and z its two draws of (Stream::start, draw 0):
///     prior: init_scale z;
///     data:  mu_k + R_k diag(std_k) z, k the first component whose share of the mass, added up,
///            exceeds u, u = (w + 0.5) 2^-32 of element 2 p of (Stream::pick, draw 0);
///     box:   init_scale (2 u - 1), u from the words behind z.
class StartPoints {
 public:
  /// The request must outlive this.
  explicit StartPoints(const RunRequest& request);

  Vec2 operator()(std::size_t particle) const;

 private:
  const RunRequest& request_;
  const Mixture* target_ = nullptr;  ///< data only
  std::vector<double> mass_;         ///< of its components up to and with each; data only
};

}  // namespace alphabar
