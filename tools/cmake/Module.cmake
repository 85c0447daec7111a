# One static library per room, and one test program per room that links nothing above it:
# a call to a higher room then fails to link.
include(GNUInstallDirs)
if(BUILD_TESTING)
  include(Catch)
endif()

function(pipeline_module name)
  cmake_parse_arguments(M "" "" "SOURCES;USES;PRIVATE_USES;TESTS" ${ARGN})
  list(TRANSFORM M_USES PREPEND pipeline_)
  add_library(pipeline_${name} STATIC ${M_SOURCES})
  target_include_directories(pipeline_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(
    pipeline_${name}
    PUBLIC pipeline_settings Boost::headers ${M_USES}
    PRIVATE pipeline_warnings ${M_PRIVATE_USES})
  if(M_TESTS AND BUILD_TESTING)
    list(TRANSFORM M_TESTS PREPEND ${PROJECT_SOURCE_DIR}/tests/${name}/)
    add_executable(${name}_test ${M_TESTS})
    target_link_libraries(${name}_test PRIVATE pipeline_${name} test_support)
    target_precompile_headers(${name}_test REUSE_FROM test_support)
    catch_discover_tests(
      ${name}_test
      TEST_PREFIX "${name}/"
      WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
      DISCOVERY_MODE PRE_TEST
      EXTRA_ARGS --warn NoTests # a name that selects nothing fails instead of passing
      PROPERTIES TIMEOUT 300)
  endif()
endfunction()
