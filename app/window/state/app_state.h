#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/export/export_process.h"
#include "app/panels/panels.h"
#include "app/platform/file_dialog.h"
#include "app/platform/fonts.h"
#include "app/session/background/figure_work.h"
#include "app/session/background/learn_work.h"
#include "app/session/background/search_work.h"
#include "app/session/playback.h"
#include "app/session/session.h"
#include "app/settings/settings.h"
#include "app/views/chain/chain_view.h"
#include "app/views/curves/curves.h"
#include "app/views/particles/particles.h"
#include "app/views/pictures/picture_views.h"
#include "app/views/plan/plan_table.h"
#include "app/views/space_time/space_time.h"
#include "app/views/step/anatomy.h"
#include "app/widgets/property.h"
#include "app/window/state/export_draft.h"
#include "app/window/state/folder_list.h"
#include "app/window/state/lecture_state.h"
#include "app/window/state/list_draft.h"
#include "app/window/state/model_draft.h"
#include "app/window/state/notice.h"
#include "app/window/state/opening.h"
#include "app/window/state/points_draft.h"
#include "app/window/state/question.h"
#include "app/window/state/search_draft.h"

namespace alphabar {

class Gallery;

/// The narrow form of an arrangement puts some panels behind others' tabs.
enum class Layout { none, single, narrow, wide };

/// How the panels were put, and where they were seen last.
struct BuiltLayout {
  Layout form = Layout::none;  ///< none: nothing was built; do it in the next frame
  /// Which panels the slide is about, besides the particles: those below them, which stand beside
  /// them where there are few panes of particles, or those at their right.
  enum class About { particles, low, beside, right } about = About::particles;
  Arrangement arrangement = Arrangement::explore;
  DockTree tree;
  ImVec2 room{0, 0};  ///< pixels
  float unit = 0;     ///< of its lengths: grid(1)
  int frames = 0;     ///< since it was built
};

/// A panel that is to come to the front of those that share its place.
struct WantedPanel {
  std::string name;
  int frames = 0;  ///< for which this is still to be done; 0: it has been
};

/// Presenting: large type, and the controls only while the mouse is at their edge.
struct Presenter {
  bool on = false;
  bool bars = false;      ///< the transport and the status line are shown
  bool controls = false;  ///< so is the panel of numbers
  enum class Cover { none, black, white } cover = Cover::none;  ///< over the whole screen
  bool pointer = false;  ///< the mouse is ringed, to be seen from the last row
  bool notes = false;    ///< a second window has the lecturer's notes and controls
  int monitor = -1;      ///< that the class looks at; -1: the one that the window is on
  int zoom = 1;          ///< times: around the mouse everything is so much larger, 1..3
  bool frozen = false;   ///< the class sees what it saw, whatever is done; the notes go on

  void cover_with(Cover wanted) { cover = cover == wanted ? Cover::none : wanted; }
  /// The screen is whole and live again; where it was, presenting ends.
  void step_back() {
    const bool plain = cover == Cover::none && zoom == 1 && !frozen;
    if (plain) on = false;
    cover = Cover::none;
    zoom = 1;
    frozen = false;
  }
};

/// The sliders on the slide.
struct StageMotion {
  bool glides = false;                 ///< a typed value is approached, so that eyes can follow
  std::optional<StageSlider> gliding;  ///< the one that is under way,
  double from = 0, to = 0;             ///< between these,
  double seconds = 0;                  ///< for so long
};

/// The box where a few letters find a command.
struct CommandPalette {
  bool asked = false;  ///< open it in this frame
  bool open = false;
  std::string query;  ///< as it is being typed
  int chosen = 0;     ///< the line that Enter runs
};

/// The program's own box for choosing a file.
struct FileBox {
  std::string typed;  ///< the path as it is so far
  FolderList list;    ///< of its folder
};

/// Everything a window keeps that is not part of the scene.
struct AppState {
  AppState(Scene scene, Backends backends, SessionLimits limits = {})
      : session(std::move(scene), std::move(backends), limits), safe{session.shared_scene()} {}

