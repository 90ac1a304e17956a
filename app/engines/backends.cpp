#include "app/engines/backends.h"

#include "app/session/unet_pictures.h"
#include "core/engine/cpu/cpu_engine.h"

namespace alphabar {

Backends default_backends() {
  Backends all;
  const UNetPictures pictures;
  all.make_pictures = pictures;
  all.look_inside = [pictures](const PictureMoment& of) { return pictures.look_inside(of); };
  all.make_measuring_engine = [] {
    return std::make_unique<CpuEngine>(CpuOptions{.threads = 1});  // the rest is the lanes'
  };
  return all;
}

}  // namespace alphabar
