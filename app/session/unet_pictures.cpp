#include "app/session/unet_pictures.h"

#include <algorithm>
#include <chrono>
#include <optional>

#include "app/session/unet_outline.h"
#include "core/base/error.h"
#include "core/base/path_text.h"
#include "core/engine/unet/lanes/picture_lane_run.h"
#include "core/engine/unet/unet_denoiser.h"
#include "core/plan/timeline.h"
#include "core/runs/net_outline.h"
#include "core/runs/picture_rows.h"

namespace alphabar {
namespace {

using Clock = std::chrono::steady_clock;

std::shared_ptr<const PictureRun> snapshot(const ImageRun& run, const PictureLaneRun& lane,
                                           const PicturesSpec& spec, std::size_t place) {
  auto shown = std::make_shared<PictureRun>();
  shown->spec = spec;
  shown->lane = place;
  shown->plan = lane.plan;
  shown->pictures = run.count;
  shown->channels = run.channels;
  shown->height = run.height;
  shown->width = run.width;
  shown->x = run.x;
  shown->x0 = run.x0;
  shown->eps = run.eps;
  shown->rows_done = static_cast<int>(run.x_rows.size());
  shown->notices = lane.notices;
  return shown;
}

}  // namespace

UNetPictures::Key UNetPictures::key_of(const Scene& scene, std::size_t lane) {
  Key key{scene.process, scene.seed, scene.pictures, {}};
  static_cast<PictureLane&>(key.spec) = PictureLane(lane_of(scene.pictures, lane));
  key.spec.beside.clear();
  key.spec.name.clear();
  if (!key.spec.picture.empty()) {
    std::error_code ignored;  // reading it tells why it cannot be
    key.picture = std::filesystem::last_write_time(path_of(key.spec.picture), ignored);
  }
  return key;
}

/// The lanes of one job, as they come.
class UNetPictures::Job {
 public:
  Job(UNetPictures& of, const PictureJob& job)
      : of_(of),
        job_(job),
        spec_(job.scene.pictures),
        training_(net_training(of.folder_, spec_.assume)),
        runs_(lanes_of(spec_)),
        keys_(lanes_of(spec_)) {}

  void run() {
    take_done();
    prepare();
    for (const auto& [place, lane] : to_run_) run_lane(place, lane);
    if (to_run_.empty()) publish();
  }

 private:
  struct Prepared {
    std::size_t place;
    PictureLaneRun lane;
  };

  PictureNet net() const { return {*of_.net_, of_.folder_, training_}; }

  /// What ran for the lanes as they are, at once.
  void take_done() {
    for (std::size_t i = 0; i < runs_.size(); ++i) {
      if (lane_of(spec_, i).muted) continue;
      keys_[i] = key_of(job_.scene, i);
      const auto known = std::ranges::find(of_.done_, *keys_[i], &Done::key);
      if (known == of_.done_.end()) continue;
      auto run = std::make_shared<PictureRun>(*known->run);
      run->spec = spec_;
      run->lane = i;
      runs_[i] = std::move(run);
    }
    std::erase_if(of_.done_, [&](const Done& known) {
      return std::ranges::find(keys_, std::optional(known.key)) == keys_.end();
    });
  }

  void prepare() {
    std::optional<BadRequest> first;
    for (std::size_t i = 0; i < runs_.size(); ++i) {
      if (runs_[i] || !keys_[i]) continue;
      try {
        to_run_.push_back({i, picture_lane_run(job_.scene, i, net())});
        evaluations_ += to_run_.back().lane.plan.evaluations();
      } catch (const BadRequest& problem) {
        problems_.push_back("Lane " + std::to_string(i + 1) + ": " + problem.what());
        if (!first) first = problem;
      }
    }
    const bool any = std::ranges::any_of(runs_, [](const auto& run) { return run != nullptr; });
    if (first && to_run_.empty() && !any) throw *first;
  }

  void run_lane(std::size_t place, const PictureLaneRun& lane) {
    ImageRunRequest request = lane.request(net(), job_.scene);
    request.stop = job_.stop;
    const int before = done_;
    try {
      run_images(request, [&](const ImageRun& run, std::size_t) {
        if (job_.stop.stop_requested()) throw Cancelled();
        runs_[place] = snapshot(run, lane, spec_, place);
        done_ = before + static_cast<int>(run.eval_rows.size());
        publish();
      });
    } catch (const BadRequest& problem) {  // of a plan that does not fit pictures
      if (lanes_of(spec_) == 1) throw;
      problems_.push_back("Lane " + std::to_string(place + 1) + ": " + problem.what());
      runs_[place] = nullptr;
      done_ = before + lane.plan.evaluations();
      return publish();
    }
    of_.done_.push_back({*keys_[place], runs_[place]});
    ++of_.runs_;
  }

