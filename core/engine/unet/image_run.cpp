#include "core/engine/unet/image_run.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/base/error.h"
#include "core/engine/batch_run.h"
#include "core/engine/lowering.h"
#include "core/engine/unet/net/unet_size.h"
#include "core/engine/unet/unet_denoiser.h"
#include "core/plan/samplers/samplers.h"
#include "core/plan/timeline.h"
#include "core/rng/noise.h"
#include "core/system/memory.h"

namespace alphabar {
namespace {

/// A score is -eps_hat / s here: no row may read one that was asked for at s = 0.
void check_scores(const Plan& plan) {
  const OutputHistory history(plan);
  for (std::size_t i = 0; i < plan.rows.size(); ++i) {
    const Row& row = plan.rows[i];
    if (row.reads_score() && plan.rows[history.output(i, 0)].s == 0)
      throw BadRequest("plan", "s", "0", "s > 0 where a net that predicts eps gives the score");
  }
}

void check(const ImageRunRequest& request) {
  const auto refuse = [](const char* field, const std::string& value, const std::string& allowed) {
    throw BadRequest("pictures", field, value, allowed);
  };
  if (!request.plan) refuse("plan", "none", "a plan");
  if (!request.net) refuse("net", "none", "a net");
  check_rows(*request.plan);
  check_scores(*request.plan);
  const UNetConfig& config = request.net->config();
  if (request.count < 1 || request.count > 4096)
    refuse("count", std::to_string(request.count), "1 to 4096");
  if ((request.height == 0 || request.width == 0) && config.sample_height == 0)
    refuse("sample_size", "null", "height and width given, as config.json gives none");
  const bool led = request.use.lead != nullptr;
  const bool guided = is_guided(*request.plan) && !led;
  if (!config.takes_label() && !led && (guided || !request.labels.empty()))
    refuse("label", guided ? "guidance" : "given", "none: the net has no classes");
  if (request.labels.size() > 1 && request.labels.size() != static_cast<std::size_t>(request.count))
    refuse("labels", std::to_string(request.labels.size()), "one, or one for each picture");
  const bool any = config.class_embedding == ClassEmbedding::timestep;
  if (any && request.labels.empty() && request.use.classes.empty())
    refuse("label", "none", "a number for each picture, or one for all");
  if (led) return;  // who leads knows its classes
  for (const std::int64_t label : request.labels)
    if (any ? label < 0 || label > 1'000'000 : label < -1 || label >= config.num_class_embeds)
      refuse("label", std::to_string(label),
             any ? "0 to 1000000"
                 : "-1 for none, or 0 to " + std::to_string(config.num_class_embeds - 1));
}

int picture_height(const ImageRunRequest& request) {
  return request.height > 0 ? request.height : request.net->config().sample_height;
}

int picture_width(const ImageRunRequest& request) {
  return request.width > 0 ? request.width : request.net->config().sample_width;
}

void check_replay(const ImageRunRequest& request, std::size_t numbers) {
  if (!request.replay) {
    if (request.plan->begin == Start::data)
      throw BadRequest("pictures", "start", "the data", "a picture to begin from, or a replay",
                       "name a picture in pictures.picture");
    return;
  }
  const auto count = [](const char* field, std::size_t got, std::size_t want) {
    if (got != want)
      throw BadRequest("replay", field, std::to_string(got) + " values",
                       std::to_string(want) + " values");
  };
  count("x_init", request.replay->x_init.size(), numbers);
  count("noise", request.replay->noise.size(),
        numbers * static_cast<std::size_t>(request.plan->draws()));
}

/// Puts what runs into an ImageRun, and tells of it.
class ImageSink : public RunSink<float> {
 public:
  ImageSink(const ImageRunRequest& request, const ImageProgress& progress)
      : plan_(*request.plan),
        progress_(progress),
        x_rows_(kept_rows(plan_, {})),
        eval_rows_(evaluation_rows(plan_)) {
    run_.count = request.count;
    run_.channels = request.net->config().in_channels;
    run_.height = picture_height(request);
    run_.width = picture_width(request);
    const std::size_t row = run_.picture_size() * static_cast<std::size_t>(run_.count);
    run_.x = GrowingList<float>(row * x_rows_.size());
    run_.x0 = GrowingList<float>(row * eval_rows_.size());
    run_.eps = GrowingList<float>(row * eval_rows_.size());
    run_.out_channels = request.net->config().out_channels;
    if (request.keep_outputs)
      run_.said =
          GrowingList<float>(row / static_cast<std::size_t>(run_.channels) *
                             static_cast<std::size_t>(run_.out_channels) * eval_rows_.size());
  }

