#pragma once

#include <array>
#include <string>
#include <vector>

#include "core/process/level.h"

namespace alphabar {

/// What the point y that a row makes is to a viewer. Independent of `commit`.
enum class Report {
  none,       ///< not shown
  state,      ///< the state after a step
  trial,      ///< the first half of a two-stage method
  corrected,  ///< after a Langevin corrector, before the predictor
};

/// One row of the table that every engine runs; see Plan for how.
///
/// A zero coefficient means "leave the term out", never "multiply by zero": the term may be
/// infinite.
struct Row {
  static constexpr int history = 4;  ///< how many model outputs a row can reach back to

  bool evaluate = true;         ///< ask the model at y; off: the outputs stay as they were
  double a = 1, s = 0;          ///< the level it is asked at
  bool replace_newest = false;  ///< the outputs replace the newest of the history (PNDM)
  double w = 0;                 ///< weight of guidance: output += w (guided - plain)

  double c_x = 1;
  std::array<double, history> c_d{};  ///< of x0_hat, newest first
  std::array<double, history> c_e{};  ///< of eps_hat, newest first
  double c_s = 0;                     ///< of the score; only where s = 0
  double c_z = 0;                     ///< of the noise
  bool draw = false;                  ///< consume a draw even where c_z is 0

  double snr = 0;    ///< > 0: a Langevin corrector row; h = 2 alpha (snr mean|z| / mean|S|)^2
  double alpha = 1;  ///< and y = x + h S + sqrt(2 h) z; means over all particles

  bool commit = true;  ///< x = y; off inside two-stage methods
  Report report = Report::state;
  Level from, to;  ///< the level the formula takes x at, and makes y for

  bool reads_draw() const { return c_z != 0 || snr > 0; }
  bool reads_score() const { return c_s != 0 || snr > 0; }
  bool draws() const { return draw || reads_draw(); }  ///< it may consume one for nothing
  bool operator==(const Row&) const = default;
};

/// Where the particles of a run come from when they are not given.
enum class Start {
  prior,  ///< init_scale times standard normal draws
  data,   ///< draws from the data (inversion)
  box,    ///< uniform in [-init_scale, init_scale]^2 (Langevin)
};

/// A sampler, written out: what every engine runs and every view shows.
///
/// With x the state, y the point of the next evaluation (y = x at first) and a history of four
/// model outputs (D = x0_hat, E = eps_hat), newest first, S the newest score, each row does
///
///     if evaluate:  (D, E, S) = model(y; a, s), guided by w; pushed on the history
///     y = c_x x + sum c_d D + sum c_e E + c_s S + c_z z
///     if commit:    x = y
///
/// Plans are built in double by pure functions of a Process and a SamplerSpec and never look at a
/// particle. Every row keeps two invariants where its sampler is exact for Gaussian data, which are
/// tests: signal a_from c_x + sum c_d = a_to, noise (s_from c_x + sum c_e)^2 + c_z^2 = s_to^2.
struct Plan {
  std::vector<Row> rows;
  Level start;  ///< the level of x_T
  Start begin = Start::prior;
  double init_scale = 1;

  int evaluations() const;  ///< NFE: rows that ask the model
  int draws() const;        ///< noise arrays consumed
  bool operator==(const Plan&) const = default;
};

/// The reading of the lectures: a step from y = x as predicted x0, direction pointing to x_t,
/// noise.
struct Decomposition {
  double predicted_x0;  ///< c_d[0] + a c_x: the share of x0_hat
  double direction;     ///< c_e[0] + s c_x: the share of eps_hat
  double noise;         ///< c_z
};
Decomposition decompose(const Row& row);

}  // namespace alphabar