  void publish() {
    auto shown = std::make_shared<PictureRuns>();
    for (const auto& run : runs_)
      if (run) shown->lanes.push_back(run);
    if (shown->lanes.empty()) return;
    shown->problems = problems_;
    shown->net = of_.outline_;
    shown->progress = evaluations_ > 0 ? static_cast<double>(done_) / evaluations_ : 1;
    const double seconds = std::chrono::duration<double>(Clock::now() - began_).count();
    if (done_ > 0) shown->seconds_left = seconds / done_ * (evaluations_ - done_);
    job_.publish(std::move(shown));
  }

  UNetPictures& of_;
  const PictureJob& job_;
  const PicturesSpec& spec_;
  const NetTraining training_;
  std::vector<std::shared_ptr<const PictureRun>> runs_;  // of each lane
  std::vector<std::optional<Key>> keys_;
  std::vector<Prepared> to_run_;
  std::vector<std::string> problems_;
  const Clock::time_point began_ = Clock::now();
  int evaluations_ = 0, done_ = 0;
};

/// The outline with the embeddings of times, of a net that was trained so.
void UNetPictures::outline(const NetTraining& training) {
  auto made = std::make_shared<NetOutline>(net_outline(net_->config(), folder_.name()));
  if (training.source != NetTraining::Source::nothing) add_embeddings(*made, *net_, training);
  outline_ = std::move(made);
  const std::lock_guard lock(open_->mutex);
  open_->model = model_;
  open_->net = net_;
  open_->training = training;
}

void UNetPictures::load(const PictureJob& job) {
  const std::string& model = job.scene.pictures.model;
  if (net_ && model_ == model && device_ == job.device) return;
  net_.reset();
  outline_.reset();
  done_.clear();
  {
    const std::lock_guard lock(open_->mutex);
    open_->net.reset();
  }
  UNetProcessOptions options;
  options.program = program_;
  options.low_priority = job.low_priority;
  options.stop = job.stop;
  options.end = job.end;
  options.device = job.device;
  options.progress = job.reading;
  const ModelFolder folder = model_folder(find_model(model));
  if (job.reading) job.reading(0);
  net_ = std::make_shared<UNetProcess>(folder.folder, options);
  folder_ = folder;
  model_ = model;
  device_ = job.device;
  if (job.reading) job.reading(-1);
}

std::shared_ptr<const NetInside> UNetPictures::look_inside(const PictureMoment& moment) const {
  const PictureRun& run = *moment.run;
  std::shared_ptr<UNet> net;
  NetUse use;
  {
    const std::lock_guard lock(open_->mutex);
    if (open_->model != run.spec.model || !open_->net) return nullptr;
    net = open_->net;
    use.training = open_->training;
  }
  const std::vector<Level> levels = reported_levels(run.plan);
  int row = std::min(moment.row, run.rows_done - 1);
  while (row > 0 && levels[static_cast<std::size_t>(row)].s <= 0) --row;  // nothing is asked there
  const std::span<const float> x = picture_of(run, PictureRows::x, row, moment.picture);
  if (x.empty()) return nullptr;
  const UNetDenoiser model(*net, std::move(use), {run.height, run.width});
  const Eigen::VectorXd state =
      Eigen::Map<const Eigen::VectorXf>(x.data(), std::ssize(x)).cast<double>();
  auto seen = std::make_shared<NetInside>();
  seen->of = {moment.run, row, moment.picture};
  std::vector<BlockPass> passes =
      model.watch(state, levels[static_cast<std::size_t>(row)], class_of(run.spec, moment.picture));
  for (BlockPass& pass : passes)
    seen->blocks.push_back(
        {pass.seconds, pass.height, pass.width, pass.maps, std::move(pass.activations)});
  return seen;
}

void UNetPictures::operator()(const PictureJob& job) {
  load(job);
  try {
    const std::string& assume = job.scene.pictures.assume;
    if (!outline_ || assumed_ != assume) outline(net_training(folder_, assume));
    assumed_ = assume;
    Job(*this, job).run();
  } catch (const Failed&) {
    net_.reset();  // its process may be gone: the next strip gets another
    outline_.reset();
    throw;
  }
}

}  // namespace alphabar
