#include "core/engine/unet/unet_process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>

#include "app/session/unet_pictures.h"
#include "core/base/error.h"
#include "core/files/arrays/npz.h"
#include "core/runs/net_outline.h"
#include "core/system/descriptor.h"
#include "tests/files/temp_folder.h"
#include "tests/support/paths.h"

namespace alphabar {
namespace {

namespace fs = std::filesystem;

const fs::path nets = fs::path(test_data()) / "golden/unets";

UNetProcessOptions from_this_build() { return {.program = alphabar_program()}; }

/// What a net is asked in the case that came with it.
struct Question {
  explicit Question(const std::string& net) {
    const Npz io = Npz::read(nets / net / "io.npz");
    shape = io.at("x").shape;
    x = io.at("x").as_doubles();
    t = io.at("t").as_doubles();
    if (io.has("class_labels")) labels = io.at("class_labels").as_int64();
    size = io.at("out").size();
  }
  template <class Real>
  std::vector<Real> ask(UNet& net) const {
    const std::vector<Real> pictures(x.begin(), x.end()), times(t.begin(), t.end());
    std::vector<Real> out(size);
    net.forward(UNetInput<Real>{pictures, shape[0], shape[2], shape[3], times, labels}, out);
    return out;
  }

  std::vector<std::int64_t> shape, labels;
  std::vector<double> x, t;
  std::size_t size = 0;
};

/// Processes that this one has started and that still run.
std::vector<pid_t> children() {
  std::vector<pid_t> found;
  for (const auto& thread : fs::directory_iterator("/proc/self/task")) {
    std::ifstream file(thread.path() / "children");
    for (pid_t child; file >> child;) found.push_back(child);
  }
  return found;
}

std::string complaint(const std::function<void()>& work) {
  try {
    work();
  } catch (const std::exception& problem) {
    return problem.what();
  }
  return "";
}

TEST(UNetProcess, AnswersAsTheNetInThisProcessDoes) {
  for (const std::string name : {"attn-gray", "class-rgb-scale-shift"}) {
    const Question question(name);
    const auto here = load_unet(nets / name);
    UNetProcess there(nets / name, from_this_build());
    EXPECT_EQ(there.parameters(), here->parameters());
    EXPECT_EQ(there.config().in_channels, here->config().in_channels);
    for (int again = 0; again < 2; ++again)
      EXPECT_EQ(question.ask<float>(there), question.ask<float>(*here)) << name;
    EXPECT_EQ(question.ask<double>(there), question.ask<double>(*here)) << name;
  }
}

/// Of the first picture of a case.
UNetInput<float> first_of(const Question& question, std::vector<float>& x, std::vector<float>& t) {
  x.assign(question.x.begin(),
           question.x.begin() + std::ptrdiff_t(question.x.size() / question.t.size()));
  t.assign(1, static_cast<float>(question.t.front()));
  const std::size_t labels = std::min<std::size_t>(question.labels.size(), 1);
  return {x, 1, question.shape[2], question.shape[3], t, std::span(question.labels).first(labels)};
}

TEST(UNetProcess, IsLookedIntoAsTheNetInThisProcessIs) {
  for (const std::string name : {"attn-gray", "class-rgb-scale-shift"}) {
    const Question question(name);
    const auto here = load_unet(nets / name);
    UNetProcess there(nets / name, from_this_build());
    std::vector<float> x, t;
    const UNetInput<float> in = first_of(question, x, t);
    const std::vector<BlockPass> own = here->watch(in), other = there.watch(in);
    const std::size_t blocks = 2 * here->config().block_out_channels.size() + 1;
    ASSERT_EQ(own.size(), blocks) << name;
    ASSERT_EQ(other.size(), blocks) << name;
    for (std::size_t i = 0; i < blocks; ++i) {
      EXPECT_EQ(other[i].activations, own[i].activations) << name << ", " << i;
      EXPECT_EQ(own[i].activations.size(),
                static_cast<std::size_t>(own[i].maps * own[i].height * own[i].width));
      EXPECT_EQ(other[i].channels, own[i].channels);
      EXPECT_GT(other[i].seconds, 0);
    }
    EXPECT_EQ(own.back().height, question.shape[2]) << "the last leaves pictures of full size";
    const std::vector<float> times{0, 17, 250.5F, 999};
    EXPECT_EQ(there.embed(times), here->embed(times));
    EXPECT_EQ(here->embed(times).size(),
              times.size() * static_cast<std::size_t>(here->config().time_dim()));
  }
}

TEST(UNetProcess, TellsHowMuchOfItsWeightsIsRead) {
  UNetProcessOptions options = from_this_build();
  std::vector<double> heard;
  options.progress = [&](double share) { heard.push_back(share); };
  const UNetProcess net(nets / "attn-gray", options);
  ASSERT_GT(heard.size(), 10u);
  EXPECT_TRUE(std::ranges::is_sorted(heard));
  EXPECT_EQ(heard.front(), 0);
  EXPECT_GT(heard.back(), 0.9);
  EXPECT_LT(heard.back(), 1);
}

TEST(UNetProcess, RunsWhereItIsToldOrSaysThatItCannot) {
  UNetProcessOptions options = from_this_build();
  options.device = Device::cpu;
  EXPECT_EQ(UNetProcess(nets / "attn-gray", options).device(), Device::cpu);
  options.device = Device::automatic;
  const bool cuda = UNetProcess(nets / "attn-gray", options).device() == Device::cuda;
  options.device = Device::cuda;
  const std::string said = complaint([&] { UNetProcess(nets / "attn-gray", options); });
  if (cuda)
    EXPECT_EQ(said, "");
  else
    EXPECT_THAT(said, ::testing::HasSubstr("device = cuda; allowed: auto or cpu"));
}

TEST(UNetProcess, TellsWhatIsWrongAsTheNetItselfDoesAndGoesOn) {
  const Question right("class-rgb-scale-shift");
  Question wrong = right;
  wrong.labels[0] = 1'000'000;
  const auto here = load_unet(nets / "class-rgb-scale-shift");
  UNetProcess there(nets / "class-rgb-scale-shift", from_this_build());
  EXPECT_THROW(wrong.ask<float>(there), BadRequest);
  EXPECT_EQ(complaint([&] { wrong.ask<float>(there); }),
            complaint([&] { wrong.ask<float>(*here); }));
  EXPECT_EQ(right.ask<float>(there), right.ask<float>(*here));
}

TEST(UNetProcess, TellsWhatIsWrongWithAFolder) {
  EXPECT_THROW(UNetProcess(nets / "absent", from_this_build()), BadRequest);
  const testing::TempFolder temporary;
  const fs::path& folder = temporary.path();
  fs::copy(nets / "attn-gray/config.json", folder);
  EXPECT_THROW(UNetProcess(folder, from_this_build()), BadRequest);  // the process itself finds it
  EXPECT_EQ(complaint([&] { UNetProcess(folder, from_this_build()); }),
            complaint([&] { load_unet(folder); }));
  EXPECT_THAT(children(), ::testing::IsEmpty());
}

TEST(UNetProcess, EndsWithTheNet) {
  {
    const UNetProcess net(nets / "attn-gray", from_this_build());
    EXPECT_THAT(children(), ::testing::SizeIs(1));
  }
  EXPECT_THAT(children(), ::testing::IsEmpty());
}

TEST(UNetProcess, ThatIsKilledIsAFailureAndNothingWorse) {
  const Question question("attn-gray");
  UNetProcess net(nets / "attn-gray", from_this_build());
  ASSERT_THAT(children(), ::testing::SizeIs(1));
  kill(children()[0], SIGKILL);
  EXPECT_THROW(question.ask<float>(net), Failed);
  EXPECT_THROW(question.ask<float>(net), Failed);
}

TEST(UNetProcess, CanBeStoppedWhileItLoads) {
  std::stop_source stop;
  UNetProcessOptions options = from_this_build();
  options.stop = stop.get_token();
  const std::jthread impatient([&] {
    while (children().empty()) std::this_thread::yield();
    stop.request_stop();
  });
  EXPECT_THROW(UNetProcess(nets / "attn-gray", options), Cancelled);
  EXPECT_THAT(children(), ::testing::IsEmpty());
}

/// A process that is held answers nothing: only an end gets anybody away from waiting for it.
TEST(UNetProcess, CanBeEndedInTheMiddleOfAnEvaluation) {
  const Question question("attn-gray");
  std::stop_source end;
  UNetProcessOptions options = from_this_build();
  options.end = end.get_token();
  {
    UNetProcess net(nets / "attn-gray", options);
    ASSERT_THAT(children(), ::testing::SizeIs(1));
    kill(children()[0], SIGSTOP);
    const std::jthread closing([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));  // the question is asked by then
      end.request_stop();
    });
    EXPECT_THROW(question.ask<float>(net), Cancelled);
    EXPECT_THROW(question.ask<float>(net), Cancelled);
  }
  EXPECT_THAT(children(), ::testing::IsEmpty());
}

