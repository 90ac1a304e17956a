#include "core/learn/net/mlp_shape.h"

#include "core/learn/kernels/dense.h"

namespace alphabar {

std::size_t MlpShape::columns() const { return padded(outputs); }

std::size_t MlpShape::weight(std::size_t l) const {
  if (l == 0) return 0;
  const std::size_t rest = (features + 1) * units;  // of time and bias
  return (inputs * units + rest) + (l - 1) * (units * units + rest);
}

std::size_t MlpShape::parameters() const { return out_weight() + (units + 1) * outputs; }

std::vector<MlpShape::Tensor> MlpShape::tensors() const {
  std::vector<Tensor> all;
  for (std::size_t l = 0; l < layers; ++l) {
    const std::string layer = "layers." + std::to_string(l) + ".";
    all.push_back({layer + "weight", weight(l), inputs_of(l), units, units});
    if (features > 0) all.push_back({layer + "time", time(l), features, units, units});
    all.push_back({layer + "bias", bias(l), 0, units, units});
  }
  all.push_back({"out.weight", out_weight(), units, outputs, columns()});
  all.push_back({"out.bias", out_bias(), 0, outputs, columns()});
  return all;
}

MlpShape mlp_shape(const NetSpec& net, bool one_level, std::size_t outputs) {
  MlpShape shape;
  shape.features = one_level ? 0 : static_cast<std::size_t>(net.time_features);
  shape.units = static_cast<std::size_t>(net.units);
  shape.layers = static_cast<std::size_t>(net.layers);
  shape.outputs = outputs;
  return shape;
}

}  // namespace alphabar
