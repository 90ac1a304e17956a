#include "core/system/descriptor.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <utility>

#include "core/base/error.h"
#include "core/system/child.h"

namespace alphabar {
namespace {

bool open_now(int number) { return fcntl(number, F_GETFD) != -1; }

TEST(Descriptor, IsClosedOnceByItsLastOwner) {
  Pipe pipe = make_pipe("a test");
  const int number = pipe.read.get();
  {
    Descriptor owner(std::move(pipe.read));
    EXPECT_FALSE(pipe.read);
    EXPECT_EQ(owner.get(), number);
    Descriptor& self = owner;
    owner = std::move(self);
    EXPECT_TRUE(open_now(number));
  }
  EXPECT_FALSE(open_now(number));
}

TEST(Descriptor, ClosesWhatItHeldWhereItTakesAnother) {
  Pipe pipe = make_pipe("a test");
  const int read = pipe.read.get(), write = pipe.write.get();
  pipe.read = std::move(pipe.write);
  EXPECT_FALSE(open_now(read));
  EXPECT_EQ(pipe.read.get(), write);
  EXPECT_EQ(pipe.read.close(), 0);
  EXPECT_FALSE(open_now(write));
  EXPECT_EQ(pipe.read.close(), 0);
}

TEST(Descriptor, OfAChildIsClosedHereWhetherItStartsOrNot) {
  for (const char* program : {"/bin/echo", "/absent/program"}) {
    Pipe pipe = make_pipe("a test");
    const int write = pipe.write.get();
    pid_t child = -1;
    try {
      child = start_child("a test", {"echo", "heard"}, {{}, std::move(pipe.write), {}}, program);
    } catch (const Failed&) {
    }
    EXPECT_FALSE(open_now(write));
    std::array<char, 16> heard{};
    // The end of the pipe: no copy of its other end is left anywhere.
    EXPECT_EQ(read(pipe.read.get(), heard.data(), heard.size()), child < 0 ? 0 : 6);
    EXPECT_EQ(read(pipe.read.get(), heard.data(), heard.size()), 0);
    if (child >= 0) waitpid(child, nullptr, 0);
  }
}

}  // namespace
}  // namespace alphabar
