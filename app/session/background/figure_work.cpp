#include "app/session/background/figure_work.h"

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/engine/cpu/cpu_engine.h"

namespace alphabar {
namespace {

constexpr int paths_of_a_lane = 40;

}  // namespace

std::string net_named(const Derived& derived) {
  for (const Lane& lane : derived.lanes)
    if (lane.model_spec.kind == ModelKind::learned && !lane.model_spec.net.empty())
      return lane.model_spec.net;
  return "";
}

bool FigureWork::SpaceTimeKey::operator==(const SpaceTimeKey& other) const {
  return start == other.start && forward == other.forward && same_lanes(of, other.of);
}

FigureWork::FigureWork()
    : plots_([this](const PlotsKey& key, const PlotsMaker::Publish& publish, std::stop_token stop) {
        make_plots(key, publish, stop);
      }),
      space_time_([this](const SpaceTimeKey& key, const SpaceTimeMaker::Publish& publish,
                         std::stop_token stop) { make_space_time(key, publish, stop); }),
      plane_([](const std::shared_ptr<const PictureRuns>& key, const auto& publish,
                std::stop_token stop) {
        publish(std::make_shared<const PicturePlane>(alphabar::picture_plane(key, stop)));
      }),
      net_([](const NetKey& key, const auto& publish, std::stop_token stop) {
        publish(std::make_shared<const NetPicture>(net_picture(key.net, key.map, stop)));
      }) {}

bool FigureWork::PlotsKey::operator==(const PlotsKey& other) const {
  const bool of_lanes =
      std::ranges::any_of(kinds, [](PlotKind kind) { return plot_info(kind).of_lanes; });
  return kinds == other.kinds && of.process == other.of.process && of.target == other.of.target &&
         (!of_lanes || same_lanes(of, other.of));
}

std::shared_ptr<const SlowPlots> FigureWork::plots(const Derived& derived, const ViewSpec& view) {
  PlotsKey key{derived, {}};
  for (const PlotSpec& plot : view.plots)
    if (plot_info(plot.kind).make_slowly && !std::ranges::count(key.kinds, plot.kind))
      key.kinds.push_back(plot.kind);
  if (key.kinds.empty()) return nullptr;
  plots_.ask(std::move(key));
  const auto made = plots_.value();
  if (!made || (made->of.process == derived.process && made->of.target == derived.target &&
                same_lanes(made->of, derived)))
    return made;
  auto kept = std::make_shared<SlowPlots>(*made);
  kept->keep(derived);
  return kept;
}

void FigureWork::make_plots(const PlotsKey& key, const PlotsMaker::Publish& publish,
                            std::stop_token stop) {
  slow_.keep(key.of);
  for (const PlotKind kind : key.kinds) {
    if (slow_.data.contains(kind)) continue;
    PlotData made;
    try {
      made = plot_info(kind).make_slowly(key.of, stop);
    } catch (const Cancelled&) {
      throw;
    } catch (const std::exception& problem) {  // the other plots can be made all the same
      made = pending_data(kind);
      made.none = problem.what();
    }
    slow_.data[kind] = std::move(made);
    publish(std::make_shared<const SlowPlots>(slow_));
  }
}

std::shared_ptr<const SpaceTimePicture> FigureWork::space_time(const Derived& derived,
                                                               const ViewSpec& view) {
  space_time_.ask({derived, view.space_time_start, view.forward_paths});
  const std::string problem = space_time_.error();
  if (problem.empty()) return space_time_.value();
  auto none = std::make_shared<SpaceTimePicture>();
  none->problem = problem;
  return none;
}

void FigureWork::make_space_time(const SpaceTimeKey& key, const SpaceTimeMaker::Publish& publish,
                                 std::stop_token stop) {
  if (!engine_) engine_ = std::make_unique<CpuEngine>(CpuOptions{.threads = 1});
  if (!made_ || !same_lanes(made_->of, key.of)) {
    made_.reset();
    picture_.density = space_time_density(key.of, stop);
    picture_.ensemble = space_time_ensemble(key.of, *engine_, paths_of_a_lane, stop);
  }
  picture_.forward.clear();
  if (key.forward) picture_.forward = space_time_forward(key.of, paths_of_a_lane);
  picture_.chosen = space_time_chosen(key.of, *engine_, key.start);
  made_ = std::make_unique<SpaceTimeKey>(key);
  publish(std::make_shared<const SpaceTimePicture>(picture_));
}

std::shared_ptr<const PicturePlane> FigureWork::picture_plane(
    const std::shared_ptr<const PictureRuns>& pictures) {
  // One that is being made is finished first: of a run under way there would else be none.
  if (plane_.idle()) plane_.ask(pictures);
  return plane_.value();
}

std::shared_ptr<const NetPicture> FigureWork::net(const Derived& derived, const ViewSpec& view) {
  std::string name = net_named(derived);
  if (name.empty()) return nullptr;
  net_.ask({std::move(name), {view.net_map, view.net_sigma, {view.center, view.half_height}}});
  return net_.value();
}

bool FigureWork::wait(std::chrono::milliseconds timeout) {
  return wait_for_all(timeout, plots_, space_time_, plane_, net_);
}

}  // namespace alphabar
