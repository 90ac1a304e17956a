#pragma once

#include <array>

#include "core/learn/form/learned_net.h"
#include "core/learn/net/mlp.h"
#include "core/model/denoiser.h"

namespace alphabar {

/// In what a net is evaluated; its weights are float either way.
enum class NetPrecision { full, single };  ///< double, float

/// Throws BadRequest where the weights are not as many as the net has, or naming the first tensor
/// that has a number that is not finite.
void check_weights(const LearnedNet& net, const MlpShape& shape);

/// What a net says of many points at one level, in either precision. May be asked from several
/// threads at once.
class NetEvaluator {
 public:
  /// Throws what check_weights does.
  explicit NetEvaluator(LearnedNet net);

  const LearnedNet& net() const { return net_; }
  const NetLevels& levels() const { return levels_; }

  struct Said {
    PointBatch f;                                 ///< [outputs][n]
    std::array<PointBatch, most_tangents> along;  ///< dF / dx_k, [outputs][n], where asked for
  };
  enum class Ask { outputs, derivatives };
  /// At points x [2][n] of a level that the net is shown (NetLevels::shown).
  Said operator()(const PointBatch& x, const Level& level, Ask ask,
                  NetPrecision precision = NetPrecision::full) const;

 private:
  template <class Real>
  struct Net {
    Mlp<Real> mlp;
    LineVector<Real> weights;
  };
  template <class Real>
  Said evaluate(const Net<Real>& by, const PointBatch& x, const Level& level, Ask ask) const;

  LearnedNet net_;
  NetLevels levels_;
  Net<double> full_;
  Net<float> single_;
};

}  // namespace alphabar
