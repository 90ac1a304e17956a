#include "core/engine/engine.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "core/base/error.h"
#include "core/engine/lowering.h"
#include "core/model/mixture.h"
#include "core/system/memory.h"

namespace alphabar {
namespace {

/// A whole array of the replay: its size and its values.
void check_array(const char* field, const std::vector<double>& values, std::size_t size,
                 const std::string& shape) {
  if (values.size() != size)
    throw BadRequest("replay", field, std::to_string(values.size()) + " numbers",
                     std::to_string(size) + " " + shape,
                     "replay the arrays of the same plan and number of particles");
  for (const double v : values)
    if (!std::isfinite(v))
      throw BadRequest("replay", field, std::to_string(v), "finite numbers only");
}

void check_labels(const RunRequest& request) {
  if (!is_guided(*request.plan) || request.loss || request.model->guides_itself()) return;
  if (request.labels.size() != 1 && request.labels.size() != request.particles)
    throw BadRequest("run", "labels", std::to_string(request.labels.size()),
                     "one class for all particles, or one for each",
                     "a guided plan needs the class that each particle is guided to, or a loss");
  const std::set<int> asked(request.labels.begin(), request.labels.end());
  for (const int label : asked)
    if (!request.model->has_class(label))
      throw BadRequest("guidance", "label", std::to_string(label),
                       "a label that one of the data's components has");
}

/// What a run keeps is taken in one piece, on whichever thread: it must not be what a driver or the
/// window misses.
void check_room(const RunRequest& request) {
  const double kept = static_cast<double>(kept_rows(*request.plan, request.record).size());
  const double outputs = request.record.evaluations ? 3.0 * request.plan->evaluations() : 0;
  const double each = 2 * sizeof(float) * (kept + outputs);
  check_memory("run", "particles", std::to_string(request.particles),
               each * static_cast<double>(request.particles), "take fewer particles or steps");
}

}  // namespace

void check_rows(const Plan& plan) {
  std::size_t depth = 0;  // outputs in the history
  for (std::size_t i = 0; i < plan.rows.size(); ++i) {
    const Row& row = plan.rows[i];
    if (row.evaluate && (depth == 0 || (!row.replace_newest && depth < Row::history))) ++depth;
    bool finite = std::isfinite(row.a) && std::isfinite(row.s) && std::isfinite(row.w) &&
                  std::isfinite(row.c_x) && std::isfinite(row.c_s) && std::isfinite(row.c_z) &&
                  std::isfinite(row.snr) && std::isfinite(row.alpha);
    for (const double c : row.c_d) finite = finite && std::isfinite(c);
    for (const double c : row.c_e) finite = finite && std::isfinite(c);
    const std::string where = "plan row " + std::to_string(i);
    std::size_t reach = row.reads_score() ? 1 : 0;
    for (std::size_t j = 0; j < Row::history; ++j)
      if (row.c_d[j] != 0 || row.c_e[j] != 0) reach = std::max(reach, j + 1);
    if (reach > depth)
      throw BadRequest(where, "coefficients", "reach back " + std::to_string(reach) + " outputs",
                       "at most the " + std::to_string(depth) + " made so far");
    if (!finite) throw BadRequest(where, "coefficients", "not finite", "finite numbers only");
    if (row.evaluate && (row.a < 0 || row.s < 0 || (row.a == 0 && row.s == 0)))
      throw BadRequest(where, "a, s", std::to_string(row.a) + ", " + std::to_string(row.s),
                       "a >= 0, s >= 0, not both 0");
  }
}

void check(const RunRequest& request) {
  if (!request.plan) throw BadRequest("run", "plan", "none", "a plan");
  if (!request.model) throw BadRequest("run", "model", "none", "a denoiser");
  if (request.model->dimension() != 2)
    throw BadRequest("run", "model", std::to_string(request.model->dimension()) + " dimensions",
                     "a model of points in the plane");
  if (request.particles == 0) throw BadRequest("run", "particles", "0", "1 or more");
  if (request.record.stride < 1)
    throw BadRequest("run", "record stride", std::to_string(request.record.stride), "1 or more");
  check_rows(*request.plan);
  check_room(request);
  check_labels(request);
  if (request.plan->begin == Start::data && !request.replay && !target_of(request))
    throw BadRequest("run", "start", "the data", "a target to draw from, or a replay",
                     "this model does not say what its data are");
  if (request.replay) {
    const std::size_t n = request.particles, k = static_cast<std::size_t>(request.plan->draws());
    check_array("x_init", request.replay->x_init, 2 * n,
                "([" + std::to_string(n) + ", 2], one point a particle)");
    check_array("noise", request.replay->noise, k * 2 * n,
                "([" + std::to_string(k) + ", " + std::to_string(n) +
                    ", 2], one draw for each drawing row of the plan)");
  }
}

const Mixture* target_of(const RunRequest& request) {
  return request.target ? request.target : request.model->closed_form();
}

double langevin_step(double snr, double alpha, double norm_z, double norm_s) {
  if (!std::isfinite(norm_s)) return std::numeric_limits<double>::quiet_NaN();
  const double ratio = snr * norm_z / norm_s;
  return 2 * alpha * ratio * ratio;
}

std::vector<int> kept_rows(const Plan& plan, const Record& record) {
  std::vector<int> reported{-1};
  for (std::size_t i = 0; i < plan.rows.size(); ++i)
    if (plan.rows[i].report != Report::none) reported.push_back(static_cast<int>(i));
  if (record.states == Record::States::all) return reported;
  if (record.states == Record::States::last) return {reported.back()};
  std::vector<int> kept;
  const auto stride = static_cast<std::size_t>(record.stride);
  for (std::size_t i = 0; i < reported.size(); ++i)
    if (i % stride == 0 || i + 1 == reported.size() ||
        std::binary_search(record.also.begin(), record.also.end(), static_cast<int>(i)))
      kept.push_back(reported[i]);
  return kept;
}

std::vector<int> evaluation_rows(const Plan& plan) {
  std::vector<int> rows;
  for (std::size_t i = 0; i < plan.rows.size(); ++i)
    if (plan.rows[i].evaluate) rows.push_back(static_cast<int>(i));
  return rows;
}

}  // namespace alphabar
