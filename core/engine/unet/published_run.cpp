#include "core/engine/unet/published_run.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

#include "core/base/check.h"
#include "core/files/input_file.h"
#include "core/io/diffusers/scheduler_config.h"
#include "core/plan/samplers/samplers.h"

namespace alphabar {
namespace {

using nlohmann::json;

constexpr std::size_t most_bytes = std::size_t{4} << 20;

bool is_true(const json& config, const char* key) {
  const auto found = config.find(key);
  return found != config.end() && found->is_boolean() && found->get<bool>();
}

/// How a scheduler makes whole timesteps of those that a list of sigmas has.
enum class Whole {
  no,
  nearest,
  below,
  nearest_listed,  ///< of the list alone, not of what lies between its entries
};

Whole whole_timesteps(const json& config, const std::string& type) {
  const bool karras = is_true(config, "use_karras_sigmas");
  if (type.starts_with("KDPM2")) return karras ? Whole::nearest_listed : Whole::no;
  constexpr std::array solvers{"DPMSolverMultistepScheduler", "DPMSolverSinglestepScheduler",
                               "DEISMultistepScheduler", "UniPCMultistepScheduler",
                               "SASolverScheduler"};
  if (std::ranges::find(solvers, type) == solvers.end()) return Whole::no;
  const bool cosine = config.value("beta_schedule", json()) == "squaredcos_cap_v2";
  const bool multistep = type == solvers[0];
  if (karras || is_true(config, "use_lu_lambdas"))
    return multistep && cosine ? Whole::below : Whole::nearest;
  const bool listed =
      is_true(config, "use_exponential_sigmas") || is_true(config, "use_beta_sigmas");
  return listed ? Whole::below : Whole::nearest;  // a cast, or timesteps that are whole
}

/// Whether the library's noisiest sigma, in single precision, has a logarithm that is below its
/// own in the table that timesteps are found in: then it lies between the last two of them.
bool falls_short_of_last(const Process& process) {
  double product = 1;
  float alpha_bar = 1;
  for (int t = 1; t <= process.T(); ++t) {
    product *= 1 - static_cast<float>(process.beta(t));
    alpha_bar = static_cast<float>(product);
  }
  const float sigma = std::sqrt((1 - alpha_bar) / alpha_bar);
  return std::isfinite(sigma) &&
         std::log(static_cast<double>(sigma)) < static_cast<double>(std::log(sigma));
}

/// The timestep at which the library asks for a row of a run.
class Timesteps {
 public:
  Timesteps(const PublishedRun& run, Whole whole)
      : process_(run.use.training.process),
        visited_(visited_levels(process_, run.sampler)),
        whole_(whole) {}

  /// Where the net is asked: at the run's state, or at a point on the way to the next.
  enum class Point { state, between };

  double operator()(double sigma, Point point) const {
    // What the library keeps of the signal where there is none: alpha_bar = 2^-24.
    const double trace = std::sqrt(0x1p24 - 1) * (1 - 1e-9);
    if (process_.alpha_bar(process_.T()) == 0 && sigma >= trace) return process_.T() - 1;
    const double by_sigma = net_time(process_, NetQuestion{}, sigma);
    if (whole_ == Whole::below) {
      const bool last = by_sigma == process_.T() - 1 && falls_short_of_last(process_);
      return last ? process_.T() - 2 : std::floor(near_whole(by_sigma));
    }
    // Between timesteps a list of them has sigma linear, and a list of sigmas its logarithm.
    const auto level = std::ranges::find_if(visited_, [&](const Level& known) {
      return known.sigma() == sigma || std::abs(known.sigma() / sigma - 1) < 1e-9;
    });
    const double time = level != visited_.end() ? std::max(0.0, level->t - 1) : by_sigma;
    if (whole_ == Whole::nearest_listed)
      return point == Point::state ? std::round(by_sigma) : by_sigma;
    return whole_ == Whole::nearest ? std::round(time) : near_whole(time);
  }

 private:
  static double near_whole(double time) {
    const double whole = std::round(time);
    return std::abs(time - whole) < 1e-6 ? whole : time;
  }

