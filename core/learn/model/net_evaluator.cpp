#include "core/learn/model/net_evaluator.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/base/error.h"

namespace alphabar {

void check_weights(const LearnedNet& net, const MlpShape& shape) {
  if (net.weights.size() != shape.size())
    throw BadRequest("net", "weights", std::to_string(net.weights.size()) + " numbers",
                     std::to_string(shape.size()), "they are of another net");
  for (const MlpShape::Tensor& tensor : shape.tensors()) {
    const std::size_t rows = std::max<std::size_t>(tensor.inputs, 1);
    for (std::size_t i = 0; i < rows * tensor.columns; ++i)
      if (!std::isfinite(net.weights[tensor.place + i]))
        throw BadRequest("net", tensor.name, "NaN or infinite", "finite numbers",
                         "train it again, or take an earlier checkpoint");
  }
}

NetEvaluator::NetEvaluator(LearnedNet net)
    : net_(std::move(net)),
      levels_(net_.form),
      full_{{levels_.shape(), net_.form.training.net.activation}, {}},
      single_{{levels_.shape(), net_.form.training.net.activation}, {}} {
  check_weights(net_, levels_.shape());
  full_.weights.assign(net_.weights.begin(), net_.weights.end());
  single_.weights.assign(net_.weights.begin(), net_.weights.end());
}

template <class Real>
NetEvaluator::Said NetEvaluator::evaluate(const Net<Real>& by, const PointBatch& x,
                                          const Level& level, Ask ask) const {
  constexpr Eigen::Index part = 48;  // rows at a time: what stays in the first cache
  const std::size_t directions = ask == Ask::derivatives ? 2 : 0;
  const MlpShape& shape = by.mlp.shape();
  const std::size_t columns = shape.columns();
  const double scale = levels_.input_scale(level);
  Said said;
  said.f.resize(static_cast<Eigen::Index>(shape.outputs), x.cols());
  for (std::size_t k = 0; k < directions; ++k) said.along[k].resize(said.f.rows(), x.cols());
  MlpTape<Real> tape;
  for (Eigen::Index first = 0; first < x.cols(); first += part) {
    const Eigen::Index n = std::min(part, x.cols() - first);
    tape.resize(shape, static_cast<std::size_t>(n), directions, true);
    if (first == 0) levels_.features(level, tape.features.data());
    for (Eigen::Index i = 0; i < n; ++i)
      for (Eigen::Index c = 0; c < 2; ++c) {
        const auto e = static_cast<std::size_t>(2 * i + c);
        tape.x[e] = static_cast<Real>(scale * x(c, first + i));
        for (std::size_t k = 0; k < directions; ++k)
          tape.dx[k][e] = static_cast<Real>(static_cast<std::size_t>(c) == k ? scale : 0);
      }
    by.mlp.forward(by.weights, tape);
    for (Eigen::Index i = 0; i < n; ++i)
      for (Eigen::Index c = 0; c < said.f.rows(); ++c) {
        const std::size_t e = static_cast<std::size_t>(i) * columns + static_cast<std::size_t>(c);
        said.f(c, first + i) = static_cast<double>(tape.out[e]);
        for (std::size_t k = 0; k < directions; ++k)
          said.along[k](c, first + i) = static_cast<double>(tape.d_out[k][e]);
      }
  }
  return said;
}

NetEvaluator::Said NetEvaluator::operator()(const PointBatch& x, const Level& level, Ask ask,
                                            NetPrecision precision) const {
  return precision == NetPrecision::single ? evaluate(single_, x, level, ask)
                                           : evaluate(full_, x, level, ask);
}

}  // namespace alphabar
