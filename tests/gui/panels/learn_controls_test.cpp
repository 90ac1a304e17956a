// Every control of the panel Learn, driven with the mouse and the keyboard.
#include <gmock/gmock.h>

#include <cmath>
#include <variant>

#include "core/learn/folder/net_folder.h"
#include "core/scene/training/objective_table.h"
#include "core/scene/training/training_options.h"
#include "tests/gui/panels/learn_driver.h"
// After the driver, which knows GoogleTest's namespace alone by this name.
#include "tests/files/temp_folder.h"

namespace alphabar {
namespace {

class LearnControls : public LearnDriver {
 protected:
  LearnControls() : LearnDriver(40) {}
  /// What is told of a net that learns above the controls moves them: not before it is told.
  void in_controls(ImGuiTestContext& ui) {
    learned(ui);
    name_controls(ui);
  }
  void type_in(ImGuiTestContext& ui, const std::string& item, const std::string& text) {
    in_controls(ui);
    ui.ItemInput(item.c_str());
    ui.KeyCharsReplaceEnter(text.c_str());
    ui.Yield(2);
  }
  void choose(ImGuiTestContext& ui, const std::string& item, const std::string& entry) {
    in_controls(ui);
    ui.ItemClick(item.c_str());
    std::string path = "//$FOCUSED/";
    for (const char letter : entry) path += letter == '/' ? "\\/" : std::string(1, letter);
    ui.ItemClick(path.c_str());
    ui.Yield(2);
  }
  void reset(ImGuiTestContext& ui, const std::string& item) {
    in_controls(ui);
    ui.ItemClick(item.c_str(), ImGuiMouseButton_Right);
    ui.Yield(2);
  }

  /// Another value is typed or chosen in the row of an option, and the option has it; a right click
  /// gives back the usual one. `spec`: where the scene has it now.
  template <class Spec, class Option, class Get>
  void drive_row(ImGuiTestContext& ui, const Option& option, const Get& spec) {
    if (!option.title && !option.words) return;
    if (option.used && !option.used(spec())) return;
    if (option.shown && !option.shown(spec())) return;
    const std::string id = option.id ? option.id : std::string("##") + option.name;
    std::visit(
        [&](auto member) {
          using Value = std::remove_cvref_t<decltype(std::declval<Spec>().*member)>;
          const Value usual = Spec().*member;
          if constexpr (std::is_same_v<Value, int> || std::is_same_v<Value, double>) {
            const double low = option.drag.low, high = option.drag.high;
            double other = usual + (high - usual > usual - low ? 0.25 * (high - usual)
                                                               : -0.25 * (usual - low));
            if (std::is_same_v<Value, int>) other = 16 * std::max(1.0, std::round(other / 16));
            other = std::clamp(other, low, high);
            type_in(ui, id, std::to_string(other));
            EXPECT_NEAR(static_cast<double>(spec().*member), other, 1e-5 + 1e-3 * std::abs(other))
                << id;
            reset(ui, id);
            EXPECT_EQ(spec().*member, usual) << id;
          } else if constexpr (std::is_enum_v<Value>) {
            for (const auto& entry : listed(Value())) {
              choose(ui, id, entry.title);
              EXPECT_EQ(spec().*member, entry.kind) << id << " " << entry.title;
            }
            reset(ui, id);
            EXPECT_EQ(spec().*member, usual) << id;
          }
        },
        option.member);
  }

