#include "core/engine/unet/guide/picture_lead.h"

#include "core/base/error.h"

namespace alphabar {
namespace {

class Brightness : public PictureLead {
 public:
  explicit Brightness(double wanted) : wanted_(wanted) {}
  bool of_prediction() const override { return true; }
  PointBatch gradient(const PointBatchView& x0_hat, const Level&,
                      std::span<const int>) const override {
    PointBatch g(x0_hat.rows(), x0_hat.cols());
    for (Eigen::Index i = 0; i < g.cols(); ++i)
      g.col(i).setConstant(wanted_ - x0_hat.col(i).mean());
    return g;
  }

 private:
  double wanted_;
};

class Nearness : public PictureLead {
 public:
  Nearness(Eigen::VectorXd target, Eigen::VectorXd weight)
      : target_(std::move(target)), weight_(std::move(weight)) {}
  bool of_prediction() const override { return true; }
  PointBatch gradient(const PointBatchView& x0_hat, const Level&,
                      std::span<const int>) const override {
    return weight_.asDiagonal() * (target_.replicate(1, x0_hat.cols()) - x0_hat);
  }

 private:
  Eigen::VectorXd target_, weight_;
};

/// 0 inside the hole, 1 outside.
Eigen::VectorXd outside_of_hole(const PictureLane& lane, const PictureShape& shape) {
  Eigen::VectorXd weight = Eigen::VectorXd::Ones(static_cast<Eigen::Index>(shape.size()));
  for (int y = 0; y < shape.height; ++y)
    for (int x = 0; x < shape.width; ++x) {
      const double u = (x + 0.5) / shape.width, v = (y + 0.5) / shape.height;
      const bool inside =
          u > lane.hole_left && u < lane.hole_right && v > lane.hole_top && v < lane.hole_bottom;
      for (int c = 0; inside && c < shape.channels; ++c)
        weight[(Eigen::Index{c} * shape.height + y) * shape.width + x] = 0;
    }
  return weight;
}

}  // namespace

std::shared_ptr<const PictureLead> loss_lead(const PictureLane& lane, const PictureShape& shape,
                                             const std::vector<float>& target) {
  if (lane.guide == PictureGuide::brightness) return std::make_shared<Brightness>(lane.brightness);
  if (!by_loss(lane.guide)) return nullptr;
  if (target.size() != shape.size())
    throw BadRequest("pictures", "picture", std::to_string(target.size()) + " values",
                     std::to_string(shape.size()) + " values");
  const Eigen::VectorXd y =
      Eigen::Map<const Eigen::VectorXf>(target.data(), static_cast<Eigen::Index>(target.size()))
          .cast<double>();
  const Eigen::VectorXd weight = lane.guide == PictureGuide::inpainting
                                     ? outside_of_hole(lane, shape)
                                     : Eigen::VectorXd::Ones(y.size()).eval();
  return std::make_shared<Nearness>(y, weight);
}

}  // namespace alphabar
