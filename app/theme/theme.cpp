#include "app/theme/theme.h"

#include <implot.h>

#include "app/platform/fonts.h"

namespace alphabar {
namespace {

constexpr float base_font = text_height * 14 / 15;  // letters of 14 pixels to the em

void color_imgui(const Palette& p, ImVec4* c) {
  const ImVec4 none{0, 0, 0, 0};
  c[ImGuiCol_Text] = p.text;
  c[ImGuiCol_TextDisabled] = p.quiet;
  c[ImGuiCol_WindowBg] = c[ImGuiCol_TitleBg] = c[ImGuiCol_TitleBgActive] = p.panel;
  c[ImGuiCol_TitleBgCollapsed] = c[ImGuiCol_MenuBarBg] = p.panel;
  c[ImGuiCol_ChildBg] = c[ImGuiCol_BorderShadow] = c[ImGuiCol_ScrollbarBg] = none;
  c[ImGuiCol_PopupBg] = mix(p.panel, p.field, 0.5F);
  c[ImGuiCol_Separator] = p.line;
  c[ImGuiCol_Border] = mix(p.line, p.quiet, 0.4F);
  c[ImGuiCol_FrameBg] = p.field;
  c[ImGuiCol_FrameBgHovered] = p.field_hovered;
  c[ImGuiCol_FrameBgActive] = p.field_active;
  c[ImGuiCol_ScrollbarGrab] = p.field_active;
  c[ImGuiCol_ScrollbarGrabHovered] = c[ImGuiCol_ScrollbarGrabActive] = p.quiet;
  c[ImGuiCol_CheckMark] = p.text;
  c[ImGuiCol_CheckboxSelectedBg] = p.field_active;
  c[ImGuiCol_SliderGrab] = c[ImGuiCol_SliderGrabActive] = p.quiet;
  c[ImGuiCol_Button] = p.field;
  c[ImGuiCol_ButtonHovered] = p.field_hovered;
  c[ImGuiCol_ButtonActive] = p.field_active;
  c[ImGuiCol_Header] = p.field;
  c[ImGuiCol_HeaderHovered] = p.field_hovered;
  c[ImGuiCol_HeaderActive] = p.field_active;
  c[ImGuiCol_SeparatorHovered] = c[ImGuiCol_SeparatorActive] = p.quiet;
  c[ImGuiCol_ResizeGrip] = none;
  c[ImGuiCol_ResizeGripHovered] = c[ImGuiCol_ResizeGripActive] = p.quiet;
  c[ImGuiCol_InputTextCursor] = p.text;
  c[ImGuiCol_Tab] = c[ImGuiCol_TabDimmed] = p.panel;
  c[ImGuiCol_TabHovered] = p.field_hovered;
  c[ImGuiCol_TabSelected] = c[ImGuiCol_TabDimmedSelected] = p.field;
  c[ImGuiCol_TabSelectedOverline] = c[ImGuiCol_TabDimmedSelectedOverline] = none;
  c[ImGuiCol_DockingEmptyBg] = p.background;
  c[ImGuiCol_DockingPreview] = mix(p.panel, p.quiet, 0.5F);
  c[ImGuiCol_PlotLines] = c[ImGuiCol_PlotHistogram] = p.quiet;
  c[ImGuiCol_PlotLinesHovered] = c[ImGuiCol_PlotHistogramHovered] = p.text;
  c[ImGuiCol_TableHeaderBg] = p.panel;
  c[ImGuiCol_TableBorderStrong] = c[ImGuiCol_TableBorderLight] = p.line;
  c[ImGuiCol_TableRowBg] = none;
  c[ImGuiCol_TableRowBgAlt] = mix(p.panel, p.field, 0.4F);
  c[ImGuiCol_TextSelectedBg] = p.field_active;
  c[ImGuiCol_TextLink] = p.text;
  c[ImGuiCol_TreeLines] = p.line;
  c[ImGuiCol_DragDropTarget] = p.quiet;
  c[ImGuiCol_NavCursor] = p.quiet;
  c[ImGuiCol_UnsavedMarker] = p.error;  // ImGui has no colour for errors, and we mark no tabs
  c[ImGuiCol_ModalWindowDimBg] = {0, 0, 0, 0.45F};
}

void size_imgui(ImGuiStyle& s, float scale) {
  s.WindowPadding = {16, 12};
  s.FramePadding = {8, 4};
  s.ItemSpacing = {8, 6};
  s.ItemInnerSpacing = {6, 4};
  s.CellPadding = {8, 4};
  s.IndentSpacing = 16;
  s.ScrollbarSize = 10;
  s.GrabMinSize = 10;
  s.WindowRounding = 0;
  s.ChildRounding = s.PopupRounding = s.FrameRounding = s.GrabRounding = s.TabRounding = 4;
  s.ScrollbarRounding = 5;
  s.ChildBorderSize = s.FrameBorderSize = 0;
  s.TabBarBorderSize = 0;
  s.WindowMenuButtonPosition = ImGuiDir_None;
  s.SeparatorTextBorderSize = 1;
  s.DisabledAlpha = 0.45F;
  s.ScaleAllSizes(scale);
  // What lies over the panels is framed; they are not (see draw_frame).
  s.DockingSeparatorSize = s.WindowBorderSize = s.PopupBorderSize = scale < 1.5F ? 1 : 2;
  s.FontSizeBase = base_font;
  s.FontScaleMain = scale;
}

void color_implot(const Palette& p, ImPlotStyle& s, float scale) {
  ImVec4* c = s.Colors;
  c[ImPlotCol_FrameBg] = {0, 0, 0, 0};
  c[ImPlotCol_PlotBg] = {0, 0, 0, 0};
  c[ImPlotCol_PlotBorder] = p.line;
  c[ImPlotCol_LegendBg] = mix(p.panel, p.field, 0.4F);
  c[ImPlotCol_LegendBorder] = p.line;
  c[ImPlotCol_LegendText] = p.text;
  c[ImPlotCol_TitleText] = p.text;
  c[ImPlotCol_InlayText] = p.text;
  c[ImPlotCol_AxisText] = p.quiet;
  c[ImPlotCol_AxisGrid] = mix(p.line, p.quiet, 0.25F);
  c[ImPlotCol_AxisTick] = p.line;
  c[ImPlotCol_AxisBg] = {0, 0, 0, 0};
  c[ImPlotCol_AxisBgHovered] = p.field;
  c[ImPlotCol_AxisBgActive] = p.field_hovered;
  c[ImPlotCol_Selection] = p.quiet;
  c[ImPlotCol_Crosshairs] = p.quiet;
  const auto scaled = [scale](float x, float y) { return ImVec2(x * scale, y * scale); };
  s.PlotBorderSize = 1;
  s.MinorAlpha = 0.35F;
  s.PlotPadding = scaled(0, 4);
  s.LabelPadding = scaled(4, 4);
  s.LegendPadding = scaled(8, 8);
  s.LegendInnerPadding = scaled(6, 4);
  s.MajorTickLen = s.MinorTickLen = scaled(0, 0);
  s.PlotMinSize = scaled(80, 60);
}

}  // namespace

void apply_theme(Theme theme, float font_scale) {
  const Palette colors = palette(theme);
  const float scale = theme == Theme::projector ? font_scale * 1.2F : font_scale;
  ImGuiStyle style;
  style._NextFrameFontSizeBase = ImGui::GetStyle()._NextFrameFontSizeBase;
  style.FontScaleDpi = ImGui::GetStyle().FontScaleDpi;
  size_imgui(style, scale * style.FontScaleDpi);
  style.FontScaleMain = scale;
  color_imgui(colors, style.Colors);
  ImGui::GetStyle() = style;
  color_implot(colors, ImPlot::GetStyle(), scale * style.FontScaleDpi);
}

ImVec4 error_color() { return ImGui::GetStyleColorVec4(ImGuiCol_UnsavedMarker); }

float grid(float n) {
  const ImGuiStyle& style = ImGui::GetStyle();
  return n * 8 * style.FontScaleMain * style.FontScaleDpi;
}

}  // namespace alphabar
