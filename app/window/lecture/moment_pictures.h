#pragma once

#include <sys/types.h>

#include <map>
#include <optional>
#include <string>

#include "core/files/temporary_folder.h"
#include "core/gl/texture.h"
#include "core/lecture/lecture.h"

namespace alphabar {

/// How a class looks at a lecture.
struct MomentLook {
  std::string language;  ///< of its texts, a tag; "": each scene's own
  Theme theme = Theme::dark;
  double font_scale = 1;
  bool operator==(const MomentLook&) const = default;
};

/// Small pictures of a lecture's moments, as the class sees them: `alphabar shot --lecture` as a
/// process of its own at low priority, whose pictures are there as they come. No frame waits for
/// it; where it fails there are none.
class MomentPictures {
 public:
  MomentPictures() = default;
  ~MomentPictures();
  MomentPictures(const MomentPictures&) = delete;
  MomentPictures& operator=(const MomentPictures&) = delete;

  /// Called once a frame. Another lecture than before is pictured anew, once it has not changed for
  /// a few seconds, and so are all in another look. `seconds`: since some moment.
  void follow(const Lecture& lecture, const MomentLook& look, double seconds);

  struct Picture {
    GLuint texture;
    float aspect;  ///< width by height
  };
  /// Of a moment; none where it is not there yet. The OpenGL context is current, here and when this
  /// goes.
  std::optional<Picture> of(const LecturePlace& place);

 private:
  void start();
  void stop();  // the process, and its folder goes

  Lecture wanted_;  // of which pictures are or will be there
  MomentLook look_;
  double since_ = 0;
  bool started_ = false;
  pid_t child_ = -1;
  std::optional<TemporaryFolder> folder_;  // of the pictures
  struct Loaded {
    GlTexture texture;
    float aspect = 1;
  };
  std::map<std::string, Loaded> loaded_;  // by the file's name
};

}  // namespace alphabar
