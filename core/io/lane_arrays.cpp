#include "core/io/lane_arrays.h"

#include "core/plan/notes/advice.h"
#include "core/system/memory.h"
#include "core/trajectory/non_finite.h"

namespace alphabar {
namespace {

/// States, and seven arrays of two numbers an evaluation, in bytes.
double bytes_needed(const Plan& plan, double particles, const Kept& kept) {
  const double states = kept.all_rows ? static_cast<double>(plan.rows.size()) + 1 : 1;
  const double outputs = kept.all_rows ? 7.0 * plan.evaluations() : 0;
  return (2 * states + outputs) * particles * 2 * (kept.in_double ? 8 : 4);
}

}  // namespace

RunRequest arrays_request(const std::string& where, const Lane& lane, std::int64_t particles,
                          const Kept& kept) {
  check_memory(where, "particles", std::to_string(particles),
               bytes_needed(*lane.plan, static_cast<double>(particles), kept),
               "take rows last, or fewer particles or steps");
  RunRequest request = run_request(lane);
  request.particles = static_cast<std::size_t>(particles);
  request.record.states = kept.all_rows ? Record::States::all : Record::States::last;
  request.record.evaluations = kept.all_rows;
  return request;
}

template <class Real>
NamedArrays lane_arrays(const std::string& where, const Lane& lane, const RunRequest& request,
                        const Trajectory<Real>& run, const Npz* replay) {
  const auto from_where = [&](std::size_t row) {
    return ", from " + step_name(*request.plan, run.x_rows[row]) + " on; " +
           advice(lane.spec.sampler, lane.guidance, *request.plan);
  };
  check_finite(where, States<Real>{"particles", run.x, run.particles, 2}, from_where);
  if (request.record.evaluations)
    return run_arrays(*lane.process, lane.guidance, request, run, replay);
  const auto count = static_cast<std::int64_t>(run.particles);
  return {{"x", Array{{1, count, 2}, std::vector(run.x.begin(), run.x.end()), "x"}}};
}

template NamedArrays lane_arrays(const std::string&, const Lane&, const RunRequest&,
                                 const Trajectory<float>&, const Npz*);
template NamedArrays lane_arrays(const std::string&, const Lane&, const RunRequest&,
                                 const Trajectory<double>&, const Npz*);

}  // namespace alphabar
