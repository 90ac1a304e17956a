// What the program writes for browsers, in one: a headless Chromium, where there is one on PATH.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <sstream>
#include <string>

#include "core/files/base64.h"
#include "tests/files/temp_folder.h"
#include "tests/support/program.h"
#include "tests/support/tools/tools.h"

namespace alphabar {
namespace {

using ::testing::HasSubstr;
using testing::read_bytes;
using testing::TempFolder;
using testing::write_bytes;

std::optional<std::string> browser() {
  const char* path = std::getenv("PATH");
  for (const char* name : {"chromium", "chromium-browser", "google-chrome"}) {
    std::istringstream folders(path ? path : "");
    for (std::string folder; std::getline(folders, folder, ':');)
      if (std::filesystem::exists(std::filesystem::path(folder) / name)) return folder + "/" + name;
  }
  return std::nullopt;
}

/// What scripts in a page have left of it after some seconds of its own time.
std::string page_after_scripts(const std::string& program, const TempFolder& folder,
                               const std::string& html) {
  write_bytes(folder / "driven.html", html);
  return output_of({program, "--headless=new", "--no-sandbox", "--disable-gpu", "--log-level=3",
                    "--user-data-dir=" + (folder / "profile").string(),
                    "--virtual-time-budget=20000", "--dump-dom",
                    "file://" + (folder / "driven.html").string()});
}

/// What a script tells, a line each, in an element of its own.
std::string told_in(const std::string& page) {
  const std::string opening = "<pre id=\"told\">";
  const auto begin = page.find(opening), end = page.find("</pre>", begin);
  if (begin == std::string::npos || end == std::string::npos) return "nothing was told";
  return page.substr(begin + opening.size(), end - begin - opening.size()) + "\n";
}

/// Its own function drive() tells with tell(name, value).
std::string telling(const std::string& drive) {
  return R"(<script>
const told = [], tell = (name, value) => told.push(name + " " + value);
const pause = ms => new Promise(done => setTimeout(done, ms));
addEventListener("load", async () => {
  try { await drive(); } catch (error) { tell("failed", error); }
  const out = document.createElement("pre");
  out.id = "told";
  out.textContent = told.join("\n");
  document.body.append(out);
});
)" + drive +
         "</script>";
}

const char* const drive_player = R"(
async function drive() {
  const by = id => document.getElementById(id), scrub = to => {
    at.value = to;
    at.dispatchEvent(new Event("input"));
  };
  while (!images.every(image => image.complete)) await pause(10);
  tell("pictures", images.filter(image => image.naturalWidth === view.width).length);
  tell("begins", play.textContent);
  play.click();
  tell("stops", play.textContent);
  scrub(5);
  tell("scrubbed", number.textContent);
  by("on").click();
  tell("on", number.textContent);
  for (let i = 0; i < 3; ++i) by("back").click();
  tell("back", number.textContent);
  dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowRight"}));
  tell("arrow", number.textContent);
  scrub(0);
  by("back").click();
  tell("around", number.textContent);
  const pixels = frame => {
    scrub(frame);
    return pen.getImageData(0, 0, view.width, view.height).data.join();
  };
  tell("other", pixels(0) !== pixels(9));
  tell("same", pixels(3) === pixels(3));
  for (const choice of ["0.5", "1", "2"]) {  // 205 ms of a clock of its own
    scrub(0);
    speed.value = choice;
    dispatchEvent(new KeyboardEvent("keydown", {key: " "}));
    tick(1000);
    tick(1205);
    dispatchEvent(new KeyboardEvent("keydown", {key: " "}));
    tell("at " + choice, frame);
  }
  const loaded = performance.getEntriesByType("resource");
  tell("requests", loaded.filter(entry => !entry.name.startsWith("data:")).length);
}
)";

class Browser : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::optional<std::string> found = browser();
    if (!found) GTEST_SKIP() << "no chromium or google-chrome on PATH: nothing was opened in one";
    program_ = *found;
  }
  std::string program_;
  TempFolder folder_;
};

TEST_F(Browser, PlaysScrubsAndStepsThroughAPage) {
  const std::string file = (folder_ / "a.html").string();
  ASSERT_EQ(run_alphabar({"render", "one-gaussian", "--size", "160x120", "--fps", "20", "--seconds",
                          "0.6", "--rest", "0", "-o", file})
                .code,
            0);
  std::string page = read_bytes(file);
  EXPECT_EQ(page.find("http"), std::string::npos) << "it names an address";
  page.replace(page.find("</body>"), 0, telling(drive_player));
  EXPECT_EQ(told_in(page_after_scripts(program_, folder_, page)),
            "pictures 12\nbegins Pause\nstops Play\nscrubbed 6 / 12\non 7 / 12\nback 4 / 12\n"
            "arrow 5 / 12\naround 12 / 12\nother true\nsame true\nat 0.5 2\nat 1 4\nat 2 8\n"
            "requests 0\n");
}

TEST_F(Browser, ShowsPicturesThatMoveAndFigures) {
  const auto written = [&](std::vector<std::string> words, const std::string& name) {
    words.insert(words.begin(), {"render", "one-gaussian"});
    words.insert(words.end(), {"-o", (folder_ / name).string()});
    EXPECT_EQ(run_alphabar(words).code, 0) << name;
    return read_bytes(folder_ / name);
  };
  const std::vector<std::string> film{"--size", "160x120", "--frames", "0:3"};
  std::string page = "<!DOCTYPE html><body>";
  const auto add = [&](const char* type, const std::string& bytes) {
    page += std::string("<img src=\"data:") + type + ";base64," +
            base64({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}) + "\">";
  };
  add("image/png", written(film, "a.apng"));
  add("image/webp", written(film, "a.webp"));
  add("image/gif", written(film, "a.gif"));
  add("image/svg+xml", written({"--view", "curves"}, "a.svg"));
  page += telling(R"(
async function drive() {
  for (const image of document.images) {
    while (!image.complete) await pause(10);
    const sheet = document.createElement("canvas"), pen = sheet.getContext("2d");
    pen.drawImage(image, 0, 0, sheet.width = 160, sheet.height = 120);
    const seen = new Set(pen.getImageData(0, 0, 160, 120).data);
    tell(image.naturalWidth + "x" + image.naturalHeight, seen.size > 20);
  }
}
)") + "</body>";
  const std::string told = told_in(page_after_scripts(program_, folder_, page));
  EXPECT_THAT(told, HasSubstr("160x120 true\n160x120 true\n160x120 true\n317x")) << told;
  EXPECT_EQ(told.find("false"), std::string::npos) << told;
}

}  // namespace
}  // namespace alphabar
