# Read by CTest: adds the test program `program` once more for each vector target that is compiled
# and that the tests do not use anyway. A target that this machine cannot run is skipped by name.
# `name`, `program`, `label`, `filter` (of GoogleTest), `lister` and `scratch` are set before.
execute_process(COMMAND ${lister} OUTPUT_VARIABLE targets RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  set(targets "not known: ${lister} failed")
endif()
string(REGEX MATCHALL "[^\n]+" targets "${targets}")
foreach(target IN LISTS targets)
  set(test "${name} on ${target}")
  set(folder "${scratch}/${target}")  # the same tests may run beside one another
  file(MAKE_DIRECTORY ${folder})
  add_test(${test} ${program} --gtest_filter=${filter})
  set_tests_properties(${test} PROPERTIES
    LABELS "${label};targets" TIMEOUT 600 SKIP_RETURN_CODE 77
    ENVIRONMENT "OMP_WAIT_POLICY=passive;ALPHABAR_VECTOR=${target};TEST_TMPDIR=${folder}")
endforeach()
