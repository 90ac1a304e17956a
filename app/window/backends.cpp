#include "app/window/backends.h"

#include "app/session/unet_pictures.h"

namespace alphabar {

Backends default_backends() { return {.make_engine = {}, .make_pictures = UNetPictures()}; }

}  // namespace alphabar
