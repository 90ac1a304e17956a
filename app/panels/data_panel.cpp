#include <string>
#include <vector>

#include "app/panels/panels.h"
#include "app/widgets/property.h"
#include "core/files/file_kind.h"

namespace alphabar {

bool data_panel(DataSpec& data) {
  const std::vector<std::string> presets = data_presets();
  std::vector<const char*> names;
  int index = -1;
  for (std::size_t i = 0; i < presets.size(); ++i) {
    names.push_back(presets[i].c_str());
    if (presets[i] == data.name) index = static_cast<int>(i);
  }
  if (index < 0) {  // the user's own stands last
    index = static_cast<int>(names.size());
    names.push_back(data.name.c_str());
  }
  const int before = index;
  bool changed = false;
  if (choice({"##data", "preset",
              "p₀: what the particles are to become, a mixture of Gaussians\n"
              "p₀(x) = Σ wₖ N(x; μₖ, Cₖ), so that p_t, its score and x̂₀ are exact at every t."},
             index, names, 0) &&
      index != before) {
    data = data_preset(presets[static_cast<std::size_t>(index)]);
    changed = true;
  }
  if (data.points.empty()) return changed;
  static const std::string help =
      "The data are points; p₀ is the set smoothed by a Gaussian of this width,\n"
      "p₀(x) = (1/n) Σ N(x; xᵢ, h² I): its score is exact. Towards h = 0 a sampler gives "
      "back the points themselves.\nA table of points (" +
      joined(endings_of(OpensAs::points), ", ") +
      ": x, y, class) dropped on the window takes their place.";
  return number({"##bandwidth", "bandwidth h", help.c_str()}, data.bandwidth,
                {1e-3, 1, 0.05, "%.3g", true}) ||
         changed;
}

}  // namespace alphabar