  const TrainingSpec& training() { return scene().training; }
};

TEST_F(LearnControls, EveryObjectiveIsChosenAndSaysWhatItNeeds) {
  drive([&](ImGuiTestContext& ui) {
    for (const ObjectiveInfo& info : objectives()) {
      choose(ui, "##objective", info.title);
      EXPECT_EQ(training().objective, info.kind) << info.title;
      ui.Yield(2);
      EXPECT_TRUE(app().learn.wait(std::chrono::seconds(60)));
      // It fits the process, or says that it does not.
      EXPECT_EQ(app().learn.refusal().empty(), app().learn.snapshot() != nullptr)
          << info.title << ": " << app().learn.refusal();
    }
  });
}

TEST_F(LearnControls, EveryNumberOfATrainingIsTypedAndGivenBack) {
  drive([&](ImGuiTestContext& ui) {
    for (const Objective objective :
         {Objective::energy, Objective::smld, Objective::edm, Objective::ddpm_min_snr}) {
      Scene next = scene();
      next.training.objective = objective;
      app().session.apply(next);
      ui.Yield(2);
      for (const TrainingOption& option : training_options) {
        if (!is_of_objective(option.member) || !objective_info(objective).uses(option.member))
          continue;
        drive_row<TrainingSpec>(ui, option, [&]() -> const TrainingSpec& { return training(); });
      }
    }
    for (const TrainingOption& option : training_options)
      if (!is_of_objective(option.member))
        drive_row<TrainingSpec>(ui, option, [&]() -> const TrainingSpec& { return training(); });
  });
}

TEST_F(LearnControls, EveryNumberOfANetIsTypedAndGivenBack) {
  drive([&](ImGuiTestContext& ui) {
    const auto net = [&]() -> const NetSpec& { return training().net; };
    for (const NetOption& option : net_options) drive_row<NetSpec>(ui, option, net);
    choose(ui, "##time", listed(TimeFeatures())[1].title);
    for (const NetOption& option : net_options)
      if (option.name == std::string("fourier_scale")) drive_row<NetSpec>(ui, option, net);
    type_in(ui, "##units", "70");
    EXPECT_EQ(net().units, 64) << "whole groups of units";
    type_in(ui, "##time_features", "9");
    EXPECT_EQ(net().time_features, 8) << "sines come with cosines";
  });
}

TEST_F(LearnControls, TheMapIsChosenAndItsLevelTyped) {
  drive([&](ImGuiTestContext& ui) {
    learned(ui);
    for (const auto& entry : listed(NetMap())) {
      choose(ui, "##net_map", entry.title);
      EXPECT_EQ(scene().view.net_map, entry.kind);
      learned(ui);
      const auto map = app().learn.map({scene().view.net_map,
                                        scene().view.net_sigma,
                                        {scene().view.center, scene().view.half_height}});
      ASSERT_TRUE(map);
      EXPECT_EQ(map->spec.what, entry.kind);
    }
    type_in(ui, "##net_sigma", "0.7");
    EXPECT_EQ(scene().view.net_sigma, 0.7);
    reset(ui, "##net_sigma");
    EXPECT_EQ(scene().view.net_sigma, ViewSpec().net_sigma);
  });
  EXPECT_GT(picture().width, 0);
}

TEST_F(LearnControls, TheFolderIsTypedAndNothingIsSavedWithoutOne) {
  const testing::TempFolder folder;
  drive([&](ImGuiTestContext& ui) {
    learned(ui);
    in_controls(ui);
    const auto disabled = [&](const char* item) {
      return (ui.ItemInfo(item).ItemFlags & ImGuiItemFlags_Disabled) != 0;
    };
    EXPECT_TRUE(disabled("Save net##save"));
    EXPECT_TRUE(disabled("Go on from it##go_on"));
    type_in(ui, "##net_folder", (folder / "typed").string());
    EXPECT_EQ(app().net_folder, (folder / "typed").string());
    EXPECT_FALSE(disabled("Save net##save"));
    ui.ItemClick("Save net##save");
    ui.Yield(2);
    EXPECT_EQ(read_net_folder(folder / "typed", NetContent::net).net, *app().learn.snapshot()->net);
  });
}

TEST_F(LearnControls, ATrainingIsPausedWhileItRuns) {
  drive([&](ImGuiTestContext& ui) {
    Scene next = scene();
    next.training.steps = 1'000'000;
    app().session.apply(next);
    learned(ui);
    in_controls(ui);
    ui.ItemClick("##learn");
    while (!app().learn.snapshot() || app().learn.snapshot()->state.step == 0) ui.Yield();
    EXPECT_TRUE(app().learn.running());
    ui.ItemClick("##learn");
    learned(ui);
    EXPECT_FALSE(app().learn.running());
    const std::int64_t at = app().learn.snapshot()->state.step;
    EXPECT_GT(at, 0);
    EXPECT_EQ(app().learn.snapshot()->asked.draws, at * next.training.batch);
    ui.Yield(10);
    EXPECT_EQ(app().learn.snapshot()->state.step, at) << "it waits";
  });
}

TEST_F(LearnControls, AnEnergyHasItsLogZ) {
  drive([&](ImGuiTestContext& ui) {
    Scene next = scene();
    next.training.objective = Objective::energy;
    next.view.net_map = NetMap::energy;
    app().session.apply(next);
    learned(ui);
    in_controls(ui);
    ui.ItemClick("##step");
    learned(ui);
    learned(ui);
    ASSERT_TRUE(app().learn.log_z());
    EXPECT_TRUE(std::isfinite(app().learn.log_z()->value));
    EXPECT_EQ(app().learn.log_z()->value,
              log_z(*app().learn.snapshot()->model,
                    square_around(scene().data, scene().training.sigma), 1e-4)
                  .value)
        << "of the newest net";
  });
  EXPECT_GT(picture().width, 0);
}

}  // namespace
}  // namespace alphabar
