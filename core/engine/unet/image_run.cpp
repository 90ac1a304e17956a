#include "core/engine/unet/image_run.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "core/base/error.h"
#include "core/engine/unet/net/unet_size.h"
#include "core/engine/unet/net_training.h"
#include "core/plan/samplers/samplers.h"
#include "core/plan/timeline.h"
#include "core/rng/noise.h"
#include "core/system/memory.h"

namespace alphabar {
namespace {

using Pictures = std::vector<float>;  // one row: [picture][channel][height][width]

// The newest four outputs, newest first. Pushing turns the oldest into the newest.
class History {
 public:
  Pictures& push(bool replace_newest) {
    if (!(replace_newest && filled_ > 0)) {
      std::rotate(rows_.begin(), rows_.end() - 1, rows_.end());
      filled_ = std::min(filled_ + 1, rows_.size());
    }
    return rows_[0];
  }
  const Pictures& at(std::size_t age) const {
    if (age >= filled_)
      throw BadRequest("plan", "history", std::to_string(age),
                       "outputs that were made: " + std::to_string(filled_));
    return rows_[age];
  }

 private:
  std::array<Pictures, Row::history> rows_;
  std::size_t filled_ = 0;
};

void check(const ImageRunRequest& request) {
  const auto refuse = [](const char* field, const std::string& value, const std::string& allowed) {
    throw BadRequest("pictures", field, value, allowed);
  };
  if (!request.plan) refuse("plan", "none", "a plan");
  if (!request.net) refuse("net", "none", "a net");
  const UNetConfig& config = request.net->config();
  if (config.in_channels != config.out_channels)
    refuse("out_channels", std::to_string(config.out_channels),
           "as many as in_channels, " + std::to_string(config.in_channels));
  if (request.count < 1 || request.count > 4096)
    refuse("count", std::to_string(request.count), "1 to 4096");
  if ((request.height == 0 || request.width == 0) && config.sample_size == 0)
    refuse("sample_size", "null", "height and width given, as config.json gives none");
  const bool guided =
      std::ranges::any_of(request.plan->rows, [](const Row& r) { return r.w != 0; });
  if (config.num_class_embeds == 0 && (guided || !request.labels.empty()))
    refuse("label", guided ? "guidance" : "given", "none: the net has no classes");
  if (request.labels.size() > 1 && request.labels.size() != static_cast<std::size_t>(request.count))
    refuse("labels", std::to_string(request.labels.size()), "one, or one for each picture");
  for (const std::int64_t label : request.labels)
    if (label < -1 || label >= config.num_class_embeds)
      refuse("label", std::to_string(label),
             "-1 for none, or 0 to " + std::to_string(config.num_class_embeds - 1));
}

int picture_height(const ImageRunRequest& request) {
  return request.height > 0 ? request.height : request.net->config().sample_size;
}

int picture_width(const ImageRunRequest& request) {
  return request.width > 0 ? request.width : request.net->config().sample_size;
}

class Run {
 public:
  Run(const ImageRunRequest& request, const ImageProgress& progress)
      : request_(request), progress_(progress), trained_(request.trained) {
    if (!trained_.discrete())
      throw BadRequest("pictures", "trained process", "continuous in t", "one with timesteps 1..T");
    const UNetConfig& config = request.net->config();
    out_.count = request.count;
    out_.channels = config.in_channels;
    out_.height = picture_height(request);
    out_.width = picture_width(request);
    size_ = out_.picture_size() * static_cast<std::size_t>(out_.count);
    const auto evaluations = static_cast<std::size_t>(request.plan->evaluations());
    out_.x = GrowingList<float>(size_ * reported_levels(*request.plan).size());
    out_.x0 = GrowingList<float>(size_ * evaluations);
    out_.eps = GrowingList<float>(size_ * evaluations);
    if (config.num_class_embeds > 0) {
      none_.assign(static_cast<std::size_t>(out_.count), config.num_class_embeds - 1);
      wanted_ = none_;
      for (std::size_t i = 0; i < wanted_.size() && !request.labels.empty(); ++i) {
        const std::int64_t label = request.labels[request.labels.size() == 1 ? 0 : i];
        if (label >= 0) wanted_[i] = label;
      }
    }
    check_replay();
  }

