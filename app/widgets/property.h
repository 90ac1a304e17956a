#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/listed.h"

struct ImFont;

namespace alphabar {

/// One line of a panel: a quiet label at the left, its control at the right. Right click resets the
/// value; resting on either shows what it means and where it comes from.
struct Property {
  const char* id;     ///< ImGui's, stable, with ## before it: "##beta_start"
  const char* label;  ///< on screen: "β start"; empty: the control takes the whole line
  const char* help;   ///< meaning, formula, source; lines broken by \n
};

/// What a number may be. Dragging stays inside; what is typed is taken as it is, for check(scene)
/// to refuse with a message that says more.
struct NumberRange {
  double low, high;
  double reset;  ///< what right click gives back
  const char* format = "%.4g";
  bool logarithmic = false;  ///< dragging multiplies
};

/// Of what is on or off.
struct Toggle {
  bool reset;  ///< what right click gives back
};

/// While one lives, a right click on a number whose id it knows asks first: reset it, or switch
/// something else about it.
class NumberMenus {
 public:
  struct Item {
    const char* words;
    bool on;
  };
  using Find = std::function<std::optional<Item>(std::string_view id)>;
  using Switch = std::function<void(std::string_view id)>;
  NumberMenus(Find find, Switch toggle);
  ~NumberMenus();
  NumberMenus(const NumberMenus&) = delete;
  NumberMenus& operator=(const NumberMenus&) = delete;

  std::optional<Item> item(std::string_view id) const { return find_(id); }
  void toggle(std::string_view id) const { toggle_(id); }

 private:
  Find find_;
  Switch toggle_;
  const NumberMenus* before_;
};

/// Each returns true where the value was changed. A number is dragged, or typed after a double
/// click (or Ctrl and click); what is typed counts when Enter is pressed or the field is left.
bool number(const Property& property, double& value, const NumberRange& range);
bool number(const Property& property, int& value, const NumberRange& range);
bool number(const Property& property, std::uint64_t& value, std::uint64_t reset);
bool toggle(const Property& property, bool& value, const Toggle& toggle);
bool text(const Property& property, std::string& value, const char* hint);

/// Text that was typed and cannot be used; it stays in its field.
struct TextDraft {
  std::string problem;  ///< empty: there is no draft, and the field shows the value
  std::string text;
  std::string kept;  ///< the value before typing began, which stays
};

/// Text that counts only where `problem` finds none in it (an empty line): until then it is the
/// draft, `value` stays as it was, and what is wrong stands beneath. The field takes the whole
/// line; right click gives `reset` back.
bool checked_text(const Property& property, std::string& value, TextDraft& draft,
                  const std::string& reset,
                  const std::function<std::string(const std::string&)>& problem);

/// One of several; `names` in the order of the values. A long list has a field for letters; `also`
/// are other words that find an entry, one for each of the first names.
bool choice(const Property& property, int& value, std::span<const char* const> names, int reset,
            std::span<const std::string> also = {});

/// The same for an enumeration, by the titles of its values (core/base/listed.h).
template <class Enum>
bool choice(const Property& property, Enum& value, Enum reset) {
  const std::vector<const char*> titles = titles_of<Enum>();
  std::vector<std::string> also;
  for (const auto& entry : listed(Enum())) {
    also.emplace_back(entry.name);
    if constexpr (requires { entry.source; }) also.back().append(" ").append(entry.source);
  }
  int index = static_cast<int>(value);
  if (!choice(property, index, titles, static_cast<int>(reset), also)) return false;
  value = static_cast<Enum>(index);
  return true;
}

/// ImGui's BeginCombo in the program's look; EndCombo follows where it returns true.
bool begin_combo(const char* id, const char* shown);

/// Whether Escape was pressed for the current popup, and not for a list that it opened, which the
/// key closed in this frame. To be asked once a frame.
bool escaped();

/// The heading of a part of a panel, which a click folds away. True: its content is to be drawn.
/// `title_font`: null for the current one.
bool section(const char* title, ImFont* title_font = nullptr);

/// A quiet line of text that wraps.
void note(const char* words);

/// Words on what is wrong, on the theme's colour of errors. The box is an item of this id.
void problem_box(const char* id, const std::string& words);

/// Shows `help` while the mouse rests on the item before.
void help_on_hover(const char* help);

/// Help, in the current window: as text, or as a HelpText has it.
void help_text(const char* help);

/// While one lives, help is drawn by a function that says whether it did.
class HelpText {
 public:
  using Draw = std::function<bool(const char* help)>;
  explicit HelpText(Draw draw);
  ~HelpText();
  HelpText(const HelpText&) = delete;
  HelpText& operator=(const HelpText&) = delete;

  bool draw(const char* help) const { return draw_(help); }

 private:
  Draw draw_;
  const HelpText* before_;
};

}  // namespace alphabar
