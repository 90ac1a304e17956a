#include "core/engine/unet/unet.h"

#include <dlfcn.h>

#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/engine/unet/folder/model_folder.h"
#include "core/engine/unet/train_unet.h"
#include "core/engine/unet/unet_module.h"
#include "core/system/memory.h"

namespace alphabar {
namespace {

constexpr const char* module_name = "alphabar_unet_torch.so";

// Beside the running program, then where the build put it (programs of the tests).
std::vector<std::filesystem::path> places() {
  std::vector<std::filesystem::path> list;
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (!error) list.push_back(program.parent_path() / module_name);
  list.emplace_back(ALPHABAR_UNET_MODULE);
  return list;
}

/// What LibTorch takes for itself, in memory and in addresses: where it gets none, what it says
/// leads nowhere.
void require_memory_of_libtorch() { require_memory("the picture net", 160e6, 450e6); }

// Opens the part that holds LibTorch; dlopen counts, so a second call costs nothing. Never closed:
// LibTorch's threads and exceptions outlive any scope of ours.
void* open_module() {
  std::string tried;
  for (const std::filesystem::path& place : places()) {
    std::error_code error;
    if (!std::filesystem::exists(place, error)) {
      tried.append(" ").append(place.string()).append(" does not exist;");
      continue;
    }
    if (void* handle = ::dlopen(place.c_str(), RTLD_NOW | RTLD_LOCAL)) return handle;
    const char* reason = ::dlerror();
    tried.append(" ").append(reason ? reason : place.c_str()).append(";");
  }
  throw Failed("the UNet part could not be loaded:" + tried + " build the target " +
               "alphabar_unet_torch");
}

}  // namespace

void* module_symbol(const char* name) {
  void* symbol = ::dlsym(open_module(), name);
  if (!symbol) throw Failed(std::string(module_name) + " is of another build: no " + name);
  return symbol;
}

std::unique_ptr<UNet> load_unet(const std::filesystem::path& folder, const UNetOptions& options) {
  read_unet_config(model_folder(folder).config);  // known before LibTorch is loaded
  require_memory_of_libtorch();
  using Load = UNet*(const std::filesystem::path&, const UNetOptions&);
  return std::unique_ptr<UNet>(module_function<Load>("alphabar_load_unet")(folder, options));
}

void train_unet(const TrainUNetOptions& options,
                const std::function<void(const TrainUNetProgress&)>& progress,
                std::stop_token stop) {
  using Train = void(const TrainUNetOptions&, const std::function<void(const TrainUNetProgress&)>&,
                     const std::stop_token&);
  module_function<Train>("alphabar_train_unet")(options, progress, stop);
}

}  // namespace alphabar
