// A table of points that is dropped on the window: read beside the frames, told in a line, asked
// about where somebody has to decide.

#include <filesystem>
#include <fstream>
#include <thread>

#include "app/window/document/scene_file.h"
#include "core/io/scene_file.h"
#include "tests/gui/window/window_driver.h"

namespace alphabar {
namespace {

namespace fs = std::filesystem;

class PointsBox : public WindowDriver {
 protected:
  PointsBox() {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::path(testing::TempDir()) / ("alphabar_points_" + std::string(test->name()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~PointsBox() override { fs::remove_all(folder_); }

  fs::path file(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return folder_ / name;
  }

  /// Drops it and waits until it is read.
  void drop(ImGuiTestContext& ui, const fs::path& table) {
    open_scene(app(), table);
    wait(ui);
  }
  void wait(ImGuiTestContext& ui) {
    while (app().opening.busy()) ui.Yield();
    settle(ui);
  }

  fs::path folder_;
};

TEST_F(PointsBox, APlainTableIsReadAndTold) {
  const fs::path table = file("Meine Werte.csv", "Zeit;Spannung\n0;0,5\n1;0,7\n2;0,9\n");
  drive([&](ImGuiTestContext& ui) {
    const Scene before = scene();
    drop(ui, table);
    EXPECT_FALSE(app().points);
    EXPECT_EQ(scene().data.points, (std::vector<Vec2>{{0, 0.5}, {1, 0.7}, {2, 0.9}}));
    EXPECT_EQ(scene().data.name, "Meine Werte");
    EXPECT_FALSE(app().notice.error);
    EXPECT_NE(app().notice.words.find("Meine Werte.csv: 3 rows: x = column 1"), std::string::npos)
        << app().notice.words;
    EXPECT_EQ(app().settings.recent.size(), 1u);
    EXPECT_FALSE(unsaved(app()));
    EXPECT_TRUE(app().file().empty()) << "saving does not replace the table";
    ui.KeyPress(ImGuiMod_Ctrl | ImGuiKey_Z);
    EXPECT_EQ(scene(), before) << "one step of undo";
  });
}

TEST_F(PointsBox, TwoReadingsAreShownAndOneIsTaken) {
  const fs::path table = file("two.csv", "0,0.5,1\n1,0.7,0\n2,0.9,1\n");
  drive([&](ImGuiTestContext& ui) {
    const Scene before = scene();
    drop(ui, table);
    ASSERT_TRUE(app().points);
    EXPECT_EQ(app().points->question.readings.size(), 2u);
    EXPECT_EQ(scene(), before);
    ui.ItemClick("//Table of points/Cancel");
    ui.Yield(2);
    EXPECT_FALSE(app().points);
    drop(ui, table);
    ui.ItemClick("//Table of points/Read");
    wait(ui);
    EXPECT_EQ(scene().data.points[0], (Vec2{0, 0.5}));
    EXPECT_EQ(scene().data.point_labels, (std::vector{1, 0, 1}));
    drop(ui, table);
    ui.ItemClick("//Table of points/$$1/##reading");
    ui.ItemClick("//Table of points/Read");
    wait(ui);
    EXPECT_FALSE(app().points);
    EXPECT_EQ(scene().data.points[0], (Vec2{0.5, 1}));
    EXPECT_TRUE(scene().data.point_labels.empty());
    EXPECT_NE(app().notice.words.find("left out: column 1"), std::string::npos);
  });
}

TEST_F(PointsBox, ColumnsAreChosenWhereThereAreMore) {
  const fs::path table = file("iris.csv",
                              "sl,sw,pl,pw,species\n5.1,3.5,1.4,0.2,setosa\n"
                              "7.0,3.2,4.7,1.4,versicolor\n");
  drive([&](ImGuiTestContext& ui) {
    drop(ui, table);
    ASSERT_TRUE(app().points);
    ui.SetRef("Table of points");
    pick(ui, "##x", "column 3 \"pl\"");
    pick(ui, "##y", "column 4 \"pw\"");
    pick(ui, "##class", "column 5 \"species\"");
    ui.ItemClick("Read");
    wait(ui);
    EXPECT_EQ(scene().data.points, (std::vector<Vec2>{{1.4, 0.2}, {4.7, 1.4}}));
    EXPECT_EQ(scene().data.point_labels, (std::vector{0, 1}));
  });
}

TEST_F(PointsBox, TooManyAreThinnedWithASeed) {
  std::string rows;
  for (int i = 0; i < 130000; ++i) rows += "0." + std::to_string(i) + "\t0.5\n";
  const fs::path table = file("many.tsv", rows);
  drive([&](ImGuiTestContext& ui) {
    drop(ui, table);
    ASSERT_TRUE(app().points);
    ui.SetRef("Table of points");
    ui.ItemInput("##keep");
    ui.KeyCharsReplaceEnter("50");
    ui.ItemInput("##seed");
    ui.KeyCharsReplaceEnter("7");
    ui.ItemClick("Read");
    wait(ui);
    EXPECT_EQ(scene().data.name, "many, 50 of 130000, seed 7");
    EXPECT_NE(app().notice.words.find("with seed 7"), std::string::npos);
    PointsOptions options;
    options.thin = 50;
    options.seed = 7;
    EXPECT_EQ(scene().data, read_points(table, options).data);
    EXPECT_EQ(scene_from_json(to_json(scene()), "saved").data, scene().data);
  });
}

TEST_F(PointsBox, WhatCannotBeReadIsToldAndChangesNothing) {
  const fs::path broken = file("broken.csv", "1,2\n3,four\n");
  const fs::path good = file("good.csv", "1,2\n3,4\n");
  drive([&](ImGuiTestContext& ui) {
    const Scene before = scene();
    drop(ui, broken);
    EXPECT_TRUE(app().notice.error);
    EXPECT_NE(app().notice.words.find("line 2 = four"), std::string::npos) << app().notice.words;
    app().notice = {};
    drop(ui, folder_ / "none.csv");
    EXPECT_TRUE(app().notice.error);
    EXPECT_EQ(scene(), before);
    // The file that was dropped last is the one that counts.
    open_scene(app(), broken);
    app().notice = {};
    drop(ui, good);
    EXPECT_EQ(scene().data.points.size(), 2u);
    EXPECT_FALSE(app().notice.error);
  });
}

TEST_F(PointsBox, ALongFileIsReadBesideTheFramesAndGivenUp) {
  drive([&](ImGuiTestContext& ui) {
    const Scene before = scene();
    bool stopped = false;
    app().opening.start("slow.csv", [&](std::stop_token stop) -> Opening::Done {
      while (!stop.stop_requested()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
      stopped = true;
      return [](AppState& later) { later.notice = error_notice("too late"); };
    });
    const int frames = ImGui::GetFrameCount();
    while (app().opening.time() < std::chrono::milliseconds(400)) ui.Yield();
    EXPECT_GT(ImGui::GetFrameCount(), frames) << "the window goes on";
    ui.ItemClick("//##opening/##close");
    wait(ui);
    EXPECT_TRUE(stopped);
    EXPECT_EQ(scene(), before);
    EXPECT_EQ(app().notice.words, "");
  });
}

}  // namespace
}  // namespace alphabar