TEST(UNetPictures, EndWithWhoClosesThem) {
  Scene scene = default_scene();
  scene.pictures.model = (nets / "attn-gray").string();
  scene.pictures.label = -1;
  scene.pictures.count = 1;
  const Process process(scene.process);
  std::stop_source end;
  {
    UNetPictures make(from_this_build().program);
    int rows = 0;
    std::jthread closing;
    const auto publish = [&](std::shared_ptr<const PictureRuns> runs) {
      rows = runs->front().rows_done;
      if (rows != 2) return;
      ASSERT_THAT(children(), ::testing::SizeIs(1));
      kill(children()[0], SIGSTOP);
      closing = std::jthread([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        end.request_stop();
      });
    };
    EXPECT_THROW(make({scene, process, false, {}, end.get_token(), publish}), Cancelled);
    EXPECT_EQ(rows, 2);
  }
  EXPECT_THAT(children(), ::testing::IsEmpty());
}

/// Makes the pictures of scenes, one after the other, and keeps what was shown last.
class PictureLanesTest : public ::testing::Test {
 protected:
  PictureLanesTest() {
    scene_ = default_scene();
    scene_.pictures.model = (nets / "attn-gray").string();
    scene_.pictures.label = -1;
    scene_.pictures.sampler.grid.steps = 3;
    PictureLane lane;
    lane.sampler.grid.steps = 2;
    add_lane(scene_.pictures, lane);
  }
  void make() {
    const Process process(scene_.process);
    make_({scene_, process, false, {}, {}, [&](auto runs) {
             for (std::size_t i = 1; i < runs->lanes.size(); ++i)
               EXPECT_LT(runs->lanes[i - 1]->lane, runs->lanes[i]->lane);
             shown_ = std::move(runs);
           }});
  }
  const PictureRun& lane(std::size_t place) { return *shown_->lanes.at(place); }

