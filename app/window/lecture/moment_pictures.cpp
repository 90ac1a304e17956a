#include "app/window/lecture/moment_pictures.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/files/image/png.h"
#include "core/io/lecture/lecture_file.h"
#include "core/system/child.h"

namespace alphabar {
namespace {

constexpr double settled = 3;  // seconds without a change
constexpr int gentle = 15;     // nice(1)
constexpr int most_particles = 2000;
constexpr const char* size = "1280x800";

Descriptor nowhere() { return Descriptor(open("/dev/null", O_RDWR | O_CLOEXEC)); }

}  // namespace

MomentPictures::~MomentPictures() { stop(); }

void MomentPictures::stop() {
  if (child_ >= 0) {
    kill(child_, SIGKILL);  // what it writes goes with its folder, and nobody waits for it
    waitpid(child_, nullptr, 0);
    child_ = -1;
  }
  folder_.reset();
}

void MomentPictures::start() {
  stop();
  loaded_.clear();
  started_ = true;
  if (wanted_.slides.empty()) return;
  try {
    folder_.emplace();
    const std::string file = (folder_->path() / "lecture.json").string(),
                      out = folder_->path().string();
    Lecture small = wanted_;
    for (Slide& slide : small.slides) {
      slide.scene.particles = std::min(slide.scene.particles, most_particles);
      slide.scene.view.theme = look_.theme;
      slide.scene.view.font_scale = look_.font_scale;
    }
    write_lecture(small, file);
    std::vector<std::string> words{"alphabar", "shot", file, "--lecture",
                                   "--size",   size,   "-o", out};
    if (!look_.language.empty()) words.insert(words.end(), {"--lang", look_.language});
    child_ = start_child("the pictures of the lecture's moments", std::move(words),
                         {nowhere(), nowhere(), nowhere()});
    setpriority(PRIO_PROCESS, static_cast<id_t>(child_), gentle);
  } catch (const Failed&) {  // the notes say the moments' names, as they do while pictures are made
    stop();
  }
}

void MomentPictures::follow(const Lecture& lecture, const MomentLook& look, double seconds) {
  if (!(look == look_) || !(lecture == wanted_)) {
    wanted_ = lecture;
    look_ = look;
    since_ = seconds;
    started_ = false;
  }
  if (!started_ && seconds - since_ >= settled) start();
  if (child_ >= 0 && waitpid(child_, nullptr, WNOHANG) == child_) child_ = -1;
}

std::optional<MomentPictures::Picture> MomentPictures::of(const LecturePlace& place) {
  if (!folder_ || !started_ || place.slide >= wanted_.slides.size()) return std::nullopt;
  const std::vector<double> moments = moments_of(wanted_.slides[place.slide].scene);
  const auto moment = std::ranges::find(moments, place.position);
  if (moment == moments.end()) return std::nullopt;
  const std::string name =
      fmt::format("{:02}-{}.png", place.slide + 1, moment - moments.begin() + 1);
  const auto found = loaded_.find(name);
  if (found != loaded_.end()) return Picture{found->second.texture.id(), found->second.aspect};
  std::error_code ignored;
  if (!std::filesystem::exists(folder_->path() / name, ignored)) return std::nullopt;
  try {
    const Image image = read_png(folder_->path() / name).image;
    Loaded& loaded = loaded_[name];
    loaded.aspect = static_cast<float>(image.width) / static_cast<float>(image.height);
    fill(loaded.texture, image.width, image.height, image.pixels.data(), image.channels);
    shrink_smoothly(loaded.texture);
    return Picture{loaded.texture.id(), loaded.aspect};
  } catch (const BadRequest&) {  // it is being written: in a later frame
    return std::nullopt;
  }
}

}  // namespace alphabar