  ImageRun go() {
    const std::vector<Row>& rows = request_.plan->rows;
    start();
    report(-1, x_);
    tell(0);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (rows[i].evaluate) evaluate(rows[i], static_cast<int>(i));
      move(rows[i]);
      if (rows[i].report != Report::none) report(static_cast<int>(i), y_);
      tell(i + 1);
    }
    return std::move(out_);
  }

 private:
  void check_replay() const {
    if (!request_.replay) {
      if (request_.plan->begin == Start::data)
        throw BadRequest("pictures", "start", "the data", "a replay that gives x_init");
      return;
    }
    const auto count = [](const char* field, std::size_t got, std::size_t want) {
      if (got != want)
        throw BadRequest("replay", field, std::to_string(got) + " values",
                         std::to_string(want) + " values");
    };
    count("x_init", request_.replay->x_init.size(), size_);
    count("noise", request_.replay->noise.size(),
          size_ * static_cast<std::size_t>(request_.plan->draws()));
  }

  void tell(std::size_t done) const {
    if (progress_) progress_(out_, done);
  }

  void report(int row, const Pictures& pictures) {
    out_.x.append(pictures);
    out_.x_rows.push_back(row);
  }

  // Draw number `draw` of a stream, element by element.
  template <class Use>
  void each_normal(std::uint32_t draw, Stream stream, const Use& use) const {
    for (std::size_t e = 0; e < size_; e += 4) {
      const auto block = normal_block(request_.seed, e / 4, draw, stream, request_.lane);
      for (std::size_t i = 0; i < 4 && e + i < size_; ++i) use(e + i, block[i]);
    }
  }

  void start() {
    const double scale = request_.plan->init_scale;
    x_.resize(size_);
    if (request_.replay) {
      std::ranges::transform(request_.replay->x_init, x_.begin(),
                             [](double v) { return static_cast<float>(v); });
    } else if (request_.plan->begin == Start::box) {
      for (std::size_t e = 0; e < size_; ++e) {
        const auto words = philox_block(request_.seed, e / 4, 0, Stream::start, request_.lane);
        x_[e] = static_cast<float>(scale * (2 * unit_of_word(words[e % 4]) - 1));
      }
    } else {
      each_normal(0, Stream::start,
                  [&](std::size_t e, double z) { x_[e] = static_cast<float>(scale * z); });
    }
    y_ = x_;
  }

  // eps_hat of the net for the given classes at y, into `eps`.
  void ask(double shrink, double t, const std::vector<std::int64_t>& labels, Pictures& eps) {
    if (request_.stop.stop_requested()) throw Cancelled();
    input_.resize(size_);
    for (std::size_t e = 0; e < size_; ++e)
      input_[e] = shrink == 1 ? y_[e] : static_cast<float>(shrink * y_[e]);
    const std::vector<float> times(static_cast<std::size_t>(out_.count), static_cast<float>(t));
    eps.resize(size_);
    request_.net->forward(std::span<const float>(input_), out_.count, out_.height, out_.width,
                          std::span<const float>(times), labels, std::span<float>(eps));
  }

  void evaluate(const Row& row, int index) {
    const double length = std::hypot(row.a, row.s);
    const double shrink = std::abs(length - 1) < 1e-9 ? 1 : 1 / length;
    const double sigma = Level{0, row.a, row.s}.sigma();
    const double t = net_timestep(trained_, sigma);
    Pictures& e = eps_.push(row.replace_newest);
    Pictures& d = x0_.push(row.replace_newest);
    const bool conditional = !none_.empty() && row.w == 1;
    ask(shrink, t, conditional ? wanted_ : none_, e);
    if (row.w != 0 && !conditional) {
      ask(shrink, t, wanted_, guided_);
      for (std::size_t i = 0; i < size_; ++i)
        e[i] = static_cast<float>(e[i] + row.w * (static_cast<double>(guided_[i]) - e[i]));
    }
    d.resize(size_);
    const Level noisiest = trained_.at(trained_.T());
    if (sigma <= noisiest.sigma() * (1 + 1e-9)) {
      for (std::size_t i = 0; i < size_; ++i)
        d[i] = static_cast<float>((y_[i] - row.s * e[i]) / row.a);
    } else {
      // Noisier than anything the net has seen (a cosine schedule's first levels, zero SNR): its
      // x0_hat at its own noisiest level, and the eps_hat that goes with it here. The other way
      // round an error of eps_hat would be divided by a, down to 0.
      for (std::size_t i = 0; i < size_; ++i) {
        d[i] = static_cast<float>((input_[i] - noisiest.s * e[i]) / noisiest.a);
        e[i] = static_cast<float>((y_[i] - row.a * d[i]) / row.s);
      }
    }
    s_ = row.s;
    out_.x0.append(d);
    out_.eps.append(e);
    out_.eval_rows.push_back(index);
    out_.timesteps.push_back(t);
  }