  Scene scene_;
  UNetPictures make_{from_this_build().program};
  std::shared_ptr<const PictureRuns> shown_;
};

TEST_F(PictureLanesTest, ShareTheirNoise) {
  make();
  ASSERT_EQ(shown_->lanes.size(), 2u);
  EXPECT_EQ(lane(0).rows_done, 4);
  EXPECT_EQ(lane(1).rows_done, 3);
  EXPECT_EQ(shown_->progress, 1);
  ASSERT_TRUE(shown_->net);
  const std::size_t size = lane(0).picture_size();
  EXPECT_TRUE(std::equal(lane(0).x.begin(), lane(0).x.begin() + size, lane(1).x.begin()));
}

TEST_F(PictureLanesTest, AreLookedIntoStateByState) {
  scene_.pictures.assume = "linear-1000-eps";
  make();
  const NetOutline& net = *shown_->net;
  ASSERT_FALSE(net.embedding_t.empty());
  EXPECT_EQ(net.embedding_t.front(), 1);
  EXPECT_EQ(net.embedding_t.back(), 1000);
  EXPECT_EQ(net.embedding.size(),
            net.embedding_t.size() * static_cast<std::size_t>(net.time_channels));
  const auto first = make_.look_inside({shown_->lanes[0], 0, 0});
  ASSERT_TRUE(first);
  EXPECT_EQ(first->blocks.size(), net.down.size() + net.middle.size() + net.up.size());
  const auto later = make_.look_inside({shown_->lanes[0], 2, 0});
  EXPECT_NE(later->blocks[0].activations, first->blocks[0].activations);
  const auto last = make_.look_inside({shown_->lanes[0], 3, 0});
  EXPECT_EQ(last->of.row, 2) << "nothing is asked of clean data";
  auto other = std::make_shared<PictureRun>(*shown_->lanes[0]);
  other->spec.model = "another";
  EXPECT_FALSE(make_.look_inside({other, 0, 0}));
}

