#include "core/system/memory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cmath>
#include <fstream>

#include "core/base/error.h"
#include "tests/files/temp_folder.h"
#include "tests/support/sanitized.h"

namespace alphabar {
namespace {

using ::testing::HasSubstr;

/// What a system would say of itself.
class MemoryFiles : public ::testing::Test {
 protected:
  void write(const std::string& file, const std::string& text) {
    std::filesystem::create_directories((folder_ / file).parent_path());
    std::ofstream(folder_ / file) << text;
  }
  double room() const { return memory_room(folder_ / "proc", folder_ / "cgroup").bytes; }

  const testing::TempFolder folder_;
};

TEST_F(MemoryFiles, NoLimitIsKnownWhereNothingIsSaid) { EXPECT_TRUE(std::isinf(room())); }

TEST_F(MemoryFiles, TheMachineHasWhatIsAvailableAndItsSwapSpace) {
  write("proc/meminfo", "MemTotal: 8000 kB\nMemAvailable:  3000 kB\nSwapFree: 500 kB\n");
  EXPECT_EQ(room(), 3500 * 1024.0);
}

TEST_F(MemoryFiles, EveryControlGroupAroundCounts) {
  write("proc/self/cgroup", "0::/user/session\n");
  write("cgroup/user/session/memory.max", "max\n");
  write("cgroup/user/session/memory.current", "100\n");
  EXPECT_TRUE(std::isinf(room()));
  write("cgroup/user/memory.max", "5000\n");
  write("cgroup/user/memory.current", "4000\n");
  write("cgroup/user/memory.stat", "anon 3000\ninactive_file 700\nactive_file 1\n");
  EXPECT_EQ(room(), 1700);
  write("cgroup/user/session/memory.max", "300\n");
  EXPECT_EQ(room(), 200);
}

TEST_F(MemoryFiles, SoDoThoseOfVersionOneAndOnesMountedAsTheTop) {
  write("proc/self/cgroup", "9:name=systemd:/\n4:cpu,memory:/box/1\n0::/\n");
  write("cgroup/memory/box/1/memory.limit_in_bytes", "9000\n");
  write("cgroup/memory/box/1/memory.usage_in_bytes", "8500\n");
  write("cgroup/memory/box/1/memory.stat", "cache 5\ntotal_inactive_file 50\n");
  EXPECT_EQ(room(), 550);
  std::filesystem::remove_all(folder_ / "cgroup/memory/box");
  write("cgroup/memory/memory.limit_in_bytes", "100\n");
  write("cgroup/memory/memory.usage_in_bytes", "40\n");
  EXPECT_EQ(room(), 60);
  write("cgroup/memory.max", "100\n");
  write("cgroup/memory.current", "70\n");
  EXPECT_EQ(room(), 30);
}

TEST_F(MemoryFiles, WhatIsNoNumberLimitsNothing) {
  write("proc/self/cgroup", "garbage\n0:\n0::/a\n4:memory:/a");
  write("cgroup/a/memory.max", "");
  write("proc/meminfo", "MemAvailable: lots\n");
  EXPECT_TRUE(std::isinf(room()));
}

/// What is said of work that takes so many bytes; empty: nothing.
std::string told(double bytes) {
  try {
    check_memory("run", "particles", "7", bytes, "take fewer");
  } catch (const std::exception& error) {
    return error.what();
  }
  return "";
}

TEST(Memory, WorkThatNeedsMoreThanAnyRunMayIsToldSo) {
  EXPECT_EQ(told(1e6), "");
  EXPECT_EQ(told(9e9),
            "run: particles = 7; allowed: what fits into 8 GB; this needs 9 GB; take fewer");
  EXPECT_THROW(check_memory("run", "particles", "7", 9e9, ""), BadRequest);
}

TEST(Memory, WorkThatNeedsMoreThanThereIsIsToldSo) {
  if (sanitized) GTEST_SKIP() << "a sanitizer's own addresses are more than the limit";
  rlimit before{};
  getrlimit(RLIMIT_AS, &before);
  const rlimit small{rlim_t{2} << 30, before.rlim_max};
  setrlimit(RLIMIT_AS, &small);
  EXPECT_THAT(told(2.1e9), HasSubstr("what fits into the memory that is free, "));
  EXPECT_THAT(told(2.1e9), HasSubstr("this needs 2.1 GB; take fewer"));
  EXPECT_THROW(check_memory("run", "particles", "7", 2.1e9, ""), Failed);
  EXPECT_NO_THROW(require_memory("a part", 1e6));
  try {
    require_memory("a part", 1e6, 3e9);
    ADD_FAILURE();
  } catch (const Failed& error) {
    EXPECT_THAT(error.what(), HasSubstr("a part: too little memory: 3.1 GB are needed and "));
    EXPECT_THAT(error.what(), HasSubstr("ulimit -v"));
  }
  EXPECT_THROW(require_driver_memory("a buffer", 1.1e9), Failed);
  EXPECT_NO_THROW(require_driver_memory("a buffer", 1e5));
  setrlimit(RLIMIT_AS, &before);
}

}  // namespace
}  // namespace alphabar
