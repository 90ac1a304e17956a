// Runs of diffusers' own schedulers with small nets: the folder's scheduler repeats them here.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "core/base/error.h"
#include "core/engine/unet/image_run.h"
#include "core/engine/unet/published_run.h"
#include "core/files/arrays/npz.h"
#include "core/files/json/json_strict.h"
#include "tests/support/paths.h"

namespace alphabar {
namespace {

namespace fs = std::filesystem;

const fs::path runs = fs::path(test_data()) / "pipelines";

std::vector<std::string> cases() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(runs))
    names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  return names;
}

/// The files of a case: the scheduler is its own, the net one that cases share.
ModelFolder folder_of(const std::string& name) {
  const nlohmann::json document = read_json(runs / name / "case.json");
  ModelFolder model =
      model_folder(fs::path(test_data()) / "nets" / document.at("net").get<std::string>());
  model.scheduler = runs / name / "scheduler_config.json";
  return model;
}

/// The largest difference in a row of an array, over the row's largest value or 1.
template <class List>
double row_error(const List& values, const std::vector<double>& reference, std::size_t rows) {
  if (values.size() != reference.size()) return INFINITY;
  const std::size_t one = reference.size() / rows;
  double worst = 0;
  for (std::size_t row = 0; row < rows; ++row) {
    double difference = 0, largest = 1;
    for (std::size_t i = row * one; i < (row + 1) * one; ++i) {
      const double off = std::abs(static_cast<double>(values.data()[i]) - reference[i]);
      difference = off <= INFINITY ? std::max(difference, off) : INFINITY;
      largest = std::max(largest, std::abs(reference[i]));
    }
    worst = std::max(worst, difference / largest);
  }
  return worst;
}

class Pipeline : public testing::TestWithParam<std::string> {};

TEST_P(Pipeline, RepeatsTheLibrarysRun) {
  const nlohmann::json document = read_json(runs / GetParam() / "case.json");
  const Npz arrays = Npz::read(runs / GetParam() / "arrays.npz");
  const ModelFolder model = folder_of(GetParam());
  std::optional<double> eta;
  if (document.contains("eta")) eta = document["eta"].get<double>();
  PublishedRun published = published_run(model, document.at("steps"), eta);
  ImageRunRequest request;
  if (document.contains("labels")) {
    request.labels = document["labels"].get<std::vector<std::int64_t>>();
    for (Row& row : published.plan.rows) row.w = 1;
  }
  ImageReplay replay{arrays.at("x_init").as_doubles(), {}};
  if (arrays.has("noise")) {  // some draw for a last step that leaves the draw out
    replay.noise = arrays.at("noise").as_doubles();
    replay.noise.resize(static_cast<std::size_t>(published.plan.draws()) * replay.x_init.size());
  }
  const auto net = load_unet(model.folder);
  request.plan = &published.plan;
  request.net = net.get();
  request.use = published.use;
  request.count = static_cast<int>(arrays.at("x_init").shape[0]);
  request.replay = &replay;
  request.keep_outputs = true;
  const ImageRun run = run_images(request);

  std::vector<float> x;  // states after a corrector are no states of the library's list
  const std::size_t one = run.picture_size() * static_cast<std::size_t>(run.count);
  for (std::size_t i = 0; i < run.x_rows.size(); ++i) {
    const int row = run.x_rows[i];
    if (row >= 0 && published.plan.rows[static_cast<std::size_t>(row)].report == Report::corrected)
      continue;
    x.insert(x.end(), run.x.data() + i * one, run.x.data() + (i + 1) * one);
  }
  // Its tables are in single precision, ours in double.
  constexpr double tolerance = 2e-3;
  const auto rows = [&](const char* name) {
    return static_cast<std::size_t>(arrays.at(name).shape[0]);
  };
  EXPECT_LE(row_error(x, arrays.at("x").as_doubles(), rows("x")), tolerance);
  EXPECT_LE(row_error(run.said, arrays.at("model_output").as_doubles(), rows("model_output")),
            tolerance);
  if (arrays.has("x0")) {
    EXPECT_LE(row_error(run.x0, arrays.at("x0").as_doubles(), rows("x0")), tolerance);
  }
  const std::vector<double> timesteps = arrays.at("timesteps").as_doubles();
  ASSERT_EQ(published.timesteps.size(), timesteps.size());
  for (std::size_t i = 0; i < timesteps.size(); ++i)
    EXPECT_NEAR(published.timesteps[i], timesteps[i], 0.01) << i;
}

INSTANTIATE_TEST_SUITE_P(Runs, Pipeline, testing::ValuesIn(cases()), [](const auto& run) {
  std::string name = run.param;
  std::ranges::replace(name, '-', '_');
  return name;
});

TEST(PublishedRun, RefusesWhatItsSchedulerHasNot) {
  EXPECT_THROW(published_run(folder_of("euler"), 7, 0.5), BadRequest);  // no eta there
  EXPECT_NO_THROW(published_run(folder_of("euler"), 7, 0.0));
  EXPECT_THROW(published_run(folder_of("consistency-one"), 41), BadRequest);  // of 40
  EXPECT_THROW(published_run(folder_of("ddpm-small-log"), 1001), BadRequest);
  ModelFolder silent = folder_of("euler");
  silent.scheduler.clear();
  EXPECT_THROW(published_run(silent, 7), BadRequest);
}

// The plan of a scene's DDIM on a net whose x0_hat is clipped is the library's: clipped x0_hat, and
// the direction by eps_hat as it is said.
TEST(PublishedRun, PutsAScenesStepsIntoTheFormOfItsNet) {
  Plan plan = published_run(folder_of("ddim-x0-offset"), 6).plan;
  const Plan before = plan;
  NetQuestion question;
  EXPECT_EQ(fit_to_net(plan, SamplerKind::ddim, question), EpsHat::of_clipped);
  EXPECT_EQ(plan, before);
  question.clip = 1;
  EXPECT_EQ(fit_to_net(plan, SamplerKind::ddim, question), EpsHat::as_said);
  for (std::size_t i = 0; i < plan.rows.size(); ++i) {
    const Decomposition parts = decompose(before.rows[i]);
    EXPECT_EQ(plan.rows[i].c_x, 0);
    EXPECT_EQ(plan.rows[i].c_d[0], parts.predicted_x0);
    EXPECT_EQ(plan.rows[i].c_e[0], parts.direction);
  }
}

}  // namespace
}  // namespace alphabar
