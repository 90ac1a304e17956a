# alphabar_pip_sources(RESULT NAME name VERSION version ENDING ending SHA256 sum SIZE "54 MB"
#                      VARIABLE variable TITLE "the GUI sources" [PARTS patterns...])
#
# Sources that the Python package index keeps: the archive NAME-VERSION with that ENDING, a source
# distribution (.tar.gz) or a wheel (.whl, a zip), is fetched once, its sum compared, and unpacked,
# or what matches PARTS of it, as third_party/NAME-VERSION of the build folder. RESULT is that
# folder; or the one that VARIABLE (a cache or environment variable) names, a copy that is already
# unpacked: nothing is fetched then. TITLE and SIZE are for people.
function(alphabar_pip_sources result)
  cmake_parse_arguments(ARG "" "NAME;VERSION;ENDING;SHA256;SIZE;VARIABLE;TITLE" "PARTS" ${ARGN})
  set(full_name ${ARG_NAME}-${ARG_VERSION})
  set(archive ${full_name}${ARG_ENDING})
  set(${ARG_VARIABLE} "$ENV{${ARG_VARIABLE}}" CACHE PATH
      "An unpacked ${archive}; empty: fetch it once into the build folder")
  if(${ARG_VARIABLE})
    set(${result} ${${ARG_VARIABLE}} PARENT_SCOPE)
    return()
  endif()
  set(destination ${PROJECT_BINARY_DIR}/third_party/${full_name})
  set(${result} ${destination} PARENT_SCOPE)
  if(EXISTS ${destination})
    return()
  endif()
  set(work ${destination}.tmp)
  file(REMOVE_RECURSE ${work})
  file(MAKE_DIRECTORY ${work})
  _alphabar_pip_download(${work})
  file(SHA256 ${work}/${archive} sum)
  if(NOT sum STREQUAL ARG_SHA256)
    message(FATAL_ERROR "${work}/${archive} is not the archive this build was made for:\n"
                        "  SHA-256 ${sum}\n  expected ${ARG_SHA256}")
  endif()
  set(patterns "")
  if(ARG_PARTS)
    set(patterns PATTERNS ${ARG_PARTS})
  endif()
  file(ARCHIVE_EXTRACT INPUT ${work}/${archive} DESTINATION ${work}/unpacked ${patterns})
  set(root ${work}/unpacked)
  if(EXISTS ${root}/${full_name})  # a source distribution has one folder, a wheel has several
    set(root ${root}/${full_name})
  endif()
  file(RENAME ${root} ${destination})  # whole or not there at all
  file(REMOVE_RECURSE ${work})
endfunction()

# Runs pip, which works out the mirror, proxy and certificates from the user's own settings. Even
# with --no-deps pip asks a source distribution for its metadata, so it fetches that package's build
# tools as well; a failed try is therefore repeated before it is reported.
# Reads what alphabar_pip_sources was given.
function(_alphabar_pip_download folder)
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
    message(FATAL_ERROR "Fetching ${ARG_TITLE} needs pip for Python 3 (Debian: python3-pip). Or "
                        "unpack ${archive} yourself and pass -D${ARG_VARIABLE}=FOLDER.")
  endif()
  set(form --no-binary)
  if(archive MATCHES "\\.whl$")
    set(form --only-binary)
  endif()
  foreach(try 1 2 3)
    message(NOTICE "Fetching ${ARG_TITLE} (${full_name}, ${ARG_SIZE}), try ${try}")
    execute_process(
      COMMAND ${python} -m pip download --disable-pip-version-check --no-input --quiet
              --retries 5 --timeout 60 --no-deps ${form} ${ARG_NAME} --dest ${folder}
              ${ARG_NAME}==${ARG_VERSION}
      RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
    if(status EQUAL 0 AND EXISTS ${folder}/${archive})
      return()
    endif()
    if(NOT try EQUAL 3)
      execute_process(COMMAND ${CMAKE_COMMAND} -E sleep 5)
    endif()
  endforeach()
  message(FATAL_ERROR "Could not fetch ${ARG_TITLE}; pip said:\n${output}\n"
                      "They are needed once. Without a network, unpack ${archive} "
                      "(SHA-256 ${ARG_SHA256}) and pass -D${ARG_VARIABLE}=FOLDER.")
endfunction()
