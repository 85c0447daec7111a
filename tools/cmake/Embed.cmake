# embed_files(<target> NAMESPACE <a::b> FILES <paths below the project's top...>)
# Compiles the text of files into a target. Writes embedded.hpp and embedded.cpp beside the target's
# objects, so that pipeline/<room> includes "pipeline/<room>/embedded.hpp":
#   namespace a::b { struct File { std::string_view path, text; };  std::span<const File> files(); }
# in the order given; `path` is as given ("schemas/job.schema.json"). A changed file is embedded anew
# by the next build. This file is also the script that writes them.
function(embed_files target)
  cmake_parse_arguments(E "" "NAMESPACE" "FILES" ${ARGN})
  set(base ${CMAKE_CURRENT_BINARY_DIR}/embedded)
  list(TRANSFORM E_FILES PREPEND ${PROJECT_SOURCE_DIR}/ OUTPUT_VARIABLE inputs)
  set(script ${PROJECT_SOURCE_DIR}/tools/cmake/Embed.cmake)
  list(JOIN E_FILES "|" paths)
  add_custom_command(
    OUTPUT ${base}.hpp ${base}.cpp
    COMMAND ${CMAKE_COMMAND} -DBASE=${base} -DNAMESPACE=${E_NAMESPACE} -DTOP=${PROJECT_SOURCE_DIR} -DPATHS=${paths}
            -P ${script}
    DEPENDS ${inputs} ${script}
    VERBATIM)
  target_sources(${target} PRIVATE ${base}.cpp ${base}.hpp)
  target_include_directories(${target} PRIVATE ${PROJECT_BINARY_DIR})
endfunction()

# Raw string literals of at most 60 kB, which every compiler takes; adjacent ones are one literal.
function(append_literals out text)
  set(step 60000)
  set(literals "")
  string(LENGTH "${text}" length)
  set(at 0)
  while(at LESS length)
    string(SUBSTRING "${text}" ${at} ${step} piece)
    string(APPEND literals "R\"~~~(${piece})~~~\"\n")
    math(EXPR at "${at} + ${step}")
  endwhile()
  set(${out} "${literals}" PARENT_SCOPE)
endfunction()

if(CMAKE_SCRIPT_MODE_FILE)
  file(
    WRITE ${BASE}.hpp
    "#pragma once\n\n#include <span>\n#include <string_view>\n\nnamespace ${NAMESPACE} {\n\n"
    "struct File {\n  std::string_view path;\n  std::string_view text;\n};\n"
    "std::span<const File> files();\n\n}  // namespace ${NAMESPACE}\n")
  set(source "#include \"${BASE}.hpp\"\n\nnamespace ${NAMESPACE} {\nnamespace {\n\nconstexpr File kFiles[] = {\n")
  string(REPLACE "|" ";" PATHS "${PATHS}")
  foreach(path IN LISTS PATHS)
    file(READ "${TOP}/${path}" text)
    append_literals(literals "${text}")
    string(APPEND source "{\"${path}\",\n${literals}},\n")
  endforeach()
  string(APPEND source "};\n\n}  // namespace\n\nstd::span<const File> files() { return kFiles; }\n\n}\n")
  file(WRITE ${BASE}.cpp "${source}")
endif()
