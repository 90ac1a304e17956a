#include "core/io/scripts/run_script.h"

#include <nlohmann/json.hpp>

#include "alphabar_script_files.h"
#include "core/base/error.h"
#include "core/model/mixture.h"
#include "core/plan/plan.h"

namespace alphabar {
namespace {

using Json = nlohmann::ordered_json;

Json components_of_lane(const Mixture& model) {
  Json list = Json::array();
  for (const Component& c : model.data().components)
    list.push_back({{"mean", c.mean},
                    {"std", c.std},
                    {"angle", c.angle},
                    {"weight", c.weight},
                    {"label", c.label}});
  return list;
}

Json row_of(const Row& row) {
  Json out{{"evaluate", row.evaluate}, {"a", row.a}, {"s", row.s}};
  if (row.replace_newest) out["replace_newest"] = true;
  if (row.w != 0) out["w"] = row.w;
  if (row.draws()) out["draw"] = true;
  if (row.snr > 0) {
    out["snr"] = row.snr;
    out["alpha"] = row.alpha;
  } else {
    out.update({{"c_x", row.c_x}, {"c_d", row.c_d}, {"c_e", row.c_e}});
    if (row.c_s != 0) out["c_s"] = row.c_s;
    if (row.c_z != 0) out["c_z"] = row.c_z;
  }
  out.update({{"commit", row.commit},
              {"shown", row.report == Report::state || row.report == Report::trial}});
  return out;
}

Json begin_of(const Plan& plan) {
  const char* kind = plan.begin == Start::prior ? "prior"
                     : plan.begin == Start::box ? "box"
                                                : "data";
  return {{"kind", kind}, {"scale", plan.init_scale}};
}

Json guide_of_lane(const Guide& guide) {
  if (guide.label >= 0) return {{"label", guide.label}};
  const Loss& loss = *guide.loss;
  if (!loss.plane) return {{"loss", {{"kind", "point"}, {"target", loss.target}}}};
  return {{"loss",
           {{"kind", "plane"},
            {"normal", loss.normal},
            {"offset", loss.offset},
            {"softness", loss.softness}}}};
}

Json lane_case(const std::string& where, const Lane& lane) {
  const Mixture* model = lane.model->closed_form();
  if (!model)
    throw BadRequest(where, "lane \"" + lane.title + "\"", "its model",
                     "a mixture in closed form, with outputs combined linearly",
                     "such a lane runs with alphabar run");
  Json out{{"name", lane.title},
           {"seed", lane.seed},
           {"noise", lane.noise_lane},
           {"particles", lane.particles},
           {"begin", begin_of(*lane.plan)},
           {"components", components_of_lane(*model)}};
  if (lane.guide.label >= 0 || lane.guide.loss) out["guide"] = guide_of_lane(lane.guide);
  out["rows"] = Json::array();
  for (const Row& row : lane.plan->rows) out["rows"].push_back(row_of(row));
  return out;
}

}  // namespace

std::string run_script(const std::string& where, const std::vector<Lane>& lanes) {
  Json scene{{"lanes", Json::array()}};
  for (const Lane& lane : lanes) {
    Json one = lane_case(where, lane);
    one["array"] = lanes.size() > 1 ? "lane" + std::to_string(lane.index + 1) + "_x" : "x";
    scene["lanes"].push_back(std::move(one));
  }
  // Inside a raw string of Python: no quote may end it.
  std::string text = scene.dump(-1, ' ', true);
  for (std::size_t at = 0; (at = text.find('\'', at)) != std::string::npos;)
    text.replace(at, 1, "\\u0027");
  const EmbeddedFile* file = find(script_files(), "run_with_numpy.py");
  if (!file) throw Failed("assets/scripts: there is no run_with_numpy.py");
  std::string script(file->bytes);
  const std::string place = "@case@";
  return script.replace(script.find(place), place.size(), text);
}

}  // namespace alphabar
