#include "app/views/plot_parts.h"

#include <gmock/gmock.h>

namespace alphabar {
namespace {

using testing::ElementsAre;

TEST(LogTicks, AreOneTwoFiveWhereThereIsRoom) {
  EXPECT_THAT(log_ticks(5, 200, 10), ElementsAre(5, 10, 20, 50, 100, 200));
  EXPECT_THAT(log_ticks(5, 200, 5), ElementsAre(10, 100));
}

TEST(LogTicks, ArePowersOfTenFurtherApartOverManyDecades) {
  EXPECT_THAT(log_ticks(0.9e-6, 1.1, 4), ElementsAre(1e-6, 1e-4, 1e-2, 1));
}

TEST(LogTicks, AreThereWhereNoPowerOfTenIs) {
  EXPECT_THAT(log_ticks(0.15, 0.8, 1), ElementsAre(0.2));
  EXPECT_THAT(log_ticks(12, 180, 1), ElementsAre(100));
}

}  // namespace
}  // namespace alphabar