  void draw() {
    z_.resize(size_);
    if (request_.replay) {
      const double* from = request_.replay->noise.data() + draws_ * size_;
      std::transform(from, from + size_, z_.begin(),
                     [](double v) { return static_cast<float>(v); });
    } else {
      each_normal(static_cast<std::uint32_t>(draws_), Stream::noise,
                  [&](std::size_t e, double z) { z_[e] = static_cast<float>(z); });
    }
    ++draws_;
  }

  // The score of the newest output: -eps_hat / s.
  double score(std::size_t element) const { return -eps_.at(0)[element] / s_; }

  double corrector_step(const Row& row) const {
    double norm_z = 0, norm_s = 0;
    const std::size_t one = out_.picture_size();
    for (std::size_t begin = 0; begin < size_; begin += one) {
      double zz = 0, ss = 0;
      for (std::size_t e = begin; e < begin + one; ++e) {
        zz += static_cast<double>(z_[e]) * z_[e];
        ss += score(e) * score(e);
      }
      norm_z += std::sqrt(zz);
      norm_s += std::sqrt(ss);
    }
    return langevin_step(row.snr, row.alpha, norm_z, norm_s);
  }

  void move(const Row& row) {
    if (row.draws()) draw();
    double c_s = row.c_s, c_z = row.c_z;
    if (row.snr > 0) {
      c_s = corrector_step(row);
      c_z = std::sqrt(2 * c_s);
    }
    if (c_s != 0 && s_ == 0)
      throw BadRequest("plan", "s", "0", "s > 0 where a net that predicts eps gives the score");
    sum_.assign(size_, 0.0);
    const auto add = [&](double factor, const Pictures& from) {
      if (factor == 0) return;
      for (std::size_t e = 0; e < size_; ++e) sum_[e] += factor * from[e];
    };
    add(row.c_x, x_);
    for (std::size_t age = 0; age < Row::history; ++age) {
      if (row.c_d[age] != 0) add(row.c_d[age], x0_.at(age));
      if (row.c_e[age] != 0) add(row.c_e[age], eps_.at(age));
    }
    if (c_s != 0) add(-c_s / s_, eps_.at(0));
    add(c_z, z_);
    std::ranges::transform(sum_, y_.begin(), [](double v) { return static_cast<float>(v); });
    if (row.commit) x_ = y_;
  }

  const ImageRunRequest& request_;
  const ImageProgress& progress_;
  const Process trained_;
  ImageRun out_;
  std::size_t size_ = 0;
  std::vector<std::int64_t> none_, wanted_;
  Pictures x_, y_, z_, input_, guided_;
  std::vector<double> sum_;
  History x0_, eps_;
  double s_ = 0;  // of the newest evaluation
  std::size_t draws_ = 0;
};

}  // namespace

ImageRun run_images(const ImageRunRequest& request, const ImageProgress& progress) {
  check(request);
  check_memory(request);
  return Run(request, progress).go();
}

void check_memory(const ImageRunRequest& request) {
  const UNetConfig& config = request.net->config();
  const Plan& plan = *request.plan;
  const int height = picture_height(request), width = picture_width(request);
  const double picture = static_cast<double>(config.in_channels) * height * width;
  const double kept =
      4 * (static_cast<double>(reported_levels(plan).size()) + 2.0 * plan.evaluations());
  const double working = 4 * (5 + 2 * Row::history) + 8;  // x, y, z, input, guided, outputs; sum
  const double replayed = request.replay ? 8 * (1.0 + plan.draws()) : 0;
  const UNetSize net = unet_size(config, height, width);
  const double each = picture * (kept + working + replayed) + 4 * net.activations;
  check_memory("pictures", "count", std::to_string(request.count),
               4 * net.parameters + request.count * each,
               "take fewer or smaller pictures, or fewer steps");
}

Plan plan_of_pictures(const Process& process, const PicturesSpec& pictures) {
  GuidanceSpec guidance;
  if (pictures.label >= 0)
    guidance = {GuidanceKind::classifier_free, pictures.scale, pictures.label};
  return build_plan(process, pictures.sampler, guidance);
}

}  // namespace alphabar
