#include "core/io/scripts/run_script.h"

#include <nlohmann/json.hpp>
#include <optional>

#include "alphabar_script_files.h"
#include "core/base/error.h"
#include "core/io/scripts/scheduler_call.h"
#include "core/io/scripts/script_case.h"
#include "core/plan/samplers/samplers.h"

namespace alphabar {
namespace {

using Json = nlohmann::ordered_json;

bool is_shown(const Row& row) { return row.report == Report::state || row.report == Report::trial; }

/// A row of run_with_numpy.py, its question among the rest.
Json row_of(const Lane& lane, const Row& row) {
  Json out{{"evaluate", row.evaluate}};
  if (row.evaluate) out.update(question_of(lane, row));
  if (row.replace_newest) out["replace_newest"] = true;
  if (row.draws()) out["draw"] = true;
  if (row.snr > 0) {
    out["snr"] = row.snr;
    out["alpha"] = row.alpha;
  } else {
    out.update({{"c_x", row.c_x}, {"c_d", row.c_d}, {"c_e", row.c_e}});
    if (row.c_s != 0) out["c_s"] = row.c_s;
    if (row.c_z != 0) out["c_z"] = row.c_z;
  }
  out.update({{"commit", row.commit}, {"shown", is_shown(row)}});
  return out;
}

/// What a state at a level is in the lane's variable, of one in the library's.
double scale_of(const Level& here, const Level& library) {
  return library.s > 0 ? here.s / library.s : here.a / library.a;
}

/// asks: the question of each evaluation; first and shown: what x_T, and the state after each
/// step() of the library, is multiplied with where it is shown, else null.
void add_steps(const Lane& lane, const SchedulerCall& call, Json& out) {
  SamplerSpec of_x = lane.spec.sampler;  // a and s of the process, whatever the lane's variable is
  of_x.frame = Frame::process;
  const Plan asked = build_plan(*lane.process, of_x, lane.guidance);
  const std::vector<Row>&rows = lane.plan->rows, &library = call.plan.rows;
  out["begin"]["scale"] = 1;  // the library's init_noise_sigma is in its place
  out["first"] = scale_of(lane.plan->start, call.plan.start);
  out["asks"] = out["shown"] = Json::array();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].evaluate) {
      out["asks"].push_back(question_of(lane, asked.rows[i]));
      out["shown"].push_back(nullptr);
    }
    if (is_shown(rows[i])) out["shown"].back() = scale_of(rows[i].to, library[i].to);
  }
}

Json lane_case(const Lane& lane, const std::string& stem, ScriptLibrary library,
               std::vector<ScriptNet>& nets) {
  Json out = model_case(lane, stem, nets);
  if (library == ScriptLibrary::numpy) {
    out["rows"] = Json::array();
    for (const Row& row : lane.plan->rows) out["rows"].push_back(row_of(lane, row));
    return out;
  }
  const SchedulerCall call = scheduler_call(*lane.process, lane.spec.sampler);
  out["scheduler"] = call.json;
  add_steps(lane, call, out);
  return out;
}

std::string asset(const char* name) {
  const EmbeddedFile* file = find(script_files(), name);
  if (!file) throw Failed(std::string("assets/scripts: there is no ") + name);
  return std::string(file->bytes);
}

void fill(std::string& script, const std::string& place, const std::string& text) {
  script.replace(script.find(place), place.size(), text);
}

}  // namespace

RunScript run_script(const std::string& where, const std::string& stem,
                     const std::vector<Lane>& lanes, ScriptLibrary library) {
  RunScript out;
  Json scene{{"lanes", Json::array()}};
  for (const Lane& lane : lanes) {
    try {
      Json one = lane_case(lane, stem, library, out.nets);
      one["array"] = lanes.size() > 1 ? "lane" + std::to_string(lane.index + 1) + "_x" : "x";
      scene["lanes"].push_back(std::move(one));
    } catch (const BadRequest& refused) {
      throw refused.in(
          refused.where().starts_with("lane") ? where : where + ": lane \"" + lane.title + "\"");
    }
  }
  // Inside a raw string of Python: no quote may end it.
  std::string text = scene.dump(-1, ' ', true);
  for (std::size_t at = 0; (at = text.find('\'', at)) != std::string::npos;)
    text.replace(at, 1, "\\u0027");
  out.program =
      asset(library == ScriptLibrary::numpy ? "run_with_numpy.py" : "run_with_diffusers.py");
  fill(out.program, "@model@\n", asset("exact_model.py") + "\n");
  fill(out.program, "@case@", text);
  return out;
}

}  // namespace alphabar
