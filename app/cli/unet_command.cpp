#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <memory>

#include "app/cli/arguments/output.h"
#include "app/cli/commands.h"
#include "app/cli/images/device_option.h"
#include "core/base/check.h"
#include "core/base/error.h"
#include "core/base/path_text.h"
#include "core/engine/unet/folder/model_folder.h"
#include "core/engine/unet/net/unet_size.h"
#include "core/engine/unet/net_training.h"
#include "core/engine/unet/unet.h"
#include "core/engine/unet/unet_process.h"
#include "core/files/arrays/npz.h"
#include "core/system/priority.h"
#include "core/trajectory/non_finite.h"

namespace alphabar {
namespace {

struct Options {
  std::string model, io, out, precision = "float";
  Device device = Device::automatic;
};

template <class Real>
std::vector<Real> reals(const Npz& arrays, const std::string& name) {
  const std::vector<double> values = arrays.at(name).finite_doubles();
  return {values.begin(), values.end()};
}

constexpr double most_time = 1e6;

/// Timesteps are counted from 0; how many there are is a matter of the training. Where the folder's
/// scheduler tells its net a logarithm of sigma instead, that may be below.
double least_time(const ModelFolder& model) {
  const NetTime time = net_training(model).question.time;
  return time == NetTime::quarter_log || time == NetTime::thousand_quarter ? -most_time : 0;
}

template <class Real>
std::vector<Real> timesteps(const Npz& arrays, const ModelFolder& model) {
  std::vector<Real> t = reals<Real>(arrays, "t");
  for (std::size_t i = 0; i < t.size(); ++i)
    check_range(arrays.file(), "t[" + std::to_string(i) + "]", t[i],
                t[i] < 0 ? least_time(model) : 0, most_time);
  return t;
}

/// What a net is asked, and where its folder is.
struct Asked {
  UNet& net;
  const ModelFolder& model;
};

template <class Real>
void ask(const Asked& asked, const Npz& io, const std::vector<std::int64_t>& shape,
         NpzWriter& out) {
  UNet& net = asked.net;
  const std::vector<Real> x = reals<Real>(io, "x"), t = timesteps<Real>(io, asked.model);
  const bool vectors = net.config().takes_class_vector();
  const std::vector<std::int64_t> labels = io.has("class_labels") && !vectors
                                               ? io.at("class_labels").as_int64()
                                               : std::vector<std::int64_t>();
  const std::vector<Real> class_vectors =
      io.has("class_labels") && vectors ? reals<Real>(io, "class_labels") : std::vector<Real>();
  std::vector<std::int64_t> out_shape = shape;
  out_shape[1] = net.config().out_channels;
  std::vector<Real> result(count_of(out_shape));
  const auto began = std::chrono::steady_clock::now();
  try {
    net.forward(UNetInput<Real>{x, shape[0], shape[2], shape[3], t, labels, class_vectors}, result);
  } catch (const BadRequest& error) {
    throw error.in(io.file());
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;
  const auto pictures = static_cast<std::size_t>(shape[0]);
  check_finite(io.file(), States<Real>{"pictures", result, pictures, result.size() / pictures});
  out.add("out", result, out_shape);
  fmt::print("{} parameters, {} pictures, {:.3f} s\n", net.parameters(), shape[0], seconds.count());
}

void run_unet(const Options& options) {
  const bool in_double = options.precision == "double";
  check_output(options.out, {Product::arrays});
  const ModelFolder model = model_folder(find_model(text_of(options.model)));
  const UNetConfig config = read_unet_config(model.config);
  const NpzFile file(options.io);
  const std::vector<std::int64_t> shape = file.require_shape("x", {-1, config.in_channels, -1, -1});
  file.require_shape("t", {shape[0]});
  if (file.has("class_labels")) {
    if (config.takes_class_vector())
      file.require_shape("class_labels", {shape[0], config.time_dim()});
    else
      file.require_shape("class_labels", {shape[0]});
  }
  check_unet_memory(config, options.io, {shape[0], shape[2], shape[3]}, in_double ? 8 : 4);
  UNetOptions how;
  how.precision = in_double ? Precision::float64 : Precision::float32;
  how.device = options.device;
  const auto net = load_unet(model.folder, how);
  const Npz io = file.read({"x", "t", "class_labels"});
  NpzWriter out(options.out);
  if (in_double)
    ask<double>({*net, model}, io, shape, out);
  else
    ask<float>({*net, model}, io, shape, out);
  out.finish();
}

}  // namespace

void add_unet_command(CLI::App& program) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand("unet", "One forward pass of a UNet");
  command->add_option("MODEL", options->model, "a diffusers folder, or a name in assets/models")
      ->required();
  command
      ->add_option("--io", options->io,
                   "arrays x [n,c,h,w], t [n] (0..T-1) and, where the net has classes, "
                   "class_labels [n], or as vectors [n,d]")
      ->required();
  add_output(*command, options->out, "where out [n,c,h,w] goes", Product::arrays);
  command->add_option("--precision", options->precision, "float (default) or double")
      ->check(CLI::IsMember({"float", "double"}));
  add_device_option(*command, options->device);
  command->callback([options] { run_unet(*options); });
}

void add_unet_server_command(CLI::App& program) {
  struct Server {
    std::string model;
    bool background = false;
    Device device = Device::automatic;
  };
  auto options = std::make_shared<Server>();
  CLI::App* command = program.add_subcommand("unet-server", "A net for a window: UNetProcess");
  command->group("");  // started by the program, not by people: not listed
  command->add_option("MODEL", options->model)->required();
  command->add_flag("--background", options->background);
  add_device_option(*command, options->device);
  command->callback([options] {
    if (options->background) lower_priority();
    serve_unet(options->model, options->device, STDIN_FILENO);
  });
}

}  // namespace alphabar
