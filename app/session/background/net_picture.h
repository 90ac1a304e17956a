#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/figures/nets/net_figures.h"
#include "core/learn/train/loss_history.h"

namespace alphabar {

/// What a figure of a learned net shows: how its training went, and what it came to.
struct NetPicture {
  std::string problem;  ///< why there is nothing of it, one line; empty: there is
  LossHistory losses;
  std::optional<double> least;  ///< that any net can reach; none: not known
  ScoreErrors errors;
  NetMapPicture map;
  std::vector<Vec2> points;  ///< the training set; none: every batch was drawn anew
};

/// Of the net in a folder, or of that name (find_net), with the scene that it was trained in.
/// Throws Cancelled.
NetPicture net_picture(const std::string& net, const NetMapSpec& map, const std::stop_token& stop);

}  // namespace alphabar
