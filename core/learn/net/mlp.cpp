#include "core/learn/net/mlp.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "core/rng/noise.h"

namespace alphabar {

template <class Real>
void MlpTape<Real>::resize(const MlpShape& shape, std::size_t rows, std::size_t directions,
                           bool shared_level) {
  n = rows;
  tangents = directions;
  shared = shared_level;
  x.resize(n * shape.inputs);
  features.resize((shared ? 1 : n) * shape.features);
  h.resize(shape.layers);
  slope.resize(shape.layers);
  bend.resize(shape.layers);
  for (std::size_t l = 0; l < shape.layers; ++l) {
    h[l].resize(n * shape.units);
    slope[l].resize(shared && directions == 0 ? 0 : n * shape.units);
    bend[l].resize(directions > 0 ? n * shape.units : 0);
  }
  out.resize(n * shape.columns());
  for (std::size_t k = 0; k < directions; ++k) {
    dx[k].resize(n * shape.inputs);
    dz[k].resize(shape.layers);
    dh[k].resize(shape.layers);
    for (std::size_t l = 0; l < shape.layers; ++l) {
      dz[k][l].resize(n * shape.units);
      dh[k][l].resize(n * shape.units);
    }
    d_out[k].resize(n * shape.columns());
  }
}

template <class Real>
Mlp<Real>::Mlp(const MlpShape& shape, Activation activation)
    : shape_(shape), activation_(activation), kernels_(dense_kernels<Real>()) {}

template <class Real>
void Mlp<Real>::multiply(std::size_t n, std::size_t inputs, std::size_t outputs, const Real* a,
                         const Real* b, Real* c, const Real* row) const {
  kernels_.product({n, outputs, inputs, a, inputs, 1, b, c, row});
}

template <class Real>
void Mlp<Real>::add_outer(std::size_t n, std::size_t inputs, std::size_t outputs, const Real* a,
                          const Real* g, Real* gradient) const {
  kernels_.product({inputs, outputs, n, a, 1, inputs, g, gradient, nullptr});
}

namespace {

template <class Real>
void transpose(const Real* from, std::size_t rows, std::size_t columns, LineVector<Real>& to) {
  to.resize(rows * columns);
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j) to[j * rows + i] = from[i * columns + j];
}

}  // namespace

template <class Real>
typename Mlp<Real>::Prepared Mlp<Real>::prepare(std::span<const Real> weights) const {
  Prepared prepared{weights, std::vector<LineVector<Real>>(shape_.layers + 1)};
  const std::size_t units = shape_.units;
  for (std::size_t l = 1; l < shape_.layers; ++l)
    transpose(weights.data() + shape_.weight(l), units, units, prepared.transposed[l]);
  transpose(weights.data() + shape_.out_weight(), units, shape_.columns(),
            prepared.transposed[shape_.layers]);
  return prepared;
}

/// U p + b of a tape with one row of features.
template <class Real>
LineVector<Real> Mlp<Real>::row_of(std::span<const Real> weights, std::size_t l,
                                   const MlpTape<Real>& tape) const {
  const Real* bias = weights.data() + shape_.bias(l);
  LineVector<Real> row(bias, bias + shape_.units);
  if (shape_.features > 0)
    multiply(1, shape_.features, shape_.units, tape.features.data(),
             weights.data() + shape_.time(l), row.data(), bias);
  return row;
}

/// z = W h + U p + b and its activation; along each direction dz = W dh, dh' = f'(z) dz.
template <class Real>
void Mlp<Real>::layer(std::span<const Real> weights, std::size_t l, MlpTape<Real>& tape) const {
  const std::size_t n = tape.n, units = shape_.units, inputs = shape_.inputs_of(l);
  const LineVector<Real>& in = l == 0 ? tape.x : tape.h[l - 1];
  const Real* weight = weights.data() + shape_.weight(l);
  const Real* time = weights.data() + shape_.time(l);
  const Real* bias = weights.data() + shape_.bias(l);
  LineVector<Real>& h = tape.h[l];
  if (tape.shared) {
    multiply(n, inputs, units, in.data(), weight, h.data(), row_of(weights, l, tape).data());
  } else {
    multiply(n, inputs, units, in.data(), weight, h.data(), bias);
    if (shape_.features > 0)
      multiply(n, shape_.features, units, tape.features.data(), time, h.data(), nullptr);
  }
  Real* const bend = tape.tangents > 0 ? tape.bend[l].data() : nullptr;
  kernels_.activate(activation_, {h.data(), h.data(), tape.slope[l].data(), bend}, n * units);
  if (l > 0)
    for (std::size_t i = 0; i < h.size(); ++i) h[i] += in[i];
  const LineVector<Real> zero(units, Real(0));
  for (std::size_t k = 0; k < tape.tangents; ++k) {
    const LineVector<Real>& d_in = l == 0 ? tape.dx[k] : tape.dh[k][l - 1];
    LineVector<Real>&dz = tape.dz[k][l], &dh = tape.dh[k][l];
    multiply(n, inputs, units, d_in.data(), weight, dz.data(), zero.data());
    for (std::size_t i = 0; i < dh.size(); ++i)
      dh[i] = tape.slope[l][i] * dz[i] + (l > 0 ? d_in[i] : Real(0));
  }
}

/// The same where one row of features is all rows' and nothing but outputs is wanted.
template <class Real>
void Mlp<Real>::outputs_of_layer(std::span<const Real> weights, std::size_t l,
                                 MlpTape<Real>& tape) const {
  const std::size_t units = shape_.units, inputs = shape_.inputs_of(l);
  const Real* in = (l == 0 ? tape.x : tape.h[l - 1]).data();
  kernels_.layer(activation_,
                 {{tape.n, units, inputs, in, inputs, 1, weights.data() + shape_.weight(l),
                   tape.h[l].data(), row_of(weights, l, tape).data()},
                  l == 0 ? nullptr : in});
}