  void said(const Eigen::MatrixXf& output) { append(run_.said, output); }

  void states(std::size_t kept, Eigen::Index, const States& x) override {
    append(run_.x, x);
    run_.x_rows.push_back(x_rows_[kept]);
  }
  void outputs(std::size_t evaluation, Eigen::Index, const SplitBatch&,
               const SplitBatch& used) override {
    append(run_.x0, used.x0_hat.cast<float>());
    append(run_.eps, used.eps_hat.cast<float>());
    const int row = eval_rows_[evaluation];
    run_.eval_rows.push_back(row);
    run_.timesteps.push_back(model_->last_time());
  }
  bool wants_plain() const override { return false; }
  void rows_done(std::size_t rows) override {
    if (progress_) progress_(run_, rows);
  }

  void set_model(const UNetDenoiser& model) { model_ = &model; }
  const ImageRun& run() const { return run_; }
  ImageRun take() { return std::move(run_); }

 private:
  static void append(GrowingList<float>& to, const Eigen::MatrixXf& pictures) {
    to.append(std::span(pictures.data(), static_cast<std::size_t>(pictures.size())));
  }

  const Plan& plan_;
  const UNetDenoiser* model_ = nullptr;
  const ImageProgress& progress_;
  std::vector<int> x_rows_, eval_rows_;
  ImageRun run_;
};

/// Where the pictures begin, where that is not the generator's to say.
std::vector<double> start_of(const ImageRunRequest& request, std::size_t picture) {
  const auto n = static_cast<std::size_t>(request.count);
  std::vector<float> x = request.x_init;
  if (x.empty() && request.between && request.plan->begin == Start::prior) {
    std::vector<float> two;
    for (std::uint64_t block = 0; two.size() < 2 * picture; ++block)
      for (const double z : normal_block(request.seed, block, 0, Stream::start, request.lane))
        two.push_back(static_cast<float>(request.plan->init_scale * z));
    const auto middle = two.begin() + static_cast<std::ptrdiff_t>(picture);
    x = between_starts({two.begin(), middle},
                       {middle, middle + static_cast<std::ptrdiff_t>(picture)}, request.count);
  }
  if (!x.empty() && x.size() != n * picture)
    throw BadRequest("pictures", "x_init", std::to_string(x.size()) + " values",
                     std::to_string(n * picture) + " values");
  return {x.begin(), x.end()};
}

/// The class of every picture; empty where nothing asks for one.
std::vector<int> labels_of(const ImageRunRequest& request) {
  if (request.use.lead && request.labels.empty()) return {};
  if (!request.use.lead && !request.net->config().takes_label()) return {};
  std::vector<int> labels(static_cast<std::size_t>(request.count), -1);
  for (std::size_t i = 0; i < labels.size() && !request.labels.empty(); ++i)
    labels[i] = static_cast<int>(request.labels[request.labels.size() == 1 ? 0 : i]);
  return labels;
}

}  // namespace

ImageRun run_images(const ImageRunRequest& request, const ImageProgress& progress) {
  check(request);
  check_memory(request);
  ImageSink sink(request, progress);
  NetUse use = request.use;
  if (request.keep_outputs) use.said = [&](const Eigen::MatrixXf& output) { sink.said(output); };
  const UNetDenoiser model(*request.net, std::move(use),
                           {picture_height(request), picture_width(request)}, request.stop);
  sink.set_model(model);
  const ImageReplay start{start_of(request, sink.run().picture_size()), {}};
  const bool given = !request.replay && !start.x_init.empty();
  if (!given)
    check_replay(request, sink.run().picture_size() * static_cast<std::size_t>(request.count));
  RunRequest run;
  run.plan = request.plan;
  run.model = &model;
  run.particles = static_cast<std::size_t>(request.count);
  run.seed = request.seed;
  run.lane = request.lane;
  run.labels = labels_of(request);
  run.replay = given ? &start : request.replay;
  run.record.evaluations = true;
  run.stop = request.stop;
  run_batches<float>(run, sink, 1);
  return sink.take();
}

void check_memory(const ImageRunRequest& request) {
  const UNetConfig& config = request.net->config();
  const Plan& plan = *request.plan;
  const int height = picture_height(request), width = picture_width(request);
  const double picture = static_cast<double>(config.in_channels) * height * width;
  const double said =
      request.keep_outputs ? static_cast<double>(config.out_channels) / config.in_channels : 0;
  const double kept =
      4 * (static_cast<double>(reported_levels(plan).size()) + (2.0 + said) * plan.evaluations());
  // x, y, z, outputs, and the net's input and eps_hats in float; a batch, its split and the score
  // in double.
  const double working = 4 * (3 + 2 * Row::history + 3) + 8 * (1 + 3 + 1);
  const double replayed = request.replay ? 8 * (1.0 + plan.draws()) : 0;
  const UNetSize net = unet_size(config, height, width);
  const double each = picture * (kept + working + replayed) + 4 * net.activations;
  check_memory("pictures", "count", std::to_string(request.count),
               4 * net.parameters + request.count * each,
               "take fewer or smaller pictures, or fewer steps");
}

std::vector<float> between_starts(const std::vector<float>& a, const std::vector<float>& b,
                                  int count) {
  const auto vector = [](const std::vector<float>& of) {
    return Eigen::Map<const Eigen::VectorXf>(of.data(), static_cast<Eigen::Index>(of.size()))
        .cast<double>()
        .eval();
  };
  const Eigen::VectorXd from = vector(a), to = vector(b);
  const double angle = std::acos(std::clamp(from.dot(to) / (from.norm() * to.norm()), -1.0, 1.0));
  std::vector<float> out;
  for (int i = 0; i < count; ++i) {
    const double u = count > 1 ? static_cast<double>(i) / (count - 1) : 0;
    const bool same = angle < 1e-6;  // their sines' ratio is that of the angles
    const double p = same ? 1 - u : std::sin((1 - u) * angle) / std::sin(angle);
    const double q = same ? u : std::sin(u * angle) / std::sin(angle);
    const Eigen::VectorXf point = (p * from + q * to).cast<float>();
    out.insert(out.end(), point.begin(), point.end());
  }
  return out;
}

Plan plan_of_pictures(const Process& process, const PicturesSpec& pictures, std::size_t lane) {
  const PictureLane& of = lane_of(pictures, lane);
  bool any = by_loss(of.guide);
  for (int i = 0; i < pictures.count; ++i) any = any || class_of(pictures, i) >= 0;
  if (!any) return build_plan(process, of.sampler);
  GuidanceSpec guidance;
  guidance.kind = of.guide == PictureGuide::classifier_free   ? GuidanceKind::classifier_free
                  : of.guide == PictureGuide::classifier_ddpm ? GuidanceKind::classifier_ddpm
                                                              : GuidanceKind::classifier_ddim;
  guidance.scale = of.scale;
  guidance.sigma_low = of.sigma_low;
  guidance.sigma_high = of.sigma_high;
  guidance.plus_plus = of.plus_plus;
  return build_plan(process, of.sampler, guidance);
}

}  // namespace alphabar
