#include "core/io/distance_table.h"

namespace alphabar {

std::vector<CsvColumn> distance_table(const std::vector<LanePair>& pairs) {
  CsvColumn lane{"lane", {}}, other{"other", {}}, place{"place", {}}, t{"t", {}}, rms{"rms", {}};
  for (const LanePair& pair : pairs) {
    const auto add = [&](const char* where, double time, double value) {
      lane.words.push_back(pair.lane);
      other.words.push_back(pair.other);
      place.words.emplace_back(where);
      t.values.push_back(time);
      rms.values.push_back(value);
    };
    const LaneDistance& d = pair.distance;
    for (std::size_t i = 0; i < d.t.size(); ++i) add("step", d.t[i], d.rms[i]);
    add("end", d.end_t, d.end);
  }
  return {lane, other, place, t, rms};
}

}  // namespace alphabar
