# What the Python module (app/python) is built with: an interpreter that has its headers and NumPy,
# and nanobind, from the Python package index.
#
# Python_EXECUTABLE (a cache variable) chooses the interpreter; else it is the python3 of the path
# or, where that lacks one of the two, the system's.
# ALPHABAR_NANOBIND_SOURCES (a cache or environment variable) names a copy of nanobind that is
# already unpacked: the folder that holds the folder nanobind.
include(PipSources)

if(NOT Python_EXECUTABLE)
  set(_complete "import numpy, os, sys, sysconfig"
                "assert os.path.exists(sysconfig.get_path('include') + '/Python.h')"
                "print(sys.executable)")
  list(JOIN _complete "; " _complete)
  foreach(candidate python3 /usr/bin/python3)
    execute_process(COMMAND ${candidate} -c "${_complete}" RESULT_VARIABLE status
                    OUTPUT_VARIABLE output ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
    if(status EQUAL 0)
      set(Python_EXECUTABLE ${output})
      break()
    endif()
  endforeach()
endif()
find_package(Python 3.10 QUIET COMPONENTS Interpreter Development.Module NumPy)
if(NOT Python_FOUND)
  message(FATAL_ERROR "The Python module needs Python 3.10 or newer with its headers and NumPy "
                      "(Debian: python3-dev python3-numpy). Choose one with "
                      "-DPython_EXECUTABLE=FILE, or build without: -DALPHABAR_PYTHON=OFF.")
endif()

alphabar_pip_sources(_nanobind_root
  NAME nanobind VERSION 3.1.0 ENDING -py3-none-any.whl SIZE "0.3 MB"
  SHA256 96984dbe8154ffb86e653b1b60aaeed6985c710c5e75ad0279eb87943c66292d
  VARIABLE ALPHABAR_NANOBIND_SOURCES TITLE "the sources of nanobind")
find_package(nanobind 3.1 REQUIRED CONFIG NO_DEFAULT_PATH PATHS ${_nanobind_root}/nanobind/cmake)
