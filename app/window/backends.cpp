#include "app/window/backends.h"

#include "app/session/unet_pictures.h"
#include "core/engine/cpu/cpu_engine.h"

namespace alphabar {

Backends default_backends() {
  return {.make_engine =
              [] {
                return LaneBackend{std::make_unique<CpuEngine>(), "no graphics card is used"};
              },
          .make_pictures = UNetPictures()};
}

}  // namespace alphabar
