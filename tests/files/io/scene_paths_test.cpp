// The paths that a scene holds begin at the folder of its file, whatever the current folder is.
#include "core/io/scene/scene_paths.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/path_text.h"
#include "core/io/lecture/lecture_file.h"
#include "core/io/scene_file.h"
#include "tests/files/temp_folder.h"

namespace alphabar {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::read_bytes;
using testing::TempFolder;
using testing::write_bytes;

/// talk/scene.json beside talk/p.png and talk/net/, below a folder with above/.
class ScenePaths : public ::testing::Test {
 protected:
  ScenePaths() {
    for (const char* net : {"talk/net", "above"}) {
      fs::create_directories(folder_ / net);
      write_bytes(folder_ / (std::string(net) + "/config.json"), "{}");
    }
    write_bytes(folder_ / "talk/p.png", "a picture");
    Scene scene = default_scene();
    scene.pictures.model = "net";
    scene.pictures.picture = "p.png";
    scene.model = {.kind = ModelKind::learned, .net = "./net"};
    scene.lanes.front().model = ModelSpec{.kind = ModelKind::learned, .net = "above"};
    write_bytes(file_, to_json(scene));
  }
  TempFolder folder_;
  const fs::path file_ = folder_ / "talk/scene.json";
};

TEST_F(ScenePaths, BeginAtTheFilesFolder) {
  const Scene scene = read_scene(file_);
  EXPECT_EQ(scene.pictures.model, text_of(folder_ / "talk/net"));
  EXPECT_EQ(scene.pictures.picture, text_of(folder_ / "talk/p.png"));
  EXPECT_EQ(scene.model.net, text_of(folder_ / "talk/net"));
  ASSERT_TRUE(scene.lanes.front().model);
  EXPECT_EQ(scene.lanes.front().model->net, text_of(folder_ / "above")) << "a net's may lie above";
}

TEST_F(ScenePaths, MoveWithTheFolder) {
  write_scene(read_scene(file_), file_);
  EXPECT_THAT(read_bytes(file_), Not(HasSubstr((folder_ / "talk").string())));
  fs::rename(folder_ / "talk", folder_ / "moved");
  const Scene moved = read_scene(folder_ / "moved/scene.json");
  EXPECT_EQ(moved.pictures.picture, text_of(folder_ / "moved/p.png"));
  EXPECT_EQ(moved.model.net, text_of(folder_ / "moved/net"));
}

TEST_F(ScenePaths, AreWholeInAFileOfAnotherFolder) {
  fs::create_directory(folder_ / "elsewhere");
  const fs::path copy = folder_ / "elsewhere/scene.json";
  const Scene scene = read_scene(file_);
  write_scene(scene, copy);
  EXPECT_EQ(read_scene(copy), scene);
}

TEST_F(ScenePaths, ThatLeadNowhereStayAsTheyAre) {
  Scene scene = default_scene();
  scene.pictures.model = "fashion-mnist";
  scene.pictures.picture = "not-there.png";
  scene.model.net = "all-levels";
  // A file and a folder by a shipped net's name are no nets.
  write_bytes(folder_ / "talk/fashion-mnist", "notes");
  fs::create_directory(folder_ / "talk/all-levels");
  EXPECT_EQ(placed(scene, file_), scene);
  EXPECT_EQ(json_kept_in(file_, scene), to_json(scene));
}

TEST_F(ScenePaths, OfALineThatTextCannotHaveSurvive) {
  const std::string name = "a\nb \xff.png";
  write_bytes(folder_ / ("talk/" + name), "a picture");
  Scene scene = read_scene(file_);
  scene.pictures.picture = text_of(folder_ / ("talk/" + name));
  write_scene(scene, file_);
  EXPECT_EQ(path_of(read_scene(file_).pictures.picture), folder_ / ("talk/" + name));
}

TEST_F(ScenePaths, OfALectureBeginAtTheLecturesFolder) {
  Lecture lecture;
  lecture.title = "a talk";
  lecture.slides.emplace_back();
  lecture.slides.front().scene = read_scene(file_);
  const fs::path file = folder_ / "talk/lecture.json";
  write_lecture(lecture, file);
  EXPECT_THAT(read_bytes(file), HasSubstr("\"p.png\""));
  fs::rename(folder_ / "talk", folder_ / "moved");
  EXPECT_EQ(read_lecture(folder_ / "moved/lecture.json").slides.front().scene.pictures.picture,
            text_of(folder_ / "moved/p.png"));
}

}  // namespace
}  // namespace alphabar
