#include "app/widgets/property.h"

#include <imgui.h>
#include <imgui_internal.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <array>
#include <cfloat>
#include <cmath>
#include <limits>
#include <string_view>
#include <utility>

#include "app/theme/theme.h"
#include "app/widgets/text.h"

namespace alphabar {
namespace {

float label_width() { return std::min(grid(11.5F), ImGui::GetContentRegionAvail().x * 0.45F); }

/// The label; afterwards the next item stands at the right and fills the line.
void begin(const Property& property) {
  if (*property.label == '\0') {  // the control speaks for itself and takes the whole line
    ImGui::SetNextItemWidth(-FLT_MIN);
    return;
  }
  const float left = ImGui::GetCursorPosX(), column = left + label_width();
  ImGui::AlignTextToFramePadding();
  ImGui::TextDisabled("%s", property.label);
  help_on_hover(property.help);
  ImGui::SameLine(column);
  ImGui::SetNextItemWidth(-FLT_MIN);
}

/// A quiet arrow head: down for what opens or is open, left for what is closed.
void chevron(ImDrawList* list, const ImVec2& c, ImGuiDir direction, ImU32 color) {
  const float r = grid(0.42F), h = r / 2;
  const std::array<ImVec2, 3> below{{{c.x - r, c.y - h}, {c.x, c.y + h}, {c.x + r, c.y - h}}};
  const std::array<ImVec2, 3> aside{{{c.x + h, c.y - r}, {c.x - h, c.y}, {c.x + h, c.y + r}}};
  list->AddPolyline((direction == ImGuiDir_Down ? below : aside).data(), 3, color, grid(0.19F));
}

/// Right click on the item before.
bool reset_asked() {
  return ImGui::IsItemHovered() && ImGui::IsMouseReleased(ImGuiMouseButton_Right);
}

/// The one that lives in the frame that is being drawn; ImGui is used by one thread at a time.
template <class Scoped>
const Scoped*& current() {
  static const Scoped* one = nullptr;
  return one;
}

/// The menu of a right click on the item before. True: the value was reset.
template <class Value>
bool finish_with_menu(const Property& property, Value& value, const Value& reset,
                      const NumberMenus::Item& item) {
  help_on_hover(property.help);
  if (!ImGui::BeginPopupContextItem()) return false;
  const bool changed = ImGui::MenuItem("Reset", nullptr, false, value != reset);
  if (changed) value = reset;
  if (ImGui::MenuItem(item.words, nullptr, item.on)) current<NumberMenus>()->toggle(property.id);
  ImGui::EndPopup();
  return changed;
}

/// The end of a property: its help, and right click. True: it was reset.
template <class Value>
bool finish(const Property& property, Value& value, const Value& reset) {
  if (const NumberMenus* menus = current<NumberMenus>())
    if (const auto item = menus->item(property.id))
      return finish_with_menu(property, value, reset, *item);
  const bool changed = reset_asked() && value != reset;
  if (changed) value = reset;
  help_on_hover(property.help);
  return changed;
}

}  // namespace

NumberMenus::NumberMenus(Find find, Switch toggle)
    : find_(std::move(find)), toggle_(std::move(toggle)), before_(current<NumberMenus>()) {
  current<NumberMenus>() = this;
}

NumberMenus::~NumberMenus() { current<NumberMenus>() = before_; }

bool number(const Property& property, double& value, const NumberRange& range) {
  begin(property);
  const ImGuiSliderFlags flags =
      (range.logarithmic ? ImGuiSliderFlags_Logarithmic : 0) | ImGuiSliderFlags_NoRoundToFormat;
  const float speed = static_cast<float>((range.high - range.low) / 400);
  const double before = value;
  const bool typing = ImGui::TempInputIsActive(ImGui::GetID(property.id));
  bool changed = ImGui::DragScalar(property.id, ImGuiDataType_Double, &value, speed, &range.low,
                                   &range.high, range.format, flags);
  if (changed && !typing && value != before) {
    // A dragged number is a round one: four significant digits.
    const double unit = std::pow(10, std::floor(std::log10(std::max(std::abs(value), 1e-12))) - 3);
    value = std::clamp(std::round(value / unit) * unit, range.low, range.high);
  }
  return finish(property, value, range.reset) || changed;
}

/// Of a whole number: words for a value stay ("none"), a format of digits is that of no decimals.
static const char* whole_format(const char* format) {
  return std::string_view(format).find('%') == std::string_view::npos ? format : "%.0f";
}

bool number(const Property& property, int& value, const NumberRange& range) {
  begin(property);
  // As a double, for 1e5 to be what it says, and for what no int holds to be told from what does.
  double number = value;
  const bool changed =
      ImGui::DragScalar(property.id, ImGuiDataType_Double, &number, range.logarithmic ? 0.5F : 0.2F,
                        &range.low, &range.high, whole_format(range.format),
                        range.logarithmic ? ImGuiSliderFlags_Logarithmic : 0);
  constexpr double most = std::numeric_limits<int>::max();
  if (changed && std::isfinite(number))
    value = static_cast<int>(std::clamp(std::round(number), -most, most));
  return finish(property, value, static_cast<int>(range.reset)) || changed;
}

bool number(const Property& property, std::uint64_t& value, std::uint64_t reset) {
  begin(property);
  const bool changed = ImGui::DragScalar(property.id, ImGuiDataType_U64, &value, 0.1F);
  return finish(property, value, reset) || changed;
}

bool toggle(const Property& property, bool& value, const Toggle& toggle) {
  begin(property);
  const bool changed = ImGui::Checkbox(property.id, &value);
  return finish(property, value, toggle.reset) || changed;
}

bool text(const Property& property, std::string& value, const char* hint) {
  begin(property);
  const bool changed = ImGui::InputTextWithHint(property.id, hint, &value);
  return finish(property, value, std::string()) || changed;
}

bool checked_text(const Property& property, std::string& value, TextDraft& draft,
                  const std::string& reset,
                  const std::function<std::string(const std::string&)>& problem) {
  ImGui::AlignTextToFramePadding();
  ImGui::TextDisabled("%s", property.label);
  help_on_hover(property.help);
  ImGui::SetNextItemWidth(-FLT_MIN);
  const std::string shown = draft.problem.empty() ? value : draft.text;
  std::string typed = shown;
  ImGui::InputText(property.id, &typed);
  const bool active = ImGui::IsItemActive();
  // While the field is active ImGui keeps its text; `typed` has it only when it was just edited.
  if (active)
    if (const ImGuiInputTextState* state = ImGui::GetInputTextState(ImGui::GetItemID()))
      typed.assign(state->TextA.Data, static_cast<std::size_t>(state->TextLen));
  if (ImGui::IsItemActivated()) draft.kept = value;
  const std::string before = value;
  if (typed != shown) {
    draft.text = typed;
    draft.problem = problem(typed);
    // What was before, not the part of the draft that could be used on the way.
    value = draft.problem.empty() ? typed : draft.kept;
  }
  const bool elsewhere = !active && value != draft.kept;  // undone, or another scene's
  if (reset_asked() || elsewhere) draft.problem.clear();
  // A tooltip would lie over what is wrong.
  const char* help = active || !draft.problem.empty() ? "" : property.help;
  const bool edited = value != before;
  const bool changed = finish({property.id, property.label, help}, value, reset) || edited;
  if (!draft.problem.empty())
    problem_box((std::string(property.id) + "_problem").c_str(), draft.problem);
  return changed;
}

namespace {

/// The field above a long list that is open: what is typed leaves the entries that have it.
class ListLetters {
 public:
  explicit ListLetters(std::size_t entries) {
    constexpr std::size_t short_list = 12;
    static std::string typed;  // one list is open at a time
    if (ImGui::IsWindowAppearing()) typed.clear();
    there_ = entries > short_list;
    if (there_) {
      if (ImGui::IsWindowAppearing()) ImGui::SetKeyboardFocusHere();
      ImGui::SetNextItemWidth(-1);
      entered_ = ImGui::InputTextWithHint("##letters", "letters of the name", &typed,
                                          ImGuiInputTextFlags_EnterReturnsTrue);
    }
    words_ = typed;
  }

