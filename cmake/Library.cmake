# alphabar_library(NAME [LIGHT] [SOURCES files...] [HEADERS files...] [PUBLIC targets...]
#                  [PRIVATE targets...])
#
# The code of one folder as a target; without SOURCES and HEADERS every .cpp and .h in it. Code is
# included by its path from the root ("core/plan/plan.h"), yet a target finds only its own headers
# and those of what it links: the headers of each target stand, as links, in an include folder of
# their own. So an include that no target_link_libraries allows does not compile.
# PUBLIC: what its headers include; PRIVATE: what only its sources do. LIGHT: it runs no long loops
# (cmake/Headers.cmake).
function(alphabar_library name)
  cmake_parse_arguments(ARG "LIGHT" "" "SOURCES;HEADERS;PUBLIC;PRIVATE" ${ARGN})
  if(NOT ARG_SOURCES AND NOT ARG_HEADERS)
    file(GLOB ARG_SOURCES CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} *.cpp)
    file(GLOB ARG_HEADERS CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} *.h)
  endif()
  set(kind PUBLIC)
  if(ARG_SOURCES)
    add_library(${name} STATIC ${ARG_SOURCES})
    target_link_libraries(${name} PRIVATE ${ARG_PRIVATE})
    if(ARG_LIGHT)
      target_link_libraries(${name} PRIVATE alphabar_light)
      target_precompile_headers(${name} REUSE_FROM alphabar_headers_o1)
    else()
      target_precompile_headers(${name} REUSE_FROM alphabar_headers_o3)
    endif()
  else()
    add_library(${name} INTERFACE)
    set(kind INTERFACE)
  endif()
  target_link_libraries(${name} ${kind} alphabar_options ${ARG_PUBLIC})
  alphabar_headers(${name} ${kind} ${ARG_HEADERS})
endfunction()

# Lets the target and what links it (PUBLIC), or the target alone (PRIVATE), include these headers
# of the current folder.
function(alphabar_headers name kind)
  file(RELATIVE_PATH folder ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  set(root ${PROJECT_BINARY_DIR}/include/${name})
  file(REMOVE_RECURSE ${root}/${folder})
  file(MAKE_DIRECTORY ${root}/${folder})
  foreach(header ${ARGN})
    get_filename_component(inner ${header} DIRECTORY)
    file(MAKE_DIRECTORY ${root}/${folder}/${inner})
    file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR}/${header} ${root}/${folder}/${header} SYMBOLIC)
  endforeach()
  target_include_directories(${name} ${kind} ${root})
endfunction()