  Process process_;
  std::vector<Level> visited_;
  Whole whole_;
};

/// With what the net is asked, evaluation by evaluation.
std::vector<double> asked_times(const PublishedRun& run, Whole whole) {
  const NetQuestion& question = run.use.training.question;
  const bool timesteps = question.time == NetTime::timestep;
  const Process process(run.use.training.process);
  std::optional<Timesteps> timestep;
  if (timesteps) timestep.emplace(run, whole);
  std::vector<double> times;
  auto point = Timesteps::Point::state;
  for (const Row& row : run.plan.rows) {
    const double sigma = Level{0, row.a, row.s}.sigma();
    if (row.evaluate)
      times.push_back(timesteps ? (*timestep)(sigma, point) : net_time(process, question, sigma));
    point = row.commit ? Timesteps::Point::state : Timesteps::Point::between;
  }
  return times;
}

/// Euler on log_linear sigmas: the net is asked at the timesteps of its spacing all the same.
bool has_own_timesteps(const json& config) {
  if (config.value("interpolation_type", json()) != "log_linear") return false;
  return std::ranges::none_of(
      std::array{"use_karras_sigmas", "use_exponential_sigmas", "use_beta_sigmas"},
      [&](const char* key) { return is_true(config, key); });
}

void ask_at_timesteps(json config, const std::string& where, PublishedRun& run) {
  config["interpolation_type"] = "linear";
  const auto steps = static_cast<int>(run.use.times.size());
  const SchedulerConfig plain = read_scheduler_config(config.dump(), where, steps);
  const std::vector<Level> levels = visited_levels(Process(plain.process), plain.sampler);
  for (std::size_t i = 0; i < run.use.times.size() && i < levels.size(); ++i)
    run.use.times[i] = levels[i].t - 1;
}

/// CMStochasticIterativeScheduler (Song et al. 2023, algorithm 1): x0_hat, then noise up to the
/// next sigma, of which sigma_min is the data's own.
PublishedRun consistency_run(const json& config, const std::string& where, NetTraining training,
                             int steps) {
  const auto number = [&](const char* key, double usual, double least, double most) {
    const json value = config.value(key, json());
    if (value.is_null()) return usual;
    if (!value.is_number()) throw BadRequest(where, key, value.dump().substr(0, 60), "a number");
    check_range(where, key, value.get<double>(), least, most);
    return value.get<double>();
  };
  const int T = static_cast<int>(number("num_train_timesteps", 40, 2, 1e6));
  const double rho = number("rho", 7, 1e-3, 1e3), scale = number("s_noise", 1, 0, 1e3);
  check_range(where, "steps", steps, 1, T);
  const double low = std::pow(training.process.sigma_min, 1 / rho);
  const double high = std::pow(training.process.sigma_max, 1 / rho);
  const int stride = T / steps;
  const auto sigma = [&](int step) {
    const double along = static_cast<double>(step * stride) / (T - 1);
    return std::pow(high + along * (low - high), rho);
  };
  PublishedRun run;
  run.use.training = std::move(training);
  const double least = run.use.training.process.sigma_min;
  for (int i = 0; i < steps; ++i) {
    const double from = sigma(i), to = i + 1 < steps ? sigma(i + 1) : least;
    Row row;
    row.from = {from, 1, from};
    row.to = {to, 1, to};
    row.a = 1;
    row.s = from;
    row.c_x = 0;
    row.c_d[0] = 1;
    row.c_z = scale * std::sqrt(std::max(0.0, to * to - least * least));
    row.draw = steps > 1;
    run.plan.rows.push_back(row);
  }
  run.plan.start = run.plan.rows.front().from;
  run.plan.init_scale = run.use.training.process.sigma_max;
  return run;
}

/// A step in x and eps of the combination v of outputs: eps = a v + s x at the step's own level.
void take_v(Row& row) {
  double share = 0;
  for (double& c : row.c_e) {
    share += c;
    c *= row.from.a;
  }
  row.c_x += share * row.from.s;
}

/// PNDM's rows where the eps that they keep is the net's v: diffusers combines outputs first, and
/// makes eps of the combination and of the state that the step begins at. A Runge-Kutta step
/// (core/plan/samplers/adams.cpp) is six rows, two of which ask nothing: they take x back from the
/// first output of the step, x = (x0_hat + s v) / a.
void keep_outputs_of_v(Plan& plan) {
  constexpr std::size_t rows_each = 6;
  const auto silent = std::ranges::count_if(plan.rows, [](const Row& r) { return !r.evaluate; });
  const std::size_t kutta = static_cast<std::size_t>(silent) / 2 * rows_each;
  for (std::size_t i = 0; i < kutta; i += rows_each) {
    const Level from = plan.rows[i].from;
    take_v(plan.rows[i]);
    double change = 0;  // of x, for eps of weight 1: the second row has half of the weights
    for (const double c : plan.rows[i + 1].c_e) change += 2 * c;
    plan.rows[i + 1].c_x += change * from.s;
    for (const std::size_t summed : {i + 1, i + 3, i + 5})
      for (double& c : plan.rows[summed].c_e) c *= from.a;
    for (const std::size_t trial : {i + 2, i + 4}) {
      Row& row = plan.rows[trial];
      const double x = row.c_d[1] / from.a + row.c_e[0] * from.s;
      row.c_d[1] = x / from.a;
      row.c_e[1] = x * from.s / from.a;
      row.c_e[0] *= from.a;
    }
  }
  for (std::size_t i = kutta; i < plan.rows.size(); ++i) take_v(plan.rows[i]);
}

void set_eta(SamplerSpec& sampler, const std::string& type, std::optional<double> eta) {
  if (!eta) return;
  const bool has = sampler.kind == SamplerKind::ddim || sampler.kind == SamplerKind::tcd;
  if (has) sampler.eta = *eta;
  if (!has && *eta != 0)
    throw BadRequest("images", "--eta", to_text(*eta), "none: " + type + " has no eta");
}

}  // namespace

EpsHat fit_to_net(Plan& plan, SamplerKind sampler, const NetQuestion& question) {
  const bool ddim = sampler == SamplerKind::ddim || sampler == SamplerKind::tcd;
  if (ddim && question.clips()) {
    for (Row& row : plan.rows) {
      const Decomposition parts = decompose(row);
      row.c_x = 0;
      row.c_d[0] = parts.predicted_x0;
      row.c_e[0] = parts.direction;
    }
    return EpsHat::as_said;
  }
  if (sampler == SamplerKind::pndm && question.prediction == PredictionType::v_prediction) {
    keep_outputs_of_v(plan);
    return EpsHat::output;
  }
  return EpsHat::of_clipped;
}

std::optional<SamplerSpec> published_sampler(const ModelFolder& model, int steps) {
  if (model.scheduler.empty() || net_training(model).scheduler == "CMStochasticIterativeScheduler")
    return {};
  const std::string text = read_text(model.scheduler, most_bytes);
  return read_scheduler_config(text, model.scheduler.string(), steps).sampler;
}

PublishedRun published_run(const ModelFolder& model, int steps, std::optional<double> eta) {
  NetTraining training = net_training(model);
  require_known(training, model.folder);
  const std::string where = model.scheduler.string();
  const std::string text = read_text(model.scheduler, most_bytes);
  const json config = parse_scheduler_config(text, where);
  const std::string type = training.scheduler;
  PublishedRun run;
  if (type == "CMStochasticIterativeScheduler") {
    run = consistency_run(config, where, std::move(training), steps);
    if (eta && *eta != 0)
      throw BadRequest("images", "--eta", to_text(*eta), "none: " + type + " has no eta");
    for (const Row& row : run.plan.rows)
      run.timesteps.push_back(
          net_time(Process(run.use.training.process), run.use.training.question, row.s));
    return run;
  }
  const SchedulerConfig read = read_scheduler_config(text, where, steps);
  run.sampler = read.sampler;
  run.use.training = std::move(training);
  set_eta(run.sampler, type, eta);
  run.plan = build_plan(Process(read.process), run.sampler);
  run.use.times = asked_times(run, whole_timesteps(config, type));
  if (has_own_timesteps(config)) ask_at_timesteps(config, where, run);
  run.timesteps = run.use.times;
  if (run.use.training.question.time == NetTime::sigma) {  // its list has the times of the SDE
    run.timesteps.clear();
    for (const Row& row : run.plan.rows)
      if (row.report == Report::state) run.timesteps.push_back(row.from.t);
  }
  run.use.eps = fit_to_net(run.plan, run.sampler.kind, run.use.training.question);
  return run;
}

}  // namespace alphabar
