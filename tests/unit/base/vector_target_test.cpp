#include "core/system/vector_target.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <optional>

#include "core/base/error.h"
#include "core/engine/cpu/cpu_engine.h"

namespace alphabar {
namespace {

using ::testing::HasSubstr;

/// Sets ALPHABAR_VECTOR, and in the end what it was before.
class VectorTarget : public testing::Test {
 protected:
  VectorTarget() {
    if (const char* value = std::getenv(vector_variable)) before_ = value;
  }
  ~VectorTarget() override {
    if (before_)
      choose(*before_);
    else
      unset();
  }
  static void choose(const std::string& name) {
    setenv(vector_variable, name.c_str(), 1);
    choose_vector_target();
  }
  static void unset() {
    unsetenv(vector_variable);
    choose_vector_target();
  }

 private:
  std::optional<std::string> before_;
};

TEST_F(VectorTarget, EveryCompiledOneCanBeChosenOrIsRefusedByName) {
  int chosen = 0;
  for (const std::string& name : compiled_vector_targets()) try {
      choose(name);
      ++chosen;
      EXPECT_EQ(vector_target(), name);
      EXPECT_EQ(vector_target(), name) << "asking must not undo the choice";
      EXPECT_THAT(CpuEngine().name(), HasSubstr(", " + name));
      EXPECT_EQ(choose_kernels().target, name);
    } catch (const BadRequest& problem) {
      EXPECT_EQ(problem.value(), name);
      EXPECT_THAT(problem.what(), HasSubstr(vector_variable));
    }
  EXPECT_GE(chosen, 1);
  choose(compiled_vector_targets().back());  // the poorest runs everywhere
}

TEST_F(VectorTarget, IsTheBestWithoutAChoice) {
  unset();
  const std::string best = vector_target();
  choose("");
  EXPECT_EQ(vector_target(), best);
  choose(compiled_vector_targets().back());
  unset();
  EXPECT_EQ(vector_target(), best);
}

TEST_F(VectorTarget, RefusesWhatIsNoneAndNamesThoseThatAre) {
  unset();
  const std::string best = vector_target();
  for (const char* name : {"AVX9", "AVX2 ", "0", "best"}) try {
      choose(name);
      ADD_FAILURE() << name;
    } catch (const BadRequest& problem) {
      EXPECT_EQ(problem.field(), vector_variable);
      EXPECT_EQ(problem.value(), name);
      EXPECT_THAT(problem.allowed(), HasSubstr(best));
      EXPECT_THAT(problem.allowed(), HasSubstr(compiled_vector_targets().back()));
    }
}

}  // namespace
}  // namespace alphabar
