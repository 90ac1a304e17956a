#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "app/session/background/maker.h"
#include "app/session/background/net_picture.h"
#include "core/derive/derived.h"
#include "core/figures/pictures/picture_plane.h"
#include "core/figures/plots/plot_table.h"
#include "core/figures/space_time_data.h"
#include "core/scene/scene.h"

namespace alphabar {

/// The net that the first of the lanes on one asks by name; empty: none does.
std::string net_named(const Derived& derived);

/// The pictures of a scene that take longer than a frame and need no run of its lanes.
class FigureWork {
 public:
  FigureWork();

  /// The slow plots among those that `view` shows; begins to make those that are missing. What is
  /// returned is of this process and model; null: none is there yet.
  std::shared_ptr<const SlowPlots> plots(const Derived& derived, const ViewSpec& view);

  /// The newest picture of the lanes over time, perhaps of an earlier scene; begins to make this
  /// scene's. Null: none is there yet.
  std::shared_ptr<const SpaceTimePicture> space_time(const Derived& derived, const ViewSpec& view);

  /// The pictures' states in their plane, perhaps of a snapshot before; begins to make this one's.
  /// Null: none is there yet.
  std::shared_ptr<const PicturePlane> picture_plane(
      const std::shared_ptr<const PictureRuns>& pictures);

  /// What there is to show of the first learned net that the lanes ask by name, perhaps of one
  /// before. Null: there is no such net, or nothing yet.
  std::shared_ptr<const NetPicture> net(const Derived& derived, const ViewSpec& view);

  /// Until everything that was asked for is made; false: the time is up.
  bool wait(std::chrono::milliseconds timeout);

 private:
  struct PlotsKey {
    Derived of;
    std::vector<PlotKind> kinds;
    bool operator==(const PlotsKey& other) const;
  };
  struct SpaceTimeKey {
    Derived of;
    double start = 0;
    bool forward = false;
    bool operator==(const SpaceTimeKey& other) const;
  };
  struct NetKey {
    std::string net;
    NetMapSpec map;
    bool operator==(const NetKey&) const = default;
  };
  using PlotsMaker = Maker<PlotsKey, SlowPlots>;
  using SpaceTimeMaker = Maker<SpaceTimeKey, SpaceTimePicture>;
  void make_plots(const PlotsKey& key, const PlotsMaker::Publish& publish, std::stop_token stop);
  void make_space_time(const SpaceTimeKey& key, const SpaceTimeMaker::Publish& publish,
                       std::stop_token stop);

  SlowPlots slow_;                  // the plots' thread only
  std::unique_ptr<Engine> engine_;  // that of space-time only, as the next
  std::unique_ptr<SpaceTimeKey> made_;
  SpaceTimePicture picture_;

  PlotsMaker plots_;  // last: they stop before the rest goes
  SpaceTimeMaker space_time_;
  Maker<std::shared_ptr<const PictureRuns>, PicturePlane> plane_;
  Maker<NetKey, NetPicture> net_;
};

}  // namespace alphabar
