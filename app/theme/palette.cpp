#include "app/theme/palette.h"

#include <array>

namespace alphabar {
namespace {

constexpr ImVec4 rgb(unsigned hex) {
  return {static_cast<float>(hex >> 16 & 255) / 255, static_cast<float>(hex >> 8 & 255) / 255,
          static_cast<float>(hex & 255) / 255, 1};
}

constexpr Palette dark{.background = rgb(0x0C0E12),
                       .panel = rgb(0x14171C),
                       .pane = rgb(0x101318),
                       .density = rgb(0x5B6472),
                       .field = rgb(0x20252D),
                       .field_hovered = rgb(0x2A313B),
                       .field_active = rgb(0x36404C),
                       .line = rgb(0x2B313A),
                       .text = rgb(0xE9EDF2),
                       .quiet = rgb(0xA3ADBA),
                       .time = rgb(0xFF6B70),
                       .error = rgb(0x7A1F2B),
                       .curve = rgb(0xD5DAE1)};

constexpr Palette light{.background = rgb(0xE9EBEF),
                        .panel = rgb(0xFBFBFC),
                        .pane = rgb(0xFFFFFF),
                        .density = rgb(0xA9B1BD),
                        .field = rgb(0xEDEFF2),
                        .field_hovered = rgb(0xE2E6EA),
                        .field_active = rgb(0xD3D9E0),
                        .line = rgb(0xD5DAE0),
                        .text = rgb(0x15181D),
                        .quiet = rgb(0x525C69),
                        .time = rgb(0xC4122F),
                        .error = rgb(0xFFD9DC),
                        .curve = rgb(0x2B323B)};

// A projector washes out: black on white, heavier greys, nothing faint.
constexpr Palette projector{.background = rgb(0xFFFFFF),
                            .panel = rgb(0xFFFFFF),
                            .pane = rgb(0xFFFFFF),
                            .density = rgb(0x8F98A5),
                            .field = rgb(0xE6E9ED),
                            .field_hovered = rgb(0xD6DBE1),
                            .field_active = rgb(0xC4CBD3),
                            .line = rgb(0xA9B1BB),
                            .text = rgb(0x000000),
                            .quiet = rgb(0x343B45),
                            .time = rgb(0xB00020),
                            .error = rgb(0xFFC9CE),
                            .curve = rgb(0x101418)};

// Okabe and Ito (2008), "Color Universal Design": blue, orange, green, purple; then the same four
// twice in lightnesses that stay apart for protanopes and deuteranopes (Machado et al. 2009), and
// from the classes and the time.
constexpr std::array<unsigned, LaneSpec::most> on_dark{0x56B4E9, 0xE69F00, 0x1FBF8F, 0xD98BB6,
                                                       0x0078D8, 0xA85820, 0xA0F890, 0xA05098,
                                                       0x4088C8, 0xF5D9A8, 0x407868, 0xF8D8F8};
constexpr std::array<unsigned, LaneSpec::most> on_white{0x0072B2, 0xC97B00, 0x00805E, 0xA84B80,
                                                        0x0060F8, 0x4A2000, 0x005808, 0x3A0050,
                                                        0x0040A8, 0xA08040, 0x004840, 0x782078};
// Classes are no lanes: yellow, indigo, vermilion, pale cyan, violet, lime, brown, grey.
constexpr std::array<unsigned, 8> classes_on_dark{0xF0E442, 0x7A7CFF, 0xE8743B, 0x9DE8EE,
                                                  0xCBA6FF, 0xA8D83A, 0xB07A4F, 0xC9CED6};
constexpr std::array<unsigned, 8> classes_on_white{0x6F6A00, 0x3B3FA8, 0xA84000, 0x2F9DAE,
                                                   0x9A5FE0, 0x5C8F00, 0x7A5230, 0x4A525D};

constexpr std::array<unsigned, 4> corners_on_dark{0x2F62E0, 0xE0521A, 0x86E4FF, 0xFFE45C};
constexpr std::array<unsigned, 4> corners_on_white{0x0B2A8A, 0x8A2200, 0x2CA6E8, 0xE8A200};

}  // namespace

Palette palette(Theme theme) {
  switch (theme) {
    case Theme::light: return light;
    case Theme::projector: return projector;
    case Theme::dark: break;
  }
  return dark;
}

ImVec4 lane_color(std::size_t lane, Theme theme) {
  return rgb((theme == Theme::dark ? on_dark : on_white)[lane % on_dark.size()]);
}

ImVec4 class_color(std::size_t label, Theme theme) {
  const auto& set = theme == Theme::dark ? classes_on_dark : classes_on_white;
  return rgb(set[label % set.size()]);
}

ImVec4 corner_color(std::size_t corner, Theme theme) {
  return rgb((theme == Theme::dark ? corners_on_dark : corners_on_white)[corner % 4]);
}

ImU32 packed(const ImVec4& color, float alpha) {
  return ImGui::ColorConvertFloat4ToU32({color.x, color.y, color.z, color.w * alpha});
}

ImVec4 mix(const ImVec4& a, const ImVec4& b, float share) {
  const auto one = [share](float p, float q) { return p + (q - p) * share; };
  return {one(a.x, b.x), one(a.y, b.y), one(a.z, b.z), one(a.w, b.w)};
}

}  // namespace alphabar
