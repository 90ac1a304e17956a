# alphabar_embed_files(TARGET FUNCTION FILES...)
#
# A static library that holds the bytes of FILES, and the header <TARGET.h> that declares
#   std::span<const alphabar::EmbeddedFile> alphabar::FUNCTION();
# in the order given. A file's name is its name without folders; the bytes are followed by a zero
# that is not counted. The assembler copies the file (.incbin), so a font of megabytes costs
# nothing to compile, and a changed file rebuilds the library.
function(alphabar_embed_files target function)
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/${target})
  set(assembly "  .section .rodata,\"a\"\n")
  set(declarations "")
  set(entries "")
  set(paths "")
  set(index 0)
  foreach(file ${ARGN})
    get_filename_component(path ${file} ABSOLUTE)
    get_filename_component(name ${file} NAME)
    if(NOT EXISTS ${path})
      message(FATAL_ERROR "${target}: there is no file ${path} to embed")
    endif()
    set(symbol ${target}_${index})
    string(APPEND assembly "  .global ${symbol}\n  .global ${symbol}_end\n  .balign 16\n"
           "${symbol}:\n  .incbin \"${path}\"\n${symbol}_end:\n  .byte 0\n")
    string(APPEND declarations "extern \"C\" const char ${symbol}[];\n"
           "extern \"C\" const char ${symbol}_end[];\n")
    string(APPEND entries "    {\"${name}\", {${symbol}, "
           "static_cast<std::size_t>(${symbol}_end - ${symbol})}},\n")
    list(APPEND paths ${path})
    math(EXPR index "${index} + 1")
  endforeach()
  file(CONFIGURE OUTPUT ${folder}/${target}.h CONTENT [[
#pragma once
#include <span>
#include "core/base/embedded_file.h"
namespace alphabar {
std::span<const EmbeddedFile> @function@();
}
]] @ONLY)
  file(CONFIGURE OUTPUT ${folder}/${target}.cpp CONTENT [[
#include "@target@.h"
#include <vector>
@declarations@
namespace alphabar {
std::span<const EmbeddedFile> @function@() {
  static const std::vector<EmbeddedFile> files{
@entries@  };
  return files;
}
}
]] @ONLY)
  string(APPEND assembly "  .section .note.GNU-stack,\"\",@progbits\n")
  file(CONFIGURE OUTPUT ${folder}/bytes.s CONTENT "${assembly}" @ONLY)
  set_source_files_properties(${folder}/bytes.s PROPERTIES OBJECT_DEPENDS "${paths}")
  add_library(${target} STATIC ${folder}/${target}.cpp ${folder}/bytes.s)
  target_link_libraries(${target} PUBLIC alphabar_base)
  target_include_directories(${target} PUBLIC ${folder})
endfunction()