  Session session;
  Brush brush;     ///< in hand, to draw data with
  WordDraft word;  ///< that is being typed, to be the data
  std::vector<std::shared_ptr<const Scene>>
      safe;  ///< scenes as they were opened or saved: see unsaved()
  Playback playback;
  Fonts fonts;

  std::unique_ptr<ParticlePanes> panes;  ///< made when they are first drawn, with their context
  std::unique_ptr<PictureViews> picture_views;  ///< current; so are these destroyed
  std::unique_ptr<StepAnatomy> anatomy;
  std::unique_ptr<SpaceTime> space_time;
  std::unique_ptr<ChainView> chain;
  std::unique_ptr<FormulaSheet> note_formulas;
  std::shared_ptr<Gallery> gallery;

  FigureWork figures;
  SearchWork searches;
  LearnWork learn;
  std::string net_folder;  ///< of the panel Learn, as it is being typed
  CurveBoard curves;
  PlanTable plan;
  FormulaDraft formula;
  TextDraft error_nfe;  ///< the list of the Error panel, while it is no list
  std::array<LaneDraft, LaneSpec::most> lane_drafts;
  std::optional<ListDraft> list;      ///< a list from outside that needs a decision
  std::optional<SearchDraft> search;  ///< for a list of levels; its box is open
  std::optional<ModelDraft> model;    ///< a picture net that was opened; its box is open
  std::optional<PointsDraft> points;  ///< a table of points that can be read in several ways

  bool still = false;  ///< a picture is being taken: nothing on screen tells the clock's time
  bool quit = false;
  bool show_help = false;
  CommandPalette palette;
  BuiltLayout layout;
  Presenter presenter;
  LectureState lecture;
  StageMotion stage;
  std::vector<std::string> monitors;  ///< names of those that there are, in GLFW's order
  std::string offered_lecture;        ///< that was open when the last window closed; empty: none
  Settings settings;                  ///< what the next window is to know; nowhere kept by default
  std::optional<Scene> left_behind;   ///< by a crash, until somebody takes it or leaves it
  bool show_gallery = false;
  bool opened_now = false;  ///< a scene was, and its panels are to come to the front
  int frames_to_front = 0;  ///< for how many frames the first tabs are still to be chosen
  WantedPanel wanted;
  Notice notice;
  std::string dismissed;     ///< the last error of the runs that somebody closed
  double frame_seconds = 0;  ///< smoothed

  ExportProcess exporting;
  AnimationSpec export_spec;
  std::string export_file;      ///< as it is being typed
  bool export_reported = true;  ///< the end of the last one was told
  ExportDraft export_draft;

  /// What buttons and boxes ask for while a frame edits a copy of the scene: done when that copy
  /// has become the scene.
  std::vector<std::function<void(AppState&)>> after_frame;

  std::uint32_t active_item = 0;  ///< ImGui's, in the last frame
  std::uint64_t gesture = 1;      ///< counts presses: edits during one are undone together

  /// Where each of the session's documents was read from or saved to; may be empty.
  std::vector<std::filesystem::path> files{{}};
  std::filesystem::path& file() { return files[static_cast<std::size_t>(session.document())]; }
  const std::filesystem::path& file() const {
    return files[static_cast<std::size_t>(session.document())];
  }
  Opening opening;
  FileBox file_box;
  enum class Box { none, open, save, save_lecture, animate } box = Box::none;
  Box opened_by = Box::none;           ///< what comes back where the file cannot be opened
  bool desktop_dialogs = false;        ///< the desktop's own boxes are used for that
  std::unique_ptr<FileDialog> dialog;  ///< the one that is open; null: none
  Box dialog_for = Box::none;          ///< what it asks for
  bool quits_when_saved = false;       ///< the window closes once that is done
  Question question;
};

}  // namespace alphabar