template <class Real>
void Mlp<Real>::forward(std::span<const Real> weights, MlpTape<Real>& tape) const {
  const bool plain = tape.shared && tape.tangents == 0;  // nothing goes back, or along
  for (std::size_t l = 0; l < shape_.layers; ++l)
    plain ? outputs_of_layer(weights, l, tape) : layer(weights, l, tape);
  const std::size_t columns = shape_.columns(), units = shape_.units;
  const Real* weight = weights.data() + shape_.out_weight();
  multiply(tape.n, units, columns, tape.h.back().data(), weight, tape.out.data(),
           weights.data() + shape_.out_bias());
  const LineVector<Real> zero(columns, Real(0));
  for (std::size_t k = 0; k < tape.tangents; ++k)
    multiply(tape.n, units, columns, tape.dh[k].back().data(), weight, tape.d_out[k].data(),
             zero.data());
}

namespace {

/// row [columns] += the sum of g's rows.
template <class Real>
void add_rows(const LineVector<Real>& g, std::size_t n, std::size_t columns, Real* row) {
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < columns; ++j) row[j] += g[i * columns + j];
}

}  // namespace

template <class Real>
void Mlp<Real>::backward(const Prepared& prepared, const MlpTape<Real>& tape,
                         const LineVector<Real>& of_out,
                         const std::array<LineVector<Real>, most_tangents>& of_tangents,
                         std::span<Real> gradient) const {
  assert(!tape.shared || shape_.features == 0);
  const std::size_t n = tape.n, units = shape_.units, columns = shape_.columns();
  const LineVector<Real> zero(units, Real(0));
  LineVector<Real> g(n * units), gz(n * units);  // by h_l and by z_l
  std::array<LineVector<Real>, most_tangents> dg, dgz;
  Real* const out_weight = gradient.data() + shape_.out_weight();
  const Real* back = prepared.transposed[shape_.layers].data();
  add_outer(n, units, columns, tape.h.back().data(), of_out.data(), out_weight);
  add_rows(of_out, n, columns, gradient.data() + shape_.out_bias());
  multiply(n, columns, units, of_out.data(), back, g.data(), zero.data());
  for (std::size_t k = 0; k < tape.tangents; ++k) {
    dg[k].resize(n * units);
    dgz[k].resize(n * units);
    add_outer(n, units, columns, tape.dh[k].back().data(), of_tangents[k].data(), out_weight);
    multiply(n, columns, units, of_tangents[k].data(), back, dg[k].data(), zero.data());
  }
  for (std::size_t l = shape_.layers; l-- > 0;) {
    const std::size_t inputs = shape_.inputs_of(l);
    for (std::size_t i = 0; i < gz.size(); ++i) gz[i] = tape.slope[l][i] * g[i];
    for (std::size_t k = 0; k < tape.tangents; ++k)
      for (std::size_t i = 0; i < gz.size(); ++i) {
        gz[i] += tape.bend[l][i] * tape.dz[k][l][i] * dg[k][i];
        dgz[k][i] = tape.slope[l][i] * dg[k][i];
      }
    Real* const weight = gradient.data() + shape_.weight(l);
    add_outer(n, inputs, units, (l == 0 ? tape.x : tape.h[l - 1]).data(), gz.data(), weight);
    if (shape_.features > 0)
      add_outer(n, shape_.features, units, tape.features.data(), gz.data(),
                gradient.data() + shape_.time(l));
    add_rows(gz, n, units, gradient.data() + shape_.bias(l));
    for (std::size_t k = 0; k < tape.tangents; ++k)
      add_outer(n, inputs, units, (l == 0 ? tape.dx[k] : tape.dh[k][l - 1]).data(), dgz[k].data(),
                weight);
    if (l == 0) return;
    // h_l = h_{l-1} + f(z): what comes back goes on, too.
    const Real* to_inputs = prepared.transposed[l].data();
    multiply(n, units, units, gz.data(), to_inputs, g.data(), nullptr);
    for (std::size_t k = 0; k < tape.tangents; ++k)
      multiply(n, units, units, dgz[k].data(), to_inputs, dg[k].data(), nullptr);
  }
}

std::vector<double> first_weights(const MlpShape& shape, std::uint64_t seed) {
  constexpr std::uint32_t part = 1;
  std::vector<double> weights(shape.size(), 0.0);
  const auto fill = [&](std::size_t place, std::size_t n, std::size_t fan_in, double factor) {
    const double bound = factor * std::sqrt(3.0 / static_cast<double>(fan_in));
    for (std::size_t i = place; i < place + n; ++i) {
      const auto words = philox_block(seed, i / 4, 0, Stream::shuffle, part);
      weights[i] = bound * (2 * unit_of_word(words[i % 4]) - 1);
    }
  };
  for (std::size_t l = 0; l < shape.layers; ++l) {
    const std::size_t inputs = shape.inputs_of(l);
    fill(shape.weight(l), (inputs + shape.features) * shape.units, inputs + shape.features, 1);
  }
  for (std::size_t i = 0; i < shape.units; ++i)
    fill(shape.out_weight() + i * shape.columns(), shape.outputs, shape.units, 0.1);
  return weights;
}

template struct MlpTape<float>;
template struct MlpTape<double>;
template class Mlp<float>;
template class Mlp<double>;

}  // namespace alphabar
