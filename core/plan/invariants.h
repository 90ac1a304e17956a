#pragma once

#include "core/plan/plan.h"

namespace alphabar {

/// What a row makes of x = a x0 + s eps and of outputs that say exactly that: how much signal, how
/// much of the noise that was there, how much fresh noise. For a step from y = x that asks the
/// model once it is decompose(): predicted x0, direction pointing to x_t, noise.
struct Shares {
  double signal;     ///< a_from c_x + sum c_d
  double direction;  ///< s_from c_x + sum c_e
  double noise;      ///< c_z
};
Shares shares(const Row& row);

/// By how much the row misses the level that it makes y for: both are 0 (to rounding) for samplers
/// that are exact on Gaussian data, and the second is not for DDPM with large variance, Langevin
/// and the SDE discretisations, by their nature. Of no meaning where c_s or snr is used.
struct Miss {
  double signal;  ///< shares.signal - a_to
  double noise;   ///< shares.direction^2 + c_z^2 - s_to^2
};
Miss miss(const Row& row);

}  // namespace alphabar
