#pragma once

#include <string>
#include <vector>

namespace alphabar {

/// One block of a picture net, as it is drawn.
struct NetBlock {
  std::string name;           ///< "down 1", "middle", "up 3"
  int channels = 0;           ///< that leave it
  int height = 0, width = 0;  ///< of what leaves it
  int resnets = 0, attentions = 0;
  double parameters = 0;
};

/// A picture net as it is drawn: what goes down, what is at the bottom, what goes up.
struct NetOutline {
  std::string name;
  int in_channels = 0, out_channels = 0, height = 0, width = 0;
  int time_features = 0, time_channels = 0, classes = 0;  ///< 0 classes: none
  double parameters = 0;
  std::vector<NetBlock> down, middle, up;
};

}  // namespace alphabar
