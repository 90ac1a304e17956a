#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/variant.h>
#include <nanobind/stl/vector.h>

#include <exception>
#include <optional>

#include "app/gallery/shipped_scenes.h"
#include "app/python/functions.h"
#include "app/python/values.h"
#include "core/base/error.h"
#include "core/engine/ode/flow.h"
#include "core/metrics/metric.h"
#include "core/metrics/sweep.h"
#include "core/plan/comfy_presets.h"
#include "core/plan/samplers/samplers.h"
#include "core/search/list_search.h"
#include "core/system/vector_target.h"

namespace nb = nanobind;
using namespace nb::literals;

namespace alphabar {
namespace {

constexpr const char* about_module =
    R"(Diffusion samplers as exact tables, run on 2D mixtures of Gaussians.

A scene is the dict of a scene file, in which NumPy arrays may stand for lists; scene() gives one.
Instead of it every function takes the name of a scene file, or of a scene of the gallery. Lanes
are counted from 0. What cannot be used raises ValueError: which field and value, what is allowed
and what to do, in one line. Long calls let other threads run, and Ctrl+C ends them.)";

constexpr const char* about_scene =
    R"(The whole scene as a dict, every default filled in; of nothing, the default scene.)";

constexpr const char* about_schedule =
    R"(The noise schedule of the scene's process, a row a timestep (1001 times of a continuous one).

t, beta, alpha, alpha_bar, a, s, sigma, log_snr, posterior_variance, posterior_mean_coef1 (of x_0)
and posterior_mean_coef2 (of x_t): each [rows], float64. NaN where a column means nothing.)";

constexpr const char* about_plan =
    R"(The table that a lane's sampler is: the columns of `alphabar plan`, each [rows], float64.)";

constexpr const char* about_run =
    R"(Runs a lane: the arrays of `alphabar run`.

x [rows + 1, n, 2]: the states, x[0] is x_T; rows="last" keeps x[-1:] alone. eps, score, velocity,
denoised, x0 [evaluations, n, 2]: what the model said. timesteps, sigmas, eval_alpha_bar,
eval_sigma, eval_t: where. precision: "double" or "float". flow=True follows the exact probability
flow in place of the sampler: x [levels, n, 2], x_final [n, 2]. replay: a file that a run wrote, or
x_init [n, 2] and noise [draws, n, 2] of your own in an npz; the run takes both from it.)";

constexpr const char* about_likelihood =
    R"(log p of points [n, 2] by the divergence of a lane's probability flow.

log_p_ode_exact_end [n] with the model's own density where the flow ends, log_p_ode_prior [n] with
the prior; log_p_analytic [n] in closed form, where the model has one; x and z [n, 2], the points
and where the flow takes them; delta_log_p, end_log_p and prior_log_p [n], their parts. In nats.)";

constexpr const char* about_sweep =
    R"(Error against the number of evaluations (nfe), over seeds: a row a point and metric.

lane, sampler, process, metric: words; steps, nfe, median, low, high (quantiles 0.1 and 0.9) and
floor (of particles drawn exactly from the target): float64. Without samplers the scene's lanes
run, without processes on its own, without steps 5 to 200; nfe: numbers of evaluations in place of
steps; metrics: all of them where none is named. A combination that cannot run is left out with a
warning.)";

constexpr const char* about_search =
    R"(The list of levels on which a lane ends nearest to its target, by a metric.

"sigmas" [steps + 1], noisy to clean (on a flow "flow", its times); then that list ("found") and the
usual ones compared over other seeds, best first: list, median, low, high (quantiles 0.1, 0.9).)";

using Titles = nb::typed<nb::dict, nb::str, nb::str>;

/// In the order of the table.
Titles titles_of_table(const auto& table) {
  Titles titles;
  for (const auto& entry : table) titles[entry.name] = entry.title;
  return titles;
}

void add_lists(nb::module_& m) {
  m.def(
      "samplers", [] { return titles_of_table(samplers()); }, "The samplers: name and title.");
  m.def(
      "schedules", [] { return titles_of_table(processes()); }, "The processes: name and title.");
  m.def(
      "spacings", [] { return titles_of_table(spacings()); },
      "The spacings of levels: name and title.");
  m.def(
      "metrics", [] { return titles_of_table(metrics()); }, "The metrics: name and title.");
  m.def(
      "scenes",
      [] {
        Titles titles;
        for (const ShippedScene& shipped : shipped_scenes())
          titles[shipped.name.c_str()] = shipped.scene.title.c_str();
        return titles;
      },
      "The scenes of the gallery: name and title.");
}

void add_functions(nb::module_& m) {
  m.def(
      "scene",
      [](const std::optional<SceneSource>& source) {
        return scene_dict(source ? read_source(*source).scene : default_scene());
      },
      "source"_a = nb::none(), about_scene);
  m.def("schedule", schedule, "scene"_a, about_schedule);
  m.def("plan", plan, "scene"_a, "lane"_a = 0, about_plan);
  m.def(
      "run",
      [](const SceneSource& scene, int lane, const std::string& rows, const std::string& precision,
         bool flow, const std::optional<std::filesystem::path>& replay) {
        return run(scene, lane, {rows, precision, flow, replay});
      },
      "scene"_a, "lane"_a = 0, nb::kw_only(), "rows"_a = "all", "precision"_a = "double",
      "flow"_a = false, "replay"_a = nb::none(), about_run);
  m.def("likelihood", likelihood, "scene"_a, "points"_a, "lane"_a = 0, nb::kw_only(),
        "tolerance"_a = FlowOptions{}.tolerance, about_likelihood);
  using Words = std::vector<std::string>;
  using Numbers = std::vector<int>;
  m.def(
      "sweep",
      [](const SceneSource& scene, const Words& samplers, const Numbers& steps,
         const Words& processes, const Words& metrics, const Numbers& nfe, int seeds,
         int particles) {
        return sweep(scene, {samplers, processes, metrics, steps, nfe, seeds, particles});
      },
      "scene"_a, nb::kw_only(), "samplers"_a = nb::make_tuple(), "steps"_a = nb::make_tuple(),
      "processes"_a = nb::make_tuple(), "metrics"_a = nb::make_tuple(), "nfe"_a = nb::make_tuple(),
      "seeds"_a = SweepSpec{}.seeds, "particles"_a = SweepSpec{}.particles, about_sweep);
  m.def("search", search, "scene"_a, "lane"_a = 0, nb::kw_only(), "steps"_a = ListSearch{}.steps,
        "metric"_a = metric_info(ListSearch{}.metric).name, "tries"_a = ListSearch{}.evaluations,
        about_search);
}

}  // namespace
}  // namespace alphabar

NB_MODULE(alphabar, m) {
  m.doc() = alphabar::about_module;
  nb::register_exception_translator([](const std::exception_ptr& thrown, void*) {
    try {
      std::rethrow_exception(thrown);
    } catch (const alphabar::BadRequest& error) {
      PyErr_SetString(PyExc_ValueError, error.what());
    }
  });
  alphabar::choose_vector_target();
  alphabar::add_functions(m);
  alphabar::add_lists(m);
}
