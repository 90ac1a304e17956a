#include "core/learn/losses/net_loss.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace alphabar {

template <class Real>
NetLoss<Real>::NetLoss(const NetLevels& net)
    : net_(net),
      page_(loss_page(net.form().training.objective)),
      mlp_(net.shape(), net.form().training.net.activation) {}

namespace {

/// How many directions a loss asks for.
std::size_t tangents_of(LossForm form) {
  return form == LossForm::divergence ? 2 : form == LossForm::sliced ? 1 : 0;
}

constexpr std::size_t part_size = 256;  ///< rows at a time: what stays in the second cache

}  // namespace

template <class Real>
void NetLoss<Real>::fill(const LossBatch& batch, const Part& part, std::size_t tangents) {
  const MlpShape& shape = mlp_.shape();
  tape_.resize(shape, part.n, tangents, false);
  const Level one{0, 1, net_.form().training.sigma};
  for (std::size_t i = 0; i < part.n; ++i) {
    const std::size_t at = part.first + i;
    const Level& level = part.negatives ? one : batch.levels[at];
    const Vec2 x = part.negatives ? batch.negatives[at] : batch.x(at);
    const double scale = net_.input_scale(level);
    net_.features(level, tape_.features.data() + i * shape.features);
    for (std::size_t c = 0; c < 2; ++c) {
      tape_.x[2 * i + c] = static_cast<Real>(scale * x[c]);
      for (std::size_t k = 0; k < tangents; ++k) {
        const double along = tangents == 1 ? batch.slices[at][c] : c == k ? 1.0 : 0.0;
        tape_.dx[k][2 * i + c] = static_cast<Real>(scale * along);
      }
    }
  }
  of_out_.assign(tape_.out.size(), Real(0));
  for (std::size_t k = 0; k < tangents; ++k) of_tangents_[k].assign(tape_.out.size(), Real(0));
}

template <class Real>
double NetLoss<Real>::regression(const LossBatch& batch, const Part& part) {
  const std::size_t columns = mlp_.shape().columns();
  double sum = 0;
  for (std::size_t i = 0; i < part.n; ++i) {
    const std::size_t at = part.first + i;
    const Level& level = batch.levels[at];
    const OutputForm form = output_form(net_.output(), level, net_.form().data_std);
    const double weight = page_.weight(net_, level);
    for (std::size_t c = 0; c < 2; ++c) {
      const double target = form.t_d * batch.x0[at][c] + form.t_e * batch.eps[at][c];
      const double miss = static_cast<double>(tape_.out[i * columns + c]) - target;
      sum += weight * miss * miss;
      of_out_[i * columns + c] = static_cast<Real>(2 * weight * miss);
    }
  }
  return sum;
}

/// |F|^2 / 2 + div F, or + v . (dF/dx v).
template <class Real>
double NetLoss<Real>::implicit(const LossBatch& batch, const Part& part) {
  const std::size_t columns = mlp_.shape().columns();
  double sum = 0;
  for (std::size_t i = 0; i < part.n; ++i)
    for (std::size_t c = 0; c < 2; ++c) {
      const std::size_t e = i * columns + c;
      const double f = static_cast<double>(tape_.out[e]);
      sum += f * f / 2;
      of_out_[e] = static_cast<Real>(f);
      if (tape_.tangents == 2) {
        sum += static_cast<double>(tape_.d_out[c][e]);
        of_tangents_[c][e] = Real(1);
      } else {
        const double v = batch.slices[part.first + i][c];
        sum += v * static_cast<double>(tape_.d_out[0][e]);
        of_tangents_[0][e] = static_cast<Real>(v);
      }
    }
  return sum;
}

/// E + decay E^2 of the data, -E + decay E^2 of the negatives, each a mean of its own.
template <class Real>
double NetLoss<Real>::contrast(const LossBatch& /*batch*/, const Part& part) {
  const std::size_t columns = mlp_.shape().columns();
  const double decay = net_.form().training.energy_decay, sign = part.negatives ? -1 : 1;
  double sum = 0;
  for (std::size_t i = 0; i < part.n; ++i) {
    const double energy = static_cast<double>(tape_.out[i * columns]);
    sum += sign * energy + decay * energy * energy;
    of_out_[i * columns] = static_cast<Real>(sign + 2 * decay * energy);
  }
  return sum;
}

