#include <gtest/gtest.h>

#include <limits>

#include "core/files/latex/latex_table.h"

namespace alphabar {
namespace {

TEST(Latex, ATableIsATabularWithBooktabsRules) {
  const std::string text = latex_text({{"sampler", {}, {"ddim", "a_b & c%"}},
                                       {"c_d0", {0.00123456, -2.5e-9}},
                                       {"c_e3", {0, 0}},
                                       {"nfe", {50, std::numeric_limits<double>::infinity()}}});
  EXPECT_EQ(text,
            "% \\usepackage{booktabs}\n% all zero: c_e3\n\\begin{tabular}{lrr}\n\\toprule\n"
            "sampler & $c_{d0}$ & nfe \\\\\n\\midrule\n"
            "ddim & $0.001235$ & $50$ \\\\\n"
            "a\\_b \\& c\\% & $-2.5 \\cdot 10^{-9}$ & $\\infty$ \\\\\n"
            "\\bottomrule\n\\end{tabular}\n");
}

}  // namespace
}  // namespace alphabar
