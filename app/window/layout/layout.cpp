#include "app/window/layout/layout.h"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <initializer_list>
#include <map>
#include <utility>

#include "app/theme/theme.h"
#include "app/window/layout/dock_tree.h"

namespace alphabar {
namespace {

constexpr ImGuiDockNodeFlags quiet_node = int{ImGuiDockNodeFlags_AutoHideTabBar} |
                                          int{ImGuiDockNodeFlags_NoWindowMenuButton} |
                                          int{ImGuiDockNodeFlags_NoCloseButton};

constexpr int settled_after = 3;  // frames since a layout was built

/// Of the whole window: what bars leave of it depends on the form in turn.
Layout fitting(const ImVec2& window, const AppState& app) {
  const bool controls = app.session.scene().view.shows("controls") && !app.presenter.on;
  const float enough = controls ? grid(120) : grid(83);
  if (window.x < grid(64)) return Layout::single;
  return window.x < enough || window.y < grid(72) ? Layout::narrow : Layout::wide;
}

ImGuiDockNode* node_of(const Panel& panel) {
  const ImGuiWindow* open = ImGui::FindWindowByName(panel.name);
  return open ? open->DockNode : nullptr;
}

/// A panel that has its place to itself shows no tab, and no corner to bring one back.
void tidy_tabs(const ViewSpec& view) {
  std::map<ImGuiDockNode*, int> sharing;
  for (const Panel& panel : panels())
    if (ImGuiDockNode* node = node_of(panel)) sharing[node] += is_shown(panel, view);
  for (const auto& [node, count] : sharing) {
    const ImGuiDockNodeFlags alone = ImGuiDockNodeFlags_NoTabBar;
    node->SetLocalFlags(count > 1 ? node->LocalFlags & ~alone : node->LocalFlags | alone);
  }
}

void choose_tab(const char* panel) {
  const ImGuiWindow* window = ImGui::FindWindowByName(panel);
  if (!window || !window->Active) return;
  ImGui::SetWindowFocus(panel);
  if (window->DockNode && window->DockNode->TabBar)  // the focus alone chooses one tab a frame
    window->DockNode->TabBar->NextSelectedTabId = window->TabId;
}

DockTree leaf(std::initializer_list<Place> places) {
  DockTree tree;
  for (const Place place : places)
    for (const Panel& panel : panels())
      if (panel.place == place) tree.panels.emplace_back(panel.name);
  return tree;
}

DockTree split(const char* way, float share, DockTree first, DockTree second) {
  return {{}, way, std::clamp(double{share}, 0.05, 0.95), {std::move(first), std::move(second)}};
}

bool about_low(const BuiltLayout& wanted) {
  return wanted.about == BuiltLayout::About::low || wanted.about == BuiltLayout::About::beside;
}

DockTree narrow_tree(const BuiltLayout& wanted, const ImVec2& room) {
  if (wanted.about == BuiltLayout::About::low)
    return split("down", 0.5F, leaf({Place::middle, Place::right, Place::left}),
                 leaf({Place::bottom}));
  if (wanted.about == BuiltLayout::About::beside)
    return split("across", 0.37F, leaf({Place::middle, Place::right, Place::left}),
                 leaf({Place::bottom}));
  const bool wide_left = wanted.about == BuiltLayout::About::right;
  return split("across", wide_left ? 0.55F : std::clamp(grid(37) / room.x, 0.3F, 0.42F),
               leaf({Place::left, Place::right}), leaf({Place::middle, Place::bottom}));
}

/// Panes of particles that stand beside one another.
std::ptrdiff_t panes(const Scene& scene) {
  if (scene.view.forward == ForwardView::alone) return 1;
  const std::ptrdiff_t lanes =
      scene.view.overlay ? 1 : std::ranges::count(scene.lanes, false, &LaneSpec::muted);
  return lanes + (scene.view.forward == ForwardView::beside ? 1 : 0);
}

/// While presenting: what the scene's own list of panels is about.
BuiltLayout::About about(const AppState& app) {
  constexpr std::ptrdiff_t few_panes = 2;  // more would each be narrower than they are low
  using enum BuiltLayout::About;
  if (!app.presenter.on) return particles;
  const ViewSpec& view = app.session.scene().view;
  const auto names_one_at = [&](Place place) {
    return std::ranges::any_of(panels(), [&](const Panel& panel) {
      return panel.place == place && is_shown(panel, view) &&
             std::ranges::count(view.front, panel.id) > 0;
    });
  };
  if (names_one_at(Place::bottom)) return panes(app.session.scene()) <= few_panes ? beside : low;
  return names_one_at(Place::right) ? right : particles;
}

DockTree wide_tree(const BuiltLayout& wanted, const ImVec2& room) {
  const Arrangement arrangement = wanted.arrangement;
  const float left = std::min(grid(37), room.x * 0.3F);
  float right = std::min(grid(42), room.x * 0.28F);
  float bottom = std::clamp(room.y * 0.335F, grid(26), grid(40));
  if (arrangement == Arrangement::lecture) right = room.x * 0.3F;
  if (about_low(wanted)) bottom = room.y * 0.48F;
  if (wanted.about == BuiltLayout::About::right) right = room.x * 0.45F;
  if (arrangement == Arrangement::images) bottom = room.y * 0.6F;
  return split("across", left / room.x, leaf({Place::left}),
               split("down", 1 - bottom / room.y,
                     split("across", 1 - right / (room.x - left), leaf({Place::middle}),
                           leaf({Place::right})),
                     leaf({Place::bottom})));
}

/// Where somebody put the panels before, else where they belong.
DockTree tree_for(const AppState& app, const BuiltLayout& wanted, const ImVec2& room) {
  if (wanted.form == Layout::single)
    return leaf({Place::left, Place::right, Place::bottom, Place::middle});
  if (wanted.form == Layout::narrow) return narrow_tree(wanted, room);
  if (wanted.about == BuiltLayout::About::particles)
    for (const SavedLayout& saved : app.settings.layouts)
      if (saved.arrangement == wanted.arrangement) return saved.tree;
  return wide_tree(wanted, room);
}

/// A splitter that was dragged or a panel that was moved: the arrangement's own from now on. What
/// changes while the window does, or in the first frames, is not somebody's wish.
void notice_moves(AppState& app, ImGuiID root, const ImVec2& room) {
  BuiltLayout& built = app.layout;
  const DockTree now = read_dock(root);
  const bool same_room = built.room.x == room.x && built.room.y == room.y;
  if (same_room && built.frames > settled_after && built.form == Layout::wide &&
      built.about == BuiltLayout::About::particles && !alike(now, built.tree)) {
    std::erase_if(app.settings.layouts,
                  [&](const SavedLayout& saved) { return saved.arrangement == built.arrangement; });
    app.settings.layouts.push_back({built.arrangement, now});
  }
  built.tree = now;
  built.room = room;
  ++built.frames;
}

/// Of a scene that was just opened: what it is about comes to the front, and panels that there are
/// not are told.
void greet_opened(AppState& app) {
  if (!std::exchange(app.opened_now, false)) return;
  const ViewSpec& view = app.session.scene().view;
  constexpr int settled = 6;  // frames until tabs are there and have settled
  if (!view.front.empty()) app.frames_to_front = std::max(app.frames_to_front, settled);
  if (const std::string unknown = unknown_panels(view); !unknown.empty())
    app.notice = error_notice(unknown);
}

}  // namespace

void lay_out(AppState& app) {
  greet_opened(app);
  const ImGuiViewport* viewport = ImGui::GetMainViewport();
  // Of a very small window the bars leave nothing, or less: panels are put into what is cut off.
  const ImVec2 room{std::max(viewport->WorkSize.x, grid(4)),
                    std::max(viewport->WorkSize.y, grid(4))};
  const ImGuiID root = ImGui::GetID("panels");
  BuiltLayout wanted;
  const ViewSpec& view = app.session.scene().view;
  wanted.form = fitting(viewport->Size, app);
  wanted.arrangement = view.arrangement;
  wanted.unit = grid(1);
  wanted.about = about(app);
  // Half of so low a window would show such a panel in type that nobody can read.
  if (about_low(wanted) && viewport->Size.y < grid(60)) wanted.form = Layout::single;
  const BuiltLayout& built = app.layout;
  // Bars that come with an arrangement have their room a frame later: only then is it known what
  // there is to share.
  const bool settling = built.frames <= settled_after && built.frames > 0 &&
                        (built.room.x != room.x || built.room.y != room.y);
  if (built.form != wanted.form || built.arrangement != wanted.arrangement ||
      built.unit != wanted.unit || built.about != wanted.about || settling) {
    build_dock(root, tree_for(app, wanted, room), room, quiet_node);
    app.layout = wanted;
    app.frames_to_front = 4;  // until tabs are there and have settled
  }
  notice_moves(app, root, room);
  tidy_tabs(view);
  ImGui::DockSpaceOverViewport(root, viewport, quiet_node);
}

void arrange(ViewSpec& view, Arrangement arrangement) {
  view.arrangement = arrangement;
  for (const Panel& panel : panels()) {
    const auto& [explore, lecture, images] = panel.arranged;
    const Stands stands = arrangement == Arrangement::explore   ? explore
                          : arrangement == Arrangement::lecture ? lecture
                                                                : images;
    if (stands == Stands::shown) view.show(panel.id);
    if (stands == Stands::hidden) view.hide(panel.id);
  }
}

void forget_moves(AppState& app) {
  const Arrangement now = app.session.scene().view.arrangement;
  std::erase_if(app.settings.layouts,
                [&](const SavedLayout& saved) { return saved.arrangement == now; });
  app.layout = {};
}

void bring_to_front(AppState& app) {
  if (app.frames_to_front > 0) {
    --app.frames_to_front;
    for (const char* name : {"Error", "Pictures", "Scene", "Particles", "Markov chain"})
      choose_tab(name);
    for (const std::string& id : app.session.scene().view.front)
      for (const Panel& panel : panels())
        if (panel.id == id) choose_tab(panel.name);
    if (app.lecture.lecture) choose_tab("Lecture");  // it shares a place with the scene's numbers
  }
  if (app.wanted.frames > 0) {
    --app.wanted.frames;
    choose_tab(app.wanted.name.c_str());
  }
}

void show_or_hide(AppState& app, const Panel& panel) {
  Scene scene = app.session.scene();
  const ImGuiWindow* window = ImGui::FindWindowByName(panel.name);
  const bool behind = window && window->DockIsActive && !window->DockTabIsVisible;
  const bool coming = app.wanted.frames > 0 && app.wanted.name == panel.name;
  const bool shown = !scene.view.shows(panel.id) || (behind && !coming);
  shown ? scene.view.show(panel.id) : scene.view.hide(panel.id);
  app.wanted = {};
  if (shown) app.wanted = {panel.name, 6};  // as many as until tabs are there and have settled
  app.session.apply(scene);
}

}  // namespace alphabar