template <class Real>
double NetLoss<Real>::cross_entropy(const LossBatch& batch, const Part& part) {
  const std::size_t columns = mlp_.shape().columns(), classes = mlp_.shape().outputs;
  double sum = 0;
  for (std::size_t i = 0; i < part.n; ++i) {
    const Real* logits = tape_.out.data() + i * columns;
    const auto label = static_cast<std::size_t>(batch.labels[part.first + i]);
    const double largest = static_cast<double>(*std::max_element(logits, logits + classes));
    double total = 0;
    for (std::size_t c = 0; c < classes; ++c)
      total += std::exp(static_cast<double>(logits[c]) - largest);
    sum += std::log(total) + largest - static_cast<double>(logits[label]);
    for (std::size_t c = 0; c < classes; ++c)
      of_out_[i * columns + c] = static_cast<Real>(
          std::exp(static_cast<double>(logits[c]) - largest) / total - (c == label ? 1 : 0));
  }
  return sum;
}

/// The part's share of the sum; fills of_out_ and of_tangents_ with its derivatives.
template <class Real>
double NetLoss<Real>::part_of(const LossBatch& batch, const Part& part) {
  switch (page_.form) {
    case LossForm::regression: return regression(batch, part);
    case LossForm::divergence:
    case LossForm::sliced: return implicit(batch, part);
    case LossForm::contrast: return contrast(batch, part);
    case LossForm::cross_entropy: break;
  }
  return cross_entropy(batch, part);
}

template <class Real>
double NetLoss<Real>::all(std::span<const Real> weights, const LossBatch& batch,
                          std::span<Real>* gradient) {
  const std::size_t tangents = tangents_of(page_.form);
  const auto prepared =
      gradient ? mlp_.prepare(weights) : typename Mlp<Real>::Prepared{weights, {}};
  double loss = 0;
  const auto add = [&](std::size_t count, bool negatives) {
    const double share = 1 / static_cast<double>(count);
    for (std::size_t first = 0; first < count; first += part_size) {
      const Part part{first, std::min(part_size, count - first), negatives};
      fill(batch, part, tangents);
      mlp_.forward(weights, tape_);
      loss += share * part_of(batch, part);
      if (!gradient) continue;
      for (Real& g : of_out_) g *= static_cast<Real>(share);
      for (std::size_t k = 0; k < tangents; ++k)
        for (Real& g : of_tangents_[k]) g *= static_cast<Real>(share);
      mlp_.backward(prepared, tape_, of_out_, of_tangents_, *gradient);
    }
  };
  add(batch.size(), false);
  if (page_.form == LossForm::contrast) add(batch.negatives.size(), true);
  return loss;
}

template <class Real>
double NetLoss<Real>::value(std::span<const Real> weights, const LossBatch& batch) {
  return all(weights, batch, nullptr);
}

template <class Real>
double NetLoss<Real>::gradient(std::span<const Real> weights, const LossBatch& batch,
                               std::span<Real> gradient) {
  std::fill(gradient.begin(), gradient.end(), Real(0));
  return all(weights, batch, &gradient);
}

template <class Real>
void NetLoss<Real>::langevin_step(std::span<const Real> weights, double h, std::span<const Vec2> z,
                                  std::span<Vec2> x) {
  assert(page_.form == LossForm::contrast);
  LossBatch batch;
  batch.negatives.assign(x.begin(), x.end());
  const std::size_t columns = mlp_.shape().columns();
  for (std::size_t first = 0; first < x.size(); first += part_size) {
    const Part part{first, std::min(part_size, x.size() - first), true};
    fill(batch, part, 2);
    mlp_.forward(weights, tape_);
    for (std::size_t i = 0; i < part.n; ++i)
      for (std::size_t c = 0; c < 2; ++c) {
        const double score = -static_cast<double>(tape_.d_out[c][i * columns]);
        x[first + i][c] += h * score + std::sqrt(2 * h) * z[first + i][c];
      }
  }
}

template class NetLoss<float>;
template class NetLoss<double>;

}  // namespace alphabar
