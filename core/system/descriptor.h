#pragma once

#include <string>
#include <utility>

namespace alphabar {

/// A file descriptor of the system with one owner, who closes it. Empty: there is none.
class Descriptor {
 public:
  Descriptor() = default;
  /// Takes what open(2) and its like return; empty where they failed.
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { close(); }
  Descriptor(Descriptor&& other) noexcept : number_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    Descriptor old(std::exchange(number_, other.release()));
    return *this;
  }

  explicit operator bool() const { return number_ >= 0; }
  int get() const { return number_; }  ///< -1 where empty
  int close();                         ///< as close(2), errno too; of an empty one 0
  int release() { return std::exchange(number_, -1); }  ///< from now on another one's to close

 private:
  int number_ = -1;
};

/// What is written to one end is read at the other.
struct Pipe {
  Descriptor read, write;
};

/// Both close where another program is started. Throws Failed, which says who got none.
Pipe make_pipe(const std::string& who);

/// The same with both ends for both: two connected stream sockets.
std::pair<Descriptor, Descriptor> make_socket_pair(const std::string& who);

}  // namespace alphabar
