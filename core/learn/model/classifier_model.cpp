#include "core/learn/model/classifier_model.h"

#include <cmath>
#include <string>

#include "core/base/error.h"

namespace alphabar {

ClassifierModel::ClassifierModel(std::shared_ptr<const Denoiser> plain, LearnedNet classifier)
    : plain_(std::move(plain)), classifier_(std::move(classifier)) {
  if (classifier_.levels().output() != Output::logits)
    throw BadRequest("net", "objective", name_of(classifier_.levels().output()), "classifier");
}

bool ClassifierModel::has_class(int label) const {
  return label >= 0 && label < classifier_.net().form.classes;
}

namespace {

/// log softmax of every column.
PointBatch log_softmax(const PointBatch& logits) {
  PointBatch out = logits.rowwise() - logits.colwise().maxCoeff();
  const Eigen::RowVectorXd sums = out.array().exp().colwise().sum().log();
  return out.rowwise() - sums;
}

}  // namespace

PointBatch ClassifierModel::log_probabilities(const PointBatchView& x, const Level& level) const {
  const NetLevels::Shown shown = classifier_.levels().shown(level);
  return log_softmax(classifier_(shown.scale * x, shown.level, NetEvaluator::Ask::outputs).f);
}

SplitBatch ClassifierModel::split_batch(const PointBatchView& x, const Level& level,
                                        std::span<const int> classes) const {
  SplitBatch out = plain_->split_batch(x, level, {});
  if (classes.empty()) return out;
  for (const int label : classes)
    if (!has_class(label))
      throw BadRequest("guidance", "label", std::to_string(label),
                       "0 to " + std::to_string(classifier_.net().form.classes - 1),
                       "the classes that the classifier knows");
  const NetLevels::Shown shown = classifier_.levels().shown(level);
  const auto said = classifier_(shown.scale * x, shown.level, NetEvaluator::Ask::derivatives);
  const PointBatch p = log_softmax(said.f).array().exp();
  for (Eigen::Index i = 0; i < x.cols(); ++i) {
    const int label = classes.size() == 1 ? classes[0] : classes[static_cast<std::size_t>(i)];
    for (Eigen::Index k = 0; k < 2; ++k) {
      // grad log softmax[y] = grad F_y - sum p grad F.
      const PointBatch& along = said.along[static_cast<std::size_t>(k)];
      const double gradient = shown.scale * (along(label, i) - p.col(i).dot(along.col(i)));
      out.score(k, i) += gradient;
      out.eps_hat(k, i) -= level.s * gradient;
      out.x0_hat(k, i) += level.s * level.s / level.a * gradient;
    }
  }
  return out;
}

}  // namespace alphabar