  bool match(const std::string& name) const { return has_words(name, words_); }
  bool there() const { return there_; }
  /// Enter was pressed: the first that is left is meant.
  bool entered() const { return entered_ && words_.find_first_not_of(' ') != std::string::npos; }

 private:
  std::string words_;
  bool there_ = false, entered_ = false;
};

}  // namespace

bool choice(const Property& property, int& value, std::span<const char* const> names, int reset,
            std::span<const std::string> also) {
  begin(property);
  const bool known = value >= 0 && value < static_cast<int>(names.size());
  bool changed = false;
  if (begin_combo(property.id, known ? names[static_cast<std::size_t>(value)] : "")) {
    const ListLetters letters(names.size());
    bool first = true;
    for (int i = 0; i < static_cast<int>(names.size()); ++i) {
      const auto place = static_cast<std::size_t>(i);
      const char* name = names[place];
      if (!letters.match(name + (place < also.size() ? " " + also[place] : std::string())))
        continue;
      const bool taken = std::exchange(first, false) && letters.entered();
      if (ImGui::Selectable(name, i == value) || taken) {
        changed = value != i;
        value = i;
        if (taken) ImGui::CloseCurrentPopup();
      }
      if (i != value) continue;
      if (!letters.there())
        ImGui::SetItemDefaultFocus();
      else if (ImGui::IsWindowAppearing())  // the letters have the keyboard
        ImGui::SetScrollHereY();
    }
    if (first) note("nothing has these letters");
    ImGui::EndCombo();
  }
  return finish(property, value, reset) || changed;
}

bool begin_combo(const char* id, const char* shown) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::CalcItemWidth(), height = ImGui::GetFrameHeight();
  const std::string text = fitted_name(shown, width - grid(3.5F));
  ImGui::PushStyleVar(ImGuiStyleVar_PopupRounding, grid(0.5F));
  const bool open = ImGui::BeginCombo(id, text.c_str(),
                                      ImGuiComboFlags_HeightLarge | ImGuiComboFlags_NoArrowButton);
  ImGui::PopStyleVar();
  if (!open)
    chevron(ImGui::GetWindowDrawList(), {at.x + width - grid(1.5F), at.y + height / 2},
            ImGuiDir_Down, ImGui::GetColorU32(ImGuiCol_TextDisabled));
  return open;
}