TEST_F(PictureLanesTest, StayAsTheyAreWhereAnotherIsChanged) {
  make();
  EXPECT_EQ(make_.runs(), 2);
  const float* first = lane(0).x.data();
  const float* second = lane(1).x.data();
  scene_.pictures.beside[0].sampler.grid.steps = 4;
  make();
  EXPECT_EQ(make_.runs(), 3);
  EXPECT_EQ(lane(0).x.data(), first);
  EXPECT_NE(lane(1).x.data(), second);
  second = lane(1).x.data();
  scene_.pictures.name = "the first";
  scene_.pictures.beside[0].name = "the other";
  make();
  EXPECT_EQ(make_.runs(), 3) << "a name changes no picture";
  EXPECT_EQ(lane(1).of().name, "the other");
  scene_.pictures.muted = true;
  make();
  EXPECT_EQ(make_.runs(), 3);
  ASSERT_EQ(shown_->lanes.size(), 1u);
  EXPECT_EQ(lane(0).lane, 1u);
  EXPECT_EQ(lane(0).x.data(), second);
  scene_.seed = 2;
  make();
  EXPECT_EQ(make_.runs(), 4);
}

TEST_F(PictureLanesTest, RunBesideOneThatCannot) {
  scene_.pictures.beside[0].sampler.kind = SamplerKind::ddim_inverse;  // of no picture
  make();
  ASSERT_EQ(shown_->lanes.size(), 1u);
  ASSERT_EQ(shown_->problems.size(), 1u);
  EXPECT_THAT(shown_->problems[0], ::testing::HasSubstr("Lane 2"));
  scene_.pictures.beside.clear();
  scene_.pictures.sampler.kind = SamplerKind::ddim_inverse;
  EXPECT_THROW(make(), BadRequest);
}

TEST(UNetProcess, ThatCannotBeStartedIsAFailure) {
  EXPECT_THROW(UNetProcess(nets / "attn-gray", {.program = "/absent/program"}), Failed);
  EXPECT_THROW(UNetProcess(nets / "attn-gray", {.program = "/bin/true"}), Failed);
}

TEST(UNetProcess, NeverWritesWhereThisProcessHasItsResults) {
  rlimit before{};
  getrlimit(RLIMIT_NOFILE, &before);
  rlimit few = before;
  {
    const auto [one, other] = make_socket_pair("a test");  // what it takes first
    few.rlim_cur = static_cast<rlim_t>(std::max(one.get(), other.get()) + 1);
  }
  setrlimit(RLIMIT_NOFILE, &few);
  std::string said;
  try {
    UNetProcess(nets / "attn-gray", from_this_build());
  } catch (const Failed& e) {
    said = e.what();
  }
  setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_THAT(said, ::testing::HasSubstr("no descriptor"));
}

}  // namespace
}  // namespace alphabar
