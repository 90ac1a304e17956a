#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "core/engine/unet/device.h"
#include "core/engine/unet/net/unet_config.h"

namespace alphabar {

enum class Precision { float32, float64 };

/// What a net is asked: n pictures.
template <class T>
struct UNetInput {
  std::span<const T> x;                   ///< [n, in_channels, height, width]
  std::int64_t n, height, width;          ///< sizes: a multiple of config().size_multiple()
  std::span<const T> t;                   ///< [n], the timestep as diffusers counts it, 0 to T - 1,
                                          ///< may be fractional
  std::span<const std::int64_t> labels;   ///< [n], of a table 0 to num_class_embeds - 1; empty
                                          ///< exactly when the net takes no label
  std::span<const T> class_vectors = {};  ///< [n, time_dim()], of nets that take classes so
};

/// What one block of a net made of the first picture that it was asked for.
struct BlockPass {
  static constexpr std::int64_t most_maps = 16;

  double seconds = 0;                       ///< that its layers took
  int channels = 0, height = 0, width = 0;  ///< of what leaves it
  int maps = 0;                             ///< channels that are kept, evenly spread over all
  std::vector<float> activations;           ///< [maps, height, width]
};

/// A picture net ready to be asked: UNet2DModel with weights.
///
/// Not safe for two threads at a time; uses all cores itself.
class UNet {
 public:
  virtual ~UNet() = default;
  virtual const UNetConfig& config() const = 0;
  virtual std::int64_t parameters() const = 0;
  virtual Device device() const = 0;  ///< that it runs on: cpu or cuda

  /// What the net says (eps_hat for the nets we train). out: [n, out_channels, height, width].
  /// Computed in the precision the net was loaded with; the numbers are converted on the way in and
  /// out. Throws BadRequest when a size, a label or a t is impossible.
  virtual void forward(const UNetInput<float>& in, std::span<float> out) = 0;
  virtual void forward(const UNetInput<double>& in, std::span<double> out) = 0;

  /// J^T g, J the Jacobian of forward() over x: g of its output's shape, out of x's. In the
  /// precision the net was loaded with. Throws as forward() does.
  virtual void pull_back(const UNetInput<float>& in, std::span<const float> g,
                         std::span<float> out) = 0;

  /// The embeddings of times, before any class: [t.size(), config().time_dim()].
  virtual std::vector<float> embed(std::span<const float> t) = 0;

  /// Block by block, as a pass goes: down, middle, up. Throws as forward() does.
  virtual std::vector<BlockPass> watch(const UNetInput<float>& in) = 0;
};

/// How a net is loaded.
struct UNetOptions {
  Precision precision = Precision::float32;
  Device device = Device::automatic;
  std::function<void(double)> progress = {};  ///< the share of its weights that was read, 0..1
  std::stop_token stop = {};                  ///< of the loading: Cancelled
};

/// Reads a published net by its folder (core/engine/unet/folder/model_folder.h).
///
/// The first call loads LibTorch (0.6 s with Debian's). Every tensor must be there with its exact
/// shape and no other: missing, unexpected and wrongly shaped ones are refused by name. Throws
/// BadRequest, for a device that is not there too, and Failed when the part that holds LibTorch
/// cannot be loaded.
std::unique_ptr<UNet> load_unet(const std::filesystem::path& folder,
                                const UNetOptions& options = {});

}  // namespace alphabar
