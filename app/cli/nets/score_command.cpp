#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>

#include "app/cli/arguments/output.h"
#include "app/cli/nets/net_commands.h"
#include "core/base/check.h"
#include "core/derive/derived.h"
#include "core/files/arrays/npz.h"
#include "core/learn/folder/net_folder.h"
#include "core/learn/model/classifier_model.h"
#include "core/learn/model/learned_denoiser.h"
#include "core/learn/model/log_z.h"
#include "core/model/mixture.h"
#include "core/scene/training/objective_table.h"

namespace alphabar {
namespace {

struct Options {
  std::string folder, points, out;
  std::vector<double> sigmas;
  Carries carries = Carries::scene;
};

/// Those asked for; else its one level, or nine over its range.
std::vector<Level> levels_of(const NetLevels& net, const std::vector<double>& sigmas) {
  const Process& process = net.process();
  std::vector<Level> levels;
  for (const double sigma : sigmas) {
    check_range("score", "--sigma", sigma, 0, 1e6);
    levels.push_back(net.one_level() ? Level{0, 1, sigma} : process.at_sigma(sigma));
  }
  if (!levels.empty()) return levels;
  if (net.one_level()) return {{0, 1, net.form().training.sigma}};
  constexpr int count = 9;
  for (int i = 0; i < count; ++i) {
    const double u = i / (count - 1.0), low = process.t_min(), high = process.t_max();
    levels.push_back(process.at(process.time_is_sigma() ? low * std::pow(high / low, u)
                                                        : low + u * (high - low)));
  }
  return levels;
}

/// [levels][points][2], level after level.
struct Splits {
  std::vector<double> score, eps, x0;

  void add(const SplitBatch& split) {
    for (const auto& [to, from] :
         {std::pair{&score, &split.score}, {&eps, &split.eps_hat}, {&x0, &split.x0_hat}})
      to->insert(to->end(), from->data(), from->data() + from->size());
  }
};

class ScoreFile {
 public:
  ScoreFile(const Options& options, const NetFolder& folder)
      : folder_(folder),
        net_(folder.net.form),
        levels_(levels_of(net_, options.sigmas)),
        out_(options.out) {
    const NpzFile file(options.points);
    const std::int64_t count = file.require_shape("x", {-1, 2})[0];
    const std::vector<double> values = file.read({"x"}).take("x").finite_doubles();
    x_ = Eigen::Map<const PointBatch>(values.data(), 2, count);
    out_.add("x", values, {count, 2});
    std::vector<double> t, a, s;
    for (const Level& level : levels_) {
      t.push_back(level.t);
      a.push_back(level.a);
      s.push_back(level.s);
    }
    const auto n = static_cast<std::int64_t>(levels_.size());
    out_.add("t", t, {n});
    out_.add("a", a, {n});
    out_.add("s", s, {n});
  }

  void add_model(const Denoiser& model, const std::string& prefix) {
    Splits splits;
    for (const Level& level : levels_) splits.add(model.split_batch(x_, level, {}));
    add(prefix + "score", splits.score, 2);
    add(prefix + "eps_hat", splits.eps, 2);
    add(prefix + "x0_hat", splits.x0, 2);
  }

  void add_net() {
    if (net_.output() == Output::logits) {
      const ClassifierModel model(nullptr, folder_.net);
      std::vector<double> log_p;
      for (const Level& level : levels_) {
        const PointBatch p = model.log_probabilities(x_, level);
        log_p.insert(log_p.end(), p.data(), p.data() + p.size());
      }
      return add("log_p_class", log_p, folder_.net.form.classes);
    }
    const LearnedDenoiser model(folder_.net);
    add_model(model, "");
    const Eigen::VectorXd energy = model.energy(x_);
    if (energy.size() == 0) return;
    out_.add("energy",
             std::span<const double>(energy.data(), static_cast<std::size_t>(energy.size())),
             {energy.size()});
    const double sigma = folder_.net.form.training.sigma;
    log_z_ = log_z(model, folder_.scene ? square_around(folder_.scene->data, sigma)
                                        : Square{{0, 0}, 8 * folder_.net.form.data_std});
    out_.add("log_z", std::vector<double>{log_z_->value, log_z_->error, log_z_->outside}, {3});
    out_.add("log_z_square",
             std::vector<double>{log_z_->over.center[0], log_z_->over.center[1], log_z_->over.half},
             {3});
  }

  void add_exact(const Denoiser& model) {
    add_model(model, "exact_");
    std::vector<double> log_p;
    for (const Level& level : levels_) {
      const Eigen::VectorXd of_level = model.log_density_batch(x_, level);
      log_p.insert(log_p.end(), of_level.begin(), of_level.end());
    }
    add("exact_log_p", log_p, 1);
  }

  void finish(const Options& options) {
    if (folder_.scene) out_.add_recipe(recipe_for(options.out, *folder_.scene, options.carries));
    out_.finish();
  }
  /// Of an energy.
  const std::optional<LogZ>& known_log_z() const { return log_z_; }

 private:
  void add(const std::string& name, const std::vector<double>& values, std::int64_t each) {
    std::vector<std::int64_t> shape{static_cast<std::int64_t>(levels_.size()), x_.cols()};
    if (each > 1) shape.push_back(each);
    out_.add(name, values, shape);
  }

  const NetFolder& folder_;
  const NetLevels net_;
  const std::vector<Level> levels_;
  NpzWriter out_;
  PointBatch x_;
  std::optional<LogZ> log_z_;
};

void write_scores(const Options& options) {
  const NetFolder folder = read_net_folder(find_net(options.folder), NetContent::all);
  check_output(options.out, {Product::arrays});
  ScoreFile file(options, folder);
  file.add_net();
  if (folder.scene)
    file.add_exact(*exact_model(std::make_shared<const Mixture>(folder.scene->data)));
  file.finish(options);
  fmt::print("{}, {} steps{}\n", objective_info(folder.net.form.training.objective).title,
             folder.net.step,
             folder.scene ? "" : "; without scene.json there is nothing exact beside it");
  if (const std::optional<LogZ>& z = file.known_log_z())
    fmt::print(
        "log Z = {:.8g}, to about {:.1g}, over |x - {:.4g}|, |y - {:.4g}| <= {:.4g}; "
        "{:.2g} of it more in twice that\n",
        z->value, z->error, z->over.center[0], z->over.center[1], z->over.half, z->outside);
}

}  // namespace

void add_score_command(CLI::App& program) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand(
      "score", "Write what a learned net says at points, and the exact answer beside it");
  command->add_option("FOLDER", options->folder, "of alphabar train, or a name in assets/nets")
      ->required();
  command->add_option("--at", options->points, "arrays with the points x_t, x [N,2]")->required();
  command
      ->add_option("--sigma", options->sigmas,
                   "levels s / a; otherwise the net's one, or nine over its times")
      ->delimiter(',');
  add_output(*command, options->out, "where the arrays go", Product::arrays);
  add_no_scene(*command, options->carries);
  command->callback([options] { write_scores(*options); });
}

}  // namespace alphabar
