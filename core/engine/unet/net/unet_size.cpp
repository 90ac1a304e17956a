#include "core/engine/unet/net/unet_size.h"

#include <algorithm>

#include "core/system/memory.h"

namespace alphabar {
namespace {

double affine(double in, double out) { return in * out + out; }

/// Walks through the net as UNetModule::forward does (net.cpp).
class Walk {
 public:
  Walk(const UNetConfig& config, double height, double width)
      : config_(config), time_(config.time_dim()), pixels_(height * width) {}

  UNetSize go() {
    const std::vector<int>& channels = config_.block_out_channels;
    const double first = channels.front();
    size_.parameters = affine(9.0 * config_.in_channels, first) + affine(first, time_) +
                       affine(time_, time_) + config_.num_class_embeds * time_ + 2 * first +
                       affine(9 * first, config_.out_channels);
    keep(first);
    const auto layers = static_cast<std::size_t>(config_.layers_per_block);
    for (std::size_t i = 0; i < channels.size(); ++i) {
      for (std::size_t layer = 0; layer < layers; ++layer) {
        resnet(layer > 0 ? channels[i] : channels[i > 0 ? i - 1 : 0], channels[i]);
        if (config_.down_attention[i]) attention(channels[i], config_.norm_num_groups);
        keep(channels[i]);
      }
      if (i + 1 == channels.size()) break;
      size_.parameters += affine(9.0 * channels[i], channels[i]);
      pixels_ /= 4;
      keep(channels[i]);
    }
    const double last = channels.back();
    if (config_.mid_block) {
      resnet(last, last);
      resnet(last, last);
      if (config_.add_attention) attention(last, config_.mid_norm_groups());
    }
    double in = last;
    for (std::size_t i = channels.size(); i-- > 0;) {
      const double out = channels[i];
      for (std::size_t layer = 0; layer <= layers; ++layer) {
        const double skip = layer < layers ? out : channels[i > 0 ? i - 1 : 0];
        kept_ -= skip * pixels_;
        resnet(in + skip, out);
        if (config_.up_attention[channels.size() - 1 - i]) attention(out, config_.norm_num_groups);
        in = out;
      }
      if (i == 0) break;
      pixels_ *= 4;
      size_.parameters += affine(9 * out, out);
    }
    return size_;
  }

 private:
  void keep(double channels) { kept_ += channels * pixels_; }
  void hold(double channels) {
    size_.activations = std::max(size_.activations, kept_ + channels * pixels_);
  }

  void resnet(double in, double out) {
    size_.parameters += 2 * in + affine(9 * in, out) +
                        affine(time_, config_.scale_shift ? 2 * out : out) + 2 * out +
                        affine(9 * out, out) + (in != out ? affine(in, out) : 0);
    hold(std::max(3 * in + out, in + 4 * out));  // x, its norm, silu of that, and what they become
  }

  void attention(double channels, int groups) {
    const double head = config_.attention_head_dim > 0 ? config_.attention_head_dim : channels;
    const double inner = static_cast<int>(channels / head) * head;
    size_.parameters +=
        (groups > 0 ? 2 * channels : 0) + 3 * affine(channels, inner) + affine(inner, channels);
    hold(2 * channels + 4 * inner);
  }

  const UNetConfig& config_;
  double time_, pixels_, kept_ = 0;
  UNetSize size_;
};

}  // namespace

UNetSize unet_size(const UNetConfig& config, double height, double width) {
  return Walk(config, height, width).go();
}

void check_unet_memory(const UNetConfig& config, const std::string& where, std::int64_t n,
                       std::int64_t height, std::int64_t width, int real) {
  const UNetSize size = unet_size(config, static_cast<double>(height), static_cast<double>(width));
  check_memory(where, "pictures",
               std::to_string(n) + " of " + std::to_string(width) + " x " + std::to_string(height),
               real * (size.parameters + static_cast<double>(n) * size.activations),
               "take fewer or smaller pictures, or a smaller net");
}

}  // namespace alphabar
