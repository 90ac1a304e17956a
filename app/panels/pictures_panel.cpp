#include <array>

#include "app/panels/panels.h"
#include "app/widgets/property.h"

namespace alphabar {
namespace {

constexpr std::array<const char*, 11> garments{"any",     "T-shirt", "trousers",  "pullover",
                                               "dress",   "coat",    "sandal",    "shirt",
                                               "sneaker", "bag",     "ankle boot"};

bool has_names(const PicturesSpec& p) { return p.model == "fashion-mnist" && p.label < 10; }

}  // namespace

const char* class_name(const PicturesSpec& p) {
  return p.label >= 0 && has_names(p) ? garments[static_cast<std::size_t>(p.label) + 1] : "";
}

bool pictures_panel(PicturesSpec& p, const ProcessSpec& process) {
  bool changed = false;
  if (has_names(p)) {
    int index = p.label + 1;
    if (choice({"##class", "class", "What the network is asked for."}, index, garments, 0)) {
      p.label = index - 1;
      changed = true;
    }
  } else {
    changed |= number({"##class_number", "class", "What the network is asked for; -1: nothing."},
                      p.label, {-1, 1000, -1});
  }
  changed |=
      number({"##picture_steps", "steps", "Of the pictures' run."}, p.sampler.grid.steps,
             {1, is_discrete(process.kind) ? double(timesteps(process)) : 1000.0, 50, "%d", true});
  changed |= number({"##picture_eta", "η", "0: DDIM. 1: DDPM. Song, Meng, Ermon 2021, eq. 16."},
                    p.sampler.eta, {0, 1, 0, "%.3g"});
  if (p.label >= 0)
    changed |=
        number({"##picture_scale", "guidance",
                "Classifier-free: ε̂ + w (ε̂_y - ε̂), ε̂ that of no class; 1 is plain conditional."},
               p.scale, {0, 15, 1, "%.3g"});
  changed |= number({"##count", "pictures", "How many at once, 1 to 64."}, p.count, {1, 64, 1});
  return changed;
}

}  // namespace alphabar