bool escaped() {
  const ImGuiContext& context = *ImGui::GetCurrentContext();
  ImGuiStorage* storage = ImGui::GetStateStorage();
  const ImGuiID id = ImGui::GetID("##list is open");
  const bool before = storage->GetBool(id);
  const bool now = context.OpenPopupStack.Size > context.BeginPopupStack.Size;
  storage->SetBool(id, now);
  return ImGui::IsKeyPressed(ImGuiKey_Escape) && !before && !now;
}

bool section(const char* title, ImFont* title_font) {
  const ImGuiID id = ImGui::GetID(title);
  ImGuiStorage* storage = ImGui::GetStateStorage();
  const bool first = ImGui::GetCursorPosY() <= ImGui::GetCursorStartPos().y + 1;
  if (!first) ImGui::Dummy({0, grid(0.5F)});
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x, height = ImGui::GetFrameHeight();
  if (ImGui::InvisibleButton(title, {width, height}))
    storage->SetBool(id, !storage->GetBool(id, true));
  const bool open = storage->GetBool(id, true), lit = ImGui::IsItemHovered();
  ImDrawList* list = ImGui::GetWindowDrawList();
  if (!first)
    list->AddLine({at.x, at.y - grid(0.5F)}, {at.x + width, at.y - grid(0.5F)},
                  ImGui::GetColorU32(ImGuiCol_Separator));
  ImGui::PushFont(title_font, 0);
  const float text_top = at.y + (height - ImGui::GetTextLineHeight()) / 2;
  list->AddText({at.x, text_top}, ImGui::GetColorU32(ImGuiCol_Text), title);
  ImGui::PopFont();
  chevron(list, {at.x + width - grid(1.5F), at.y + height / 2},
          open ? ImGuiDir_Down : ImGuiDir_Left,
          ImGui::GetColorU32(lit ? ImGuiCol_Text : ImGuiCol_TextDisabled));
  return open;
}

void note(const char* words) {
  ImGui::PushStyleColor(ImGuiCol_Text, ImGui::GetStyleColorVec4(ImGuiCol_TextDisabled));
  ImGui::TextWrapped("%s", words);
  ImGui::PopStyleColor();
}

void problem_box(const char* id, const std::string& words) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x, across = grid(1), along = grid(0.75F);
  const float wrap = width - 2 * across;
  const float height = ImGui::CalcTextSize(words.c_str(), nullptr, false, wrap).y + 2 * along;
  ImGui::InvisibleButton(id, {width, height});
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled(at, {at.x + width, at.y + height}, ImGui::GetColorU32(error_color()),
                      ImGui::GetStyle().FrameRounding);
  list->AddText(nullptr, 0, {at.x + across, at.y + along}, ImGui::GetColorU32(ImGuiCol_Text),
                words.c_str(), nullptr, wrap);
}

void help_on_hover(const char* help) {
  if (help == nullptr || *help == '\0' || !ImGui::IsItemHovered(ImGuiHoveredFlags_ForTooltip))
    return;
  if (!ImGui::BeginTooltip()) return;
  help_text(help);
  ImGui::EndTooltip();
}

HelpText::HelpText(Draw draw) : draw_(std::move(draw)), before_(current<HelpText>()) {
  current<HelpText>() = this;
}

HelpText::~HelpText() { current<HelpText>() = before_; }

void help_text(const char* help) {
  if (current<HelpText>() && current<HelpText>()->draw(help)) return;
  ImGui::PushTextWrapPos(grid(44));
  ImGui::TextUnformatted(help);
  ImGui::PopTextWrapPos();
}

}  // namespace alphabar
