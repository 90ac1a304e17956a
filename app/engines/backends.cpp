#include "app/engines/backends.h"

#include "app/session/unet_pictures.h"
#include "core/engine/cpu/cpu_engine.h"

namespace alphabar {

Backends default_backends() {
  Backends all;
  all.make_pictures = UNetPictures();
  all.make_measuring_engine = [] {
    return std::make_unique<CpuEngine>(CpuOptions{.threads = 1});  // the rest is the lanes'
  };
  return all;
}

}  // namespace alphabar
