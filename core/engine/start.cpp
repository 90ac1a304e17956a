#include "core/engine/start.h"

#include <algorithm>

#include "core/model/ellipse.h"
#include "core/rng/noise.h"

namespace alphabar {

StartPoints::StartPoints(const RunRequest& request) : request_(request) {
  if (request.plan->begin != Start::data) return;
  double sum = 0;
  if (request.replay) return;
  target_ = target_of(request);
  for (const Component& c : target_->data().components) mass_.push_back(sum += c.weight);
}

Vec2 StartPoints::operator()(std::size_t particle) const {
  if (request_.replay)
    return {request_.replay->x_init[2 * particle], request_.replay->x_init[2 * particle + 1]};
  const std::uint64_t p = request_.first_particle + particle;
  const std::size_t odd = 2 * (p % 2);
  const double scale = request_.plan->init_scale;
  if (request_.plan->begin == Start::box) {
    const auto words = philox_block(request_.seed, p / 2, 0, Stream::start, request_.lane);
    return {scale * (2 * unit_of_word(words[odd]) - 1),
            scale * (2 * unit_of_word(words[odd + 1]) - 1)};
  }
  const auto block = normal_block(request_.seed, p / 2, 0, Stream::start, request_.lane);
  const Vec2 z{block[odd], block[odd + 1]};
  if (request_.plan->begin == Start::prior) return {scale * z[0], scale * z[1]};

  const auto words = philox_block(request_.seed, p / 2, 0, Stream::pick, request_.lane);
  const double target = unit_of_word(words[odd]) * mass_.back();
  const auto above = std::upper_bound(mass_.begin(), mass_.end(), target);
  const auto k = std::min(static_cast<std::size_t>(above - mass_.begin()), mass_.size() - 1);
  const Component& c = target_->data().components[k];
  const Point e = point_of(c.std).cwiseProduct(point_of(z));
  return vec2_of(point_of(c.mean) + axes_of(c) * e);
}

}  // namespace alphabar
