#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/scene/training/training_spec.h"

namespace alphabar {

/// Where the parameters of a net (NetSpec) stand in one list of numbers. A matrix is kept as what
/// rows of inputs are multiplied with, [inputs][outputs]: the transpose of PyTorch's
/// Linear.weight. Outputs stand `dense_pad` apart at least; what pads them is 0 and stays 0.
struct MlpShape {
  std::size_t inputs = 2;    ///< coordinates of x
  std::size_t features = 0;  ///< of the level; 0: of one level
  std::size_t units = 64, layers = 3;
  std::size_t outputs = 2;

  bool operator==(const MlpShape&) const = default;

  std::size_t columns() const;  ///< outputs, padded
  std::size_t inputs_of(std::size_t l) const { return l == 0 ? inputs : units; }

  // Places of W_l [inputs_of(l)][units], U_l [features][units] and b_l [units], l = 0 .. layers -
  // 1, of W_out [units][columns] and of b_out [columns].
  std::size_t weight(std::size_t l) const;
  std::size_t time(std::size_t l) const { return weight(l) + inputs_of(l) * units; }
  std::size_t bias(std::size_t l) const { return time(l) + features * units; }
  std::size_t out_weight() const { return weight(layers); }
  std::size_t out_bias() const { return out_weight() + units * columns(); }
  std::size_t size() const { return out_bias() + columns(); }  ///< of the whole list
  std::size_t parameters() const;                              ///< without what pads it

  /// One parameter as files have it: "layers.0.weight", "layers.0.time", "layers.0.bias",
  /// "out.weight", "out.bias"; a matrix is [outputs][inputs] there.
  struct Tensor {
    std::string name;
    std::size_t place, inputs, outputs, columns;  ///< inputs 0: a bias
  };
  std::vector<Tensor> tensors() const;
};

/// The net of a training, for points of the plane. `outputs`: what its loss asks for.
MlpShape mlp_shape(const NetSpec& net, bool one_level, std::size_t outputs);

}  // namespace alphabar
