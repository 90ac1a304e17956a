// Whole runs of pictures: against diffusers with a saved net, and against plans worked out by hand
// with a net whose answers are known.
#include "core/engine/unet/image_run.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "core/base/error.h"
#include "core/io/scene_file.h"
#include "core/plan/samplers/samplers.h"
#include "core/process/process.h"
#include "core/rng/noise.h"
#include "tests/support/golden.h"
#include "tests/support/paths.h"

namespace alphabar {
namespace {

namespace fs = std::filesystem;

const fs::path unets = fs::path(test_data()) / "golden/unets";

TEST(ImageRun, RepeatsThePictureRunOfDiffusers) {
  const GoldenCase golden = read_golden("unets/attn-gray-ddim-run");
  const Scene scene = scene_from_json(golden.document.dump(), golden.name);
  const Process process(scene.process);
  const Plan plan = build_plan(process, scene.lanes.at(0).sampler);
  const auto net = load_unet(unets / "attn-gray");
  const ImageReplay replay{golden.values("x_init"), {}};
  ImageRunRequest request;
  request.plan = &plan;
  request.net = net.get();
  request.count = 2;
  request.replay = &replay;
  const ImageRun run = run_images(request);
  EXPECT_EQ(run.timesteps, golden.values("timesteps"));
  EXPECT_LE(largest_error(std::vector<double>(run.x.begin(), run.x.end()), golden.values("x")),
            golden.tolerance("float32", "x"));
  EXPECT_LE(largest_error(std::vector<double>(run.x0.begin(), run.x0.end()), golden.values("x0")),
            golden.tolerance("float32", "x0"));
}

// Answers eps = f(x, t, label) element by element.
class KnownNet : public UNet {
 public:
  using Answer = std::function<float(float x, float t, std::int64_t label)>;
  explicit KnownNet(int classes, Answer answer) : answer_(std::move(answer)) {
    config_.sample_height = config_.sample_width = 2;
    config_.in_channels = config_.out_channels = 1;
    config_.block_out_channels = {8};
    config_.down_block_types = {"DownBlock2D"};
    config_.up_block_types = {"UpBlock2D"};
    config_.num_class_embeds = classes;
  }
  const UNetConfig& config() const override { return config_; }
  std::int64_t parameters() const override { return 0; }
  Device device() const override { return Device::cpu; }
  void forward(const UNetInput<float>& in, std::span<float> out) override {
    ++calls;
    const auto one = static_cast<std::size_t>(in.height * in.width);
    EXPECT_EQ(in.x.size(), one * static_cast<std::size_t>(in.n));
    for (std::size_t e = 0; e < in.x.size(); ++e)
      out[e] = answer_(in.x[e], in.t[e / one], in.labels.empty() ? -1 : in.labels[e / one]);
  }
  void forward(const UNetInput<double>&, std::span<double>) override { FAIL(); }
  /// Element by element, too: by the middle of the answers to either side.
  void pull_back(const UNetInput<float>& in, std::span<const float> g,
                 std::span<float> out) override {
    constexpr float step = 1e-2F;
    const auto one = static_cast<std::size_t>(in.height * in.width);
    for (std::size_t e = 0; e < in.x.size(); ++e) {
      const std::int64_t label = in.labels.empty() ? -1 : in.labels[e / one];
      out[e] = g[e] *
               (answer_(in.x[e] + step, in.t[e / one], label) -
                answer_(in.x[e] - step, in.t[e / one], label)) /
               (2 * step);
    }
  }
  std::vector<float> embed(std::span<const float>) override { return {}; }
  std::vector<BlockPass> watch(const UNetInput<float>&) override { return {}; }
  int calls = 0;

