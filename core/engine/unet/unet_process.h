#pragma once

#include <sys/types.h>

#include <functional>
#include <mutex>
#include <stop_token>
#include <string>

#include "core/engine/unet/unet.h"
#include "core/system/descriptor.h"

namespace alphabar {

struct UNetProcessOptions {
  bool low_priority = false;  ///< as lower_priority() does, from its start
  std::stop_token stop = {};  ///< of the start alone
  std::stop_token end = {};   ///< of the start and of every evaluation, for good: Cancelled at once
  std::string program = {};   ///< the executable; empty: this very program
  Device device = Device::automatic;
  std::function<void(double)> progress = {};  ///< of the start: UNetOptions::progress
};

/// A net in a process of its own, for a window: while LibTorch is loaded the system's loader is
/// locked for half a second, and with it OpenGL's first calls; and what LibTorch takes, memory and
/// processors, is not taken from the process that draws. Two threads may ask at a time: one waits.
class UNetProcess : public UNet {
 public:
  /// Starts it and waits until it has loaded the folder, in single precision. Throws what
  /// load_unet() throws there; Failed where no process can be started; Cancelled.
  explicit UNetProcess(const std::filesystem::path& folder, const UNetProcessOptions& options = {});
  ~UNetProcess() override;  ///< ends it, whatever it does
  UNetProcess(const UNetProcess&) = delete;
  UNetProcess& operator=(const UNetProcess&) = delete;

  const UNetConfig& config() const override { return config_; }
  std::int64_t parameters() const override { return parameters_; }
  Device device() const override { return device_; }

  /// As UNet says; Failed where the process is gone; Cancelled, see UNetProcessOptions::end.
  void forward(const UNetInput<float>& in, std::span<float> out) override;
  void forward(const UNetInput<double>& in, std::span<double> out) override;
  void pull_back(const UNetInput<float>& in, std::span<const float> g,
                 std::span<float> out) override;
  std::vector<float> embed(std::span<const float> t) override;
  std::vector<BlockPass> watch(const UNetInput<float>& in) override;

 private:
  void wait_for_hello(const UNetProcessOptions& options);
  /// Puts a question and takes its answer, with the socket to itself.
  void talk(const std::function<void(int socket)>& words);
  void end();

  UNetConfig config_;
  std::int64_t parameters_ = 0;
  Device device_ = Device::cpu;
  std::mutex asking_;
  std::stop_token end_;
  pid_t child_ = -1;
  Descriptor socket_;
};

/// The other side: loads the folder and answers what comes through the socket until it is closed.
/// Whatever forward() throws is told there. Throws BadRequest where it is no socket.
void serve_unet(const std::filesystem::path& folder, Device device, int socket);

}  // namespace alphabar
