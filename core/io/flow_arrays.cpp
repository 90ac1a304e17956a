#include "core/io/flow_arrays.h"

#include <span>
#include <utility>

#include "core/engine/start.h"
#include "core/model/denoiser.h"
#include "core/system/memory.h"

namespace alphabar {
namespace {

/// x_T of a lane, [N][2].
std::vector<double> start_points(const RunRequest& request) {
  std::vector<double> x;
  const StartPoints start(request);
  for (std::size_t p = 0; p < request.particles; ++p) {
    const Vec2 point = start(p);
    x.insert(x.end(), {point[0], point[1]});
  }
  return x;
}

void add(NamedArrays& arrays, const std::string& name, std::vector<std::int64_t> shape,
         std::vector<double> values) {
  arrays.emplace_back(name, Array{std::move(shape), std::move(values), name});
}

std::int64_t count(const auto& values) { return static_cast<std::int64_t>(values.size()); }

}  // namespace

FlowRequest flow_request(const std::string& where, const Lane& lane, std::int64_t particles,
                         bool all_rows) {
  const Plan& plan = *lane.plan;
  FlowRequest request{run_request(lane), {plan.start}, {}, {}};
  if (!all_rows) request.levels.push_back(plan.rows.back().to);
  for (const Row& row : plan.rows)
    if (all_rows && row.report == Report::state) request.levels.push_back(row.to);
  check_memory(where, "particles", std::to_string(particles),
               16 * static_cast<double>(request.levels.size()) * static_cast<double>(particles),
               "take rows last, or fewer particles or steps");
  request.run.particles = static_cast<std::size_t>(particles);
  return request;
}

NamedArrays flow_arrays(const Lane& lane, const FlowRequest& request) {
  const std::vector<double> x = start_points(request.run);
  const auto n = static_cast<std::int64_t>(request.run.particles);
  std::vector<double> states = flow_states(*lane.model, request.levels, x, request.how);
  std::vector<double> end(states.end() - count(x), states.end());
  NamedArrays arrays;
  add(arrays, "x", {count(request.levels), n, 2}, std::move(states));
  add(arrays, "x_final", {n, 2}, std::move(end));
  if (request.times.empty()) return arrays;
  std::vector<Level> path{request.levels.front()};
  for (const double t : request.times) path.push_back(lane.process->at(t));
  std::vector<double> way = flow_states(*lane.model, path, x, request.how);
  way.erase(way.begin(), way.begin() + count(x));
  add(arrays, "x_path", {count(request.times), n, 2}, std::move(way));
  return arrays;
}

void check_likelihood_room(const std::string& where, std::int64_t points) {
  constexpr double most_values = 20;  // of a point at once: as given, in the flow, in the results
  check_memory(where, "x", std::to_string(points) + " points",
               8 * most_values * static_cast<double>(points), "give fewer points at once");
}

NamedArrays likelihood_arrays(const Lane& lane, const std::vector<double>& x,
                              const FlowOptions& how) {
  const Denoiser& model = *lane.model;
  const Level clean = lane.plan->rows.back().to;
  FlowLikelihood flow = flow_likelihood(model, clean, lane.plan->start, x, how);
  const std::int64_t n = count(x) / 2;
  std::vector<double> prior = normal_log_density(flow.z, 2, lane.plan->init_scale);
  std::vector<double> with_prior, with_end;
  for (std::size_t i = 0; i < prior.size(); ++i) {
    with_prior.push_back(prior[i] + flow.delta_log_p[i]);
    with_end.push_back(flow.log_p(i));
  }
  const Eigen::VectorXd analytic =
      model.log_density_batch(Eigen::Map<const PointBatch>(x.data(), 2, n), clean);
  NamedArrays arrays;
  add(arrays, "x", {n, 2}, x);
  add(arrays, "log_p_ode_exact_end", {n}, std::move(with_end));
  add(arrays, "log_p_ode_prior", {n}, std::move(with_prior));
  if (analytic.size() > 0)  // else the model knows none in closed form
    add(arrays, "log_p_analytic", {n}, {analytic.begin(), analytic.end()});
  add(arrays, "z", {n, 2}, std::move(flow.z));
  add(arrays, "delta_log_p", {n}, std::move(flow.delta_log_p));
  add(arrays, "end_log_p", {n}, std::move(flow.end_log_p));
  add(arrays, "prior_log_p", {n}, std::move(prior));
  return arrays;
}

}  // namespace alphabar