 private:
  UNetConfig config_;
  Answer answer_;
};

Plan ddim(const ProcessSpec& spec, int steps, double eta = 0, GuidanceSpec guidance = {}) {
  SamplerSpec sampler;
  sampler.grid.steps = steps;
  sampler.eta = eta;
  return build_plan(Process(spec), sampler, guidance);
}

// eps_hat for data that is the single point m: (x - a m) / s, so every x0_hat is m and so is the
// end.
KnownNet net_of_point(float m) {
  const Process trained(ProcessSpec{});
  return KnownNet(0, [trained, m](float x, float t, std::int64_t) {
    const Level level = trained.at(static_cast<double>(t) + 1);
    return static_cast<float>((x - level.a * m) / level.s);
  });
}

// Levels noisier than the net was trained on: a cosine schedule starts at sigma = 20,000 where the
// net has seen 157, and zero terminal SNR at infinity. Dividing an error of eps_hat in single
// precision by such an a would show as 1e-7 * 20,000; at the net's own noisiest level it is 2e-5.
TEST(ImageRun, KeepsItsHeadAboveTheNoiseItWasTrainedOn) {
  ProcessSpec cosine, zero_snr;
  cosine.kind = ProcessKind::cosine;
  zero_snr.zero_terminal_snr = true;
  for (const ProcessSpec& spec : {cosine, zero_snr}) {
    SamplerSpec sampler;
    sampler.grid.steps = 10;
    sampler.grid.spacing = Spacing::trailing;
    const Plan plan = build_plan(Process(spec), sampler);
    KnownNet net = net_of_point(0.25f);
    ImageRunRequest request;
    request.plan = &plan;
    request.net = &net;
    const ImageRun run = run_images(request);
    for (const float x0 : run.x0) EXPECT_NEAR(x0, 0.25, 2e-4);
    for (std::size_t e = run.x.size() - 4; e < run.x.size(); ++e) EXPECT_NEAR(run.x[e], 0.25, 2e-4);
  }
}

TEST(ImageRun, RefusesWhatNeedsTooMuchMemory) {
  KnownNet net = net_of_point(0);
  const Plan plan = ddim(ProcessSpec(), 10);
  ImageRunRequest request;
  request.plan = &plan;
  request.net = &net;
  EXPECT_NO_THROW(check_memory(request));
  request.height = request.width = 4096;  // as large as a config.json may ask for
  request.count = 64;
  EXPECT_THROW(run_images(request), BadRequest);
  EXPECT_EQ(net.calls, 0);
}

TEST(ImageRun, EndsAtTheOnlyPointOfTheData) {
  KnownNet net = net_of_point(0.75f);
  for (const ProcessKind kind : {ProcessKind::linear, ProcessKind::cosine}) {
    ProcessSpec spec;
    spec.kind = kind;
    for (const double eta : {0.0, 1.0}) {
      const Plan plan = ddim(spec, 20, eta);
      ImageRunRequest request;
      request.plan = &plan;
      request.net = &net;
      request.count = 3;
      const ImageRun run = run_images(request);
      EXPECT_EQ(run.x_rows.size(), 21u);
      EXPECT_EQ(run.x.size(), 21u * 12);
      EXPECT_EQ(run.eps.size(), 20u * 12);
      // The last level of the cosine process, sigma 0.006, is cleaner than any the net knows.
      for (std::size_t e = run.x.size() - 12; e < run.x.size(); ++e)
        EXPECT_NEAR(run.x[e], 0.75, kind == ProcessKind::linear ? 1e-5 : 0.02);
    }
  }
}

// The same net serves a process with a = 1: x / sqrt(1 + sigma^2) is asked for.
TEST(ImageRun, ServesAnExplodingProcess) {
  KnownNet net = net_of_point(-0.5f);
  ProcessSpec spec;
  spec.kind = ProcessKind::ve;
  SamplerSpec sampler;
  sampler.kind = SamplerKind::probability_flow;
  sampler.grid.steps = 200;
  const Plan plan = build_plan(Process(spec), sampler);
  ImageRunRequest request;
  request.plan = &plan;
  request.net = &net;
  const ImageRun run = run_images(request);
  // x - m shrinks with sigma, 50 to about 0.01; Euler's 200 steps leave some of it.
  EXPECT_GT(std::abs(run.x[0]), 1);
  for (std::size_t e = run.x.size() - 4; e < run.x.size(); ++e) EXPECT_NEAR(run.x[e], -0.5, 0.1);
}

// A corrector's step is made of the scores of all pictures: one that is too large for a number
// leaves no step that looks like one.
TEST(ImageRun, DoesNotStandStillForAnInfiniteScore) {
  KnownNet net(0, [](float x, float, std::int64_t) {
    return x > 0 ? std::numeric_limits<float>::infinity() : x;
  });
  Plan plan;
  Row corrector;
  corrector.a = corrector.s = 1;
  corrector.snr = 0.16;
  plan.rows = {corrector};
  ImageRunRequest request;
  request.plan = &plan;
  request.net = &net;
  request.count = 2;
  ImageReplay replay;
  replay.x_init = {-1, -1, -1, -1, 1, 1, 1, 1};
  replay.noise.assign(8, -0.5);
  request.replay = &replay;
  const ImageRun run = run_images(request);
  for (std::size_t e = run.x.size() - 8; e < run.x.size(); ++e)
    EXPECT_FALSE(std::isfinite(run.x[e]));
}

TEST(ImageRun, GuidesFromNoClassTowardsTheClass) {
  // eps = label: plain (no class, 4) + w (guided (1) - plain).
  KnownNet net(5, [](float, float, std::int64_t label) { return static_cast<float>(label); });
  const auto eps = [&](double w, std::vector<std::int64_t> labels) {
    Plan plan = ddim({}, 1);
    plan.rows.at(0).w = w;
    ImageRunRequest request;
    request.plan = &plan;
    request.net = &net;
    request.labels = std::move(labels);
    request.count = 2;
    net.calls = 0;
    const ImageRun run = run_images(request);
    return std::vector<float>{run.eps[0], run.eps[4]};
  };
  EXPECT_EQ(eps(0, {1}), (std::vector<float>{4, 4}));
  EXPECT_EQ(net.calls, 1);
  EXPECT_EQ(eps(1, {1}), (std::vector<float>{1, 1}));
  EXPECT_EQ(net.calls, 1);
  EXPECT_EQ(eps(3, {1, 0}), (std::vector<float>{4 - 9, 4 - 12}));
  EXPECT_EQ(net.calls, 2);
  EXPECT_EQ(eps(3, {-1, 2}), (std::vector<float>{4, 4 - 6}));
  EXPECT_EQ(eps(1, {}), (std::vector<float>{4, 4}));
}

/// Leads x_t itself by what it is at first, and tells which classes it was asked for.
class Outside : public PictureLead {
 public:
  bool of_prediction() const override { return false; }
  PointBatch gradient(const PointBatchView& x, const Level&,
                      std::span<const int> classes) const override {
    asked.assign(classes.begin(), classes.end());
    return PointBatch::Constant(x.rows(), x.cols(), 0.25);
  }
  mutable std::vector<int> asked;
};

// score += w G, eps_hat -= w s G, x0_hat += w s^2 / a G; the net itself is asked for no class.
TEST(ImageRun, IsLedByAGradientOverTheState) {
  KnownNet net(
      5, [](float x, float, std::int64_t label) { return 0.5F * x + static_cast<float>(label); });
  Plan plan = ddim({}, 1);
  plan.rows.at(0).w = 3;
  const Row& row = plan.rows[0];
  ImageRunRequest request;
  request.plan = &plan;
  request.net = &net;
  request.labels = {2, 1};
  request.count = 2;
  const auto lead = std::make_shared<Outside>();
  request.use.lead = lead;
  const ImageRun run = run_images(request);
  EXPECT_EQ(lead->asked, (std::vector<int>{2, 1}));
  for (std::size_t e = 0; e < 8; ++e) {
    const double eps = 0.5 * run.x[e] + 4;
    EXPECT_NEAR(run.eps[e], eps - 3 * row.s * 0.25, 1e-5);
    const double x0 = (run.x[e] - row.s * eps) / row.a;
    EXPECT_NEAR(run.x0[e], x0 + 3 * row.s * row.s / row.a * 0.25, 1e-5 / row.a);
  }
}

// Of data that are normal with mean m and variance v every x0_hat is linear in x, and so is J:
// x0_hat = m + J (x - a m), J = a v / (a^2 v + s^2); what is known of x_0 is normal, too, and the
// guided x0_hat its mean under the factor exp(-w |x_0 - y|^2 / 2).
TEST(ImageRun, IsLedByALossThroughTheNet) {
  constexpr double m = 0.2, v = 0.3, w = 2, wanted = -0.5;
  const Process trained(ProcessSpec{});
  KnownNet net(0, [&](float x, float t, std::int64_t) {
    const Level level = trained.at(static_cast<double>(t) + 1);
    return static_cast<float>(level.s * (x - level.a * m) /
                              (level.a * level.a * v + level.s * level.s));
  });
  Plan plan = ddim({}, 5);
  for (Row& row : plan.rows) row.w = w;
  ImageRunRequest request;
  request.plan = &plan;
  request.net = &net;
  PictureLane lane;
  lane.guide = PictureGuide::picture;
  request.use.lead = loss_lead(lane, {1, 2, 2}, std::vector<float>(4, wanted));
  const ImageRun run = run_images(request);
  for (std::size_t i = 0; i < plan.rows.size(); ++i) {
    const Row& row = plan.rows[i];
    const double j = row.a * v / (row.a * row.a * v + row.s * row.s);
    for (std::size_t e = 0; e < 4; ++e) {
      const double x0 = m + j * (run.x[4 * i + e] - row.a * m);
      const double variance = row.s * row.s / row.a * j;
      const double guided = (x0 + w * variance * wanted) / (1 + w * variance);
      EXPECT_NEAR(run.x0[4 * i + e], guided, 1e-3) << i;
    }
  }
}

TEST(ImageRun, BeginsWhereItIsTold) {
  KnownNet net = net_of_point(0.25F);
  const Plan plan = ddim({}, 3, 1);
  ImageRunRequest request;
  request.plan = &plan;
  request.net = &net;
  request.count = 3;
  const ImageRun usual = run_images(request);
  request.x_init.assign(12, 0.5F);
  const ImageRun given = run_images(request);
  for (std::size_t e = 0; e < 12; ++e) EXPECT_EQ(given.x[e], 0.5F);
  request.x_init.resize(8);
  EXPECT_THROW(run_images(request), BadRequest);
  request.x_init.clear();
  request.between = true;
  const ImageRun between = run_images(request);
  const std::vector<float> first(usual.x.begin(), usual.x.begin() + 4),
      second(usual.x.begin() + 4, usual.x.begin() + 8);
  const std::vector<float> want = between_starts(first, second, 3);
  for (std::size_t e = 0; e < 12; ++e) EXPECT_NEAR(between.x[e], want[e], 1e-6) << e;
}

TEST(ImageRun, DrawsTheGeneratorsNoise) {
  KnownNet net(0, [](float, float, std::int64_t) { return 0.0f; });
  Plan plan = ddim({}, 2, 1);
  for (Row& row : plan.rows) {
    row.c_x = 0;
    row.c_d = row.c_e = {};
    row.c_z = 1;
  }
  ImageRunRequest request;
  request.plan = &plan;
  request.net = &net;
  request.count = 2;
  request.seed = 9;
  request.lane = 3;
  const ImageRun run = run_images(request);
  for (std::uint64_t e = 0; e < 8; ++e) {
    EXPECT_FLOAT_EQ(run.x[e], static_cast<float>(normal(9, e, 0, Stream::start, 3)));
    EXPECT_FLOAT_EQ(run.x[8 + e], static_cast<float>(normal(9, e, 0, Stream::noise, 3)));
    EXPECT_FLOAT_EQ(run.x[16 + e], static_cast<float>(normal(9, e, 1, Stream::noise, 3)));
  }
}

// A multistep solver reaches into the history; on data that is one point it must end there too.
TEST(ImageRun, KeepsAHistory) {
  KnownNet net = net_of_point(0.25f);
  for (const SamplerKind kind :
       {SamplerKind::dpmpp_2m, SamplerKind::pndm, SamplerKind::unipc, SamplerKind::heun}) {
    SamplerSpec sampler;
    sampler.kind = kind;
    sampler.grid.steps = 20;
    const Plan plan = build_plan(Process(ProcessSpec{}), sampler);
    ImageRunRequest request;
    request.plan = &plan;
    request.net = &net;
    const ImageRun run = run_images(request);
    for (std::size_t e = run.x.size() - 4; e < run.x.size(); ++e)
      EXPECT_NEAR(run.x[e], 0.25, 0.02) << static_cast<int>(kind);
  }
}

TEST(ImageRun, TellsProgressAndStops) {
  KnownNet net = net_of_point(0);
  const Plan plan = ddim({}, 5);
  std::stop_source stop;
  ImageRunRequest request;
  request.plan = &plan;
  request.net = &net;
  request.stop = stop.get_token();
  std::vector<std::size_t> seen;
  EXPECT_THROW(run_images(request,
                          [&](const ImageRun& run, std::size_t done) {
                            EXPECT_EQ(run.x.size(), 4 * (done + 1));
                            seen.push_back(done);
                            if (done == 2) stop.request_stop();
                          }),
               Cancelled);
  EXPECT_EQ(seen, (std::vector<std::size_t>{0, 1, 2}));
}

// What has been handed out stays as it was and where it was, whatever comes after it.
TEST(ImageRun, SharesWhatIsDoneWithItsSnapshots) {
  KnownNet net = net_of_point(0);
  const Plan plan = ddim({}, 5);
  ImageRunRequest request;
  request.plan = &plan;
  request.net = &net;
  std::vector<ImageRun> seen;
  const ImageRun run =
      run_images(request, [&](const ImageRun& so_far, std::size_t) { seen.push_back(so_far); });
  ASSERT_EQ(seen.size(), 6u);
  for (std::size_t done = 0; done < seen.size(); ++done) {
    EXPECT_EQ(seen[done].x.data(), run.x.data());
    EXPECT_EQ(seen[done].x.size(), 4 * (done + 1));
    EXPECT_EQ(seen[done].x0.data(), run.x0.data());
    EXPECT_EQ(seen[done].eps.data(), run.eps.data());
    EXPECT_EQ(seen[done].eps.size(), 4 * done);
  }
}

TEST(ImageRun, RefusesRequestsThatDoNotFit) {
  KnownNet plain(0, [](float, float, std::int64_t) { return 0.0f; });
  const Plan plan = ddim({}, 2);
  const auto run = [&](const std::function<void(ImageRunRequest&)>& change) {
    ImageRunRequest request;
    request.plan = &plan;
    request.net = &plain;
    change(request);
    run_images(request);
  };
  EXPECT_NO_THROW(run([](auto&) {}));
  EXPECT_THROW(run([](auto& r) { r.plan = nullptr; }), BadRequest);
  EXPECT_THROW(run([](auto& r) { r.net = nullptr; }), BadRequest);
  EXPECT_THROW(run([](auto& r) { r.count = 0; }), BadRequest);
  EXPECT_THROW(run([](auto& r) { r.labels = {0}; }), BadRequest);
  EXPECT_THROW(run([](auto& r) { r.use.training.process.kind = ProcessKind::vp_sde; }), BadRequest);
  const ImageReplay replay{std::vector<double>(3), {}};
  EXPECT_THROW(run([&](auto& r) { r.replay = &replay; }), BadRequest);
  Plan from_data = plan;
  from_data.begin = Start::data;
  EXPECT_THROW(run([&](auto& r) { r.plan = &from_data; }), BadRequest);
}

}  // namespace
}  // namespace alphabar
