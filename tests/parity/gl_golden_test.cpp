// The published reference runs on the GPU engine, from their own start and noise, each within its
// own tolerance in single precision.

#include "tests/parity/gl_parity.h"
#include "tests/support/golden_run.h"

namespace alphabar {
namespace {

TEST_F(GlParity, AgreesWithEveryGoldenRun) {
  int runs = 0;
  for (const std::string& name : table_cases()) {
    if (!name.starts_with("samplers/")) continue;  // of tests/data/golden
    SCOPED_TRACE(name);
    const GoldenRun run(name);
    expect_agrees(run, gl().run(run.request), "float32");
    ++runs;
  }
  EXPECT_GT(runs, 40);
}

}  // namespace
}  // namespace alphabar
