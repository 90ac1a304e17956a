// How fast nets are, for core/engine/unet/bench/net_bench.h.
#include <ATen/ATen.h>
#include <torch/utils.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <string>

#include "core/engine/unet/bench/net_bench.h"
#include "core/engine/unet/net/modules.h"
#include "core/engine/unet/net/net.h"

namespace alphabar {
namespace {

/// A line of /proc/self/status in megabytes; 0: there is none.
double megabytes(const std::string& key) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(key)) return std::stod(line.substr(key.size())) / 1024;
  return 0;
}

/// From now on the most that is held is counted anew (proc(5), clear_refs).
void forget_peak() { std::ofstream("/proc/self/clear_refs") << "5"; }

class Asked {
 public:
  Asked(const UNetConfig& config, int pictures) : net_(config) {
    torch::InferenceMode guard;
    at::manual_seed(1);
    net_.reset_parameters();
    net_.eval();
    x_ = at::randn({pictures, config.in_channels, config.sample_height, config.sample_width});
    t_ = at::full({pictures}, 500.0);
    if (config.takes_label()) labels_ = at::zeros({pictures}, at::kLong);
  }

  double seconds(net::Operations operations) {
    torch::InferenceMode guard;
    net::use(operations);
    const auto began = std::chrono::steady_clock::now();
    net_.forward(x_, t_, labels_);
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - began;
    net::use(net::Operations::own);
    return taken.count();
  }

 private:
  net::UNetModule net_;
  at::Tensor x_, t_, labels_;
};

}  // namespace
}  // namespace alphabar

extern "C" __attribute__((visibility("default"))) void alphabar_measure_net(
    const alphabar::UNetConfig& config, int pictures, int repetitions, alphabar::NetSpeed& speed) {
  using alphabar::net::Operations;
  alphabar::Asked asked(config, pictures);
  alphabar::forget_peak();
  asked.seconds(Operations::own);
  speed.megabytes = alphabar::megabytes("VmHWM:");
  asked.seconds(Operations::plain);
  speed.seconds = speed.plain_seconds = 1e9;
  for (int i = 0; i < repetitions; ++i) {
    speed.seconds = std::min(speed.seconds, asked.seconds(Operations::own));
    speed.plain_seconds = std::min(speed.plain_seconds, asked.seconds(Operations::plain));
  }
}
