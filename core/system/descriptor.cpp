#include "core/system/descriptor.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

#include "core/base/error.h"

namespace alphabar {

int Descriptor::close() {
  const int number = release();
  return number < 0 ? 0 : ::close(number);
}

Pipe make_pipe(const std::string& who) {
  std::array<int, 2> ends{-1, -1};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw Failed("the system gave no pipe for " + who);
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

std::pair<Descriptor, Descriptor> make_socket_pair(const std::string& who) {
  std::array<int, 2> ends{-1, -1};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
    throw Failed("the system gave no socket for " + who);
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

}  // namespace alphabar
