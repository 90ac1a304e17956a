# The sources of Dear ImGui (docking), ImPlot, GLFW, imgui_rich_md, MicroTeX, the test engine and
# portable-file-dialogs. All of them are in one source distribution that the Python
# package index keeps, so one pinned download brings versions that are known to fit together.
#
# Sets ALPHABAR_GUI_DIR, the folder that holds imgui/, implot/, glfw/ ...
# ALPHABAR_GUI_SOURCES (a cache or environment variable) names a copy that is already unpacked:
# nothing is fetched then.

set(ALPHABAR_GUI_SOURCES "$ENV{ALPHABAR_GUI_SOURCES}" CACHE PATH
    "An unpacked imgui_bundle source distribution; empty: fetch it once into the build folder")

set(_gui_version 1.93.0)
set(_gui_name imgui_bundle-${_gui_version})
set(_gui_sha256 10ad1dab8258a6787b4f07bb926b08d0efc648a7906242568c8dd778c5e719bf)

# Runs pip, which works out the mirror, proxy and certificates from the user's own settings.
# Even with --no-deps pip asks the package for its metadata, so it fetches that package's build
# tools as well; a failed try is therefore repeated before it is reported.
function(_alphabar_download_gui folder)
  unset(python)
  foreach(candidate python3 /usr/bin/python3)
    execute_process(COMMAND ${candidate} -m pip --version RESULT_VARIABLE status OUTPUT_QUIET
                    ERROR_QUIET)
    if(status EQUAL 0)
      set(python ${candidate})
      break()
    endif()
  endforeach()
  if(NOT python)
    message(FATAL_ERROR "Fetching the GUI sources needs pip for Python 3 (Debian: python3-pip). "
                        "Or unpack ${_gui_name}.tar.gz yourself and pass "
                        "-DALPHABAR_GUI_SOURCES=FOLDER.")
  endif()
  foreach(try 1 2 3)
    message(NOTICE "Fetching the GUI sources (${_gui_name}, 54 MB), try ${try}")
    execute_process(
      COMMAND ${python} -m pip download --disable-pip-version-check --no-input --quiet
              --retries 5 --timeout 60 --no-deps --no-binary imgui-bundle --dest ${folder}
              imgui-bundle==${_gui_version}
      RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
    if(status EQUAL 0 AND EXISTS ${folder}/${_gui_name}.tar.gz)
      return()
    endif()
    if(NOT try EQUAL 3)
      execute_process(COMMAND ${CMAKE_COMMAND} -E sleep 5)
    endif()
  endforeach()
  message(FATAL_ERROR "The GUI sources could not be fetched; pip said:\n${output}\n"
                      "They are needed once. Without a network, unpack ${_gui_name}.tar.gz "
                      "(SHA-256 ${_gui_sha256}) and pass -DALPHABAR_GUI_SOURCES=FOLDER.")
endfunction()

function(_alphabar_fetch_gui destination)
  set(work ${destination}.tmp)
  file(REMOVE_RECURSE ${work} ${destination})
  file(MAKE_DIRECTORY ${work})
  _alphabar_download_gui(${work})
  set(archive ${work}/${_gui_name}.tar.gz)
  file(SHA256 ${archive} sum)
  if(NOT sum STREQUAL _gui_sha256)
    message(FATAL_ERROR "${archive} is not the archive this build was made for:\n"
                        "  SHA-256 ${sum}\n  expected ${_gui_sha256}")
  endif()
  set(parts imgui/imgui implot/implot glfw/glfw imgui_rich_md/imgui_rich_md
            imgui_microtex/MicroTeX/lib imgui_microtex/MicroTeX/LICENSE
            imgui_test_engine/imgui_test_engine portable_file_dialogs/portable_file_dialogs)
  list(TRANSFORM parts PREPEND ${_gui_name}/external/)
  list(TRANSFORM parts APPEND "*")
  file(ARCHIVE_EXTRACT INPUT ${archive} DESTINATION ${work} PATTERNS ${_gui_name}/LICENSE ${parts})
  file(RENAME ${work}/${_gui_name} ${destination})  # whole or not there at all
  file(REMOVE_RECURSE ${work})
endfunction()

if(ALPHABAR_GUI_SOURCES)
  set(_gui_root ${ALPHABAR_GUI_SOURCES})
else()
  set(_gui_root ${PROJECT_BINARY_DIR}/third_party/${_gui_name})
  if(NOT EXISTS ${_gui_root})
    _alphabar_fetch_gui(${_gui_root})
  endif()
endif()
set(ALPHABAR_GUI_DIR ${_gui_root}/external)
if(NOT EXISTS ${ALPHABAR_GUI_DIR}/imgui/imgui/imgui.h)
  message(FATAL_ERROR "No GUI sources in ${_gui_root} (looked for external/imgui/imgui/imgui.h)")
endif()
