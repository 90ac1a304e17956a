# The sources of Dear ImGui (docking), ImPlot, GLFW, imgui_rich_md, MicroTeX, the test engine and
# portable-file-dialogs. All of them are in one source distribution that the Python
# package index keeps, so one pinned download brings versions that are known to fit together.
#
# Sets ALPHABAR_GUI_DIR, the folder that holds imgui/, implot/, glfw/ ...
# ALPHABAR_GUI_SOURCES (a cache or environment variable) names a copy that is already unpacked.
include(PipSources)

set(_gui_version 1.93.0)
set(_gui_parts imgui/imgui implot/implot glfw/glfw imgui_rich_md/imgui_rich_md
               imgui_microtex/MicroTeX/lib imgui_microtex/MicroTeX/LICENSE
               imgui_test_engine/imgui_test_engine portable_file_dialogs/portable_file_dialogs)
list(TRANSFORM _gui_parts PREPEND imgui_bundle-${_gui_version}/external/)
list(TRANSFORM _gui_parts APPEND "*")
alphabar_pip_sources(_gui_root
  NAME imgui_bundle VERSION ${_gui_version} ENDING .tar.gz SIZE "54 MB"
  SHA256 10ad1dab8258a6787b4f07bb926b08d0efc648a7906242568c8dd778c5e719bf
  VARIABLE ALPHABAR_GUI_SOURCES TITLE "the GUI sources"
  PARTS imgui_bundle-${_gui_version}/LICENSE ${_gui_parts})
set(ALPHABAR_GUI_DIR ${_gui_root}/external)
if(NOT EXISTS ${ALPHABAR_GUI_DIR}/imgui/imgui/imgui.h)
  message(FATAL_ERROR "No GUI sources in ${_gui_root} (looked for external/imgui/imgui/imgui.h)")
endif()
