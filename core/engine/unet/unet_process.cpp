#include "core/engine/unet/unet_process.h"

#include <fcntl.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): POSIX's, with kill()
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <new>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/engine/unet/folder/model_folder.h"
#include "core/system/child.h"

namespace alphabar {
namespace {

// Both sides are one program on one machine: numbers go as they lie in memory.

struct Gone {};  // the other side is

enum class Asked : std::int64_t { forward, pull_back, embed, watch };

/// What is asked; x, t, labels, class vectors and g follow, as many as the sizes say.
struct Question {
  Asked asked;
  std::int64_t x, n, height, width, t, labels, class_vectors, g, out;
};

enum class Outcome : std::int64_t { fine, bad_request, failed, under_way };

/// How it went. So many numbers follow where it went well, else so many bytes: the error's parts.
/// Under way: nothing follows, size is a share in millionths.
struct Answer {
  Outcome outcome;
  std::int64_t size;
};

template <class T>
void put(int socket, std::span<const T> items) {
  const std::span<const std::byte> bytes = std::as_bytes(items);
  for (std::size_t sent = 0; sent < bytes.size();) {
    const ssize_t n = send(socket, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) throw Gone();
    sent += static_cast<std::size_t>(n);
  }
}

template <class T>
void get(int socket, std::span<T> items) {
  const std::span<std::byte> bytes = std::as_writable_bytes(items);
  for (std::size_t got = 0; got < bytes.size();) {
    const ssize_t n = recv(socket, bytes.data() + got, bytes.size() - got, 0);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) throw Gone();
    got += static_cast<std::size_t>(n);
  }
}

template <class T>
void put_one(int socket, const T& item) {
  put(socket, std::span<const T>(&item, 1));
}

template <class T>
T get_one(int socket) {
  T item;
  get(socket, std::span<T>(&item, 1));
  return item;
}

template <class T>
std::vector<T> get_many(int socket, std::int64_t count) {
  std::vector<T> items(static_cast<std::size_t>(count));
  get(socket, std::span<T>(items));
  return items;
}

void put_error(int socket, Outcome outcome, const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text.append(part).push_back('\0');
  put_one(socket, Answer{outcome, static_cast<std::int64_t>(text.size())});
  put(socket, std::span<const char>(text));
}

constexpr double whole = 1e6;  // of a share

/// How many numbers follow, where it went well; throws what the other side told where not.
std::int64_t get_outcome(int socket, const std::function<void(double)>& progress = {}) {
  Answer answer = get_one<Answer>(socket);
  for (; answer.outcome == Outcome::under_way; answer = get_one<Answer>(socket))
    if (progress) progress(static_cast<double>(answer.size) / whole);
  if (answer.outcome == Outcome::fine) return answer.size;
  std::vector<std::string> parts(1);
  for (const char c : get_many<char>(socket, answer.size))
    c == '\0' ? void(parts.emplace_back()) : parts.back().push_back(c);
  parts.resize(5);
  if (answer.outcome == Outcome::failed) throw Failed(parts[0]);
  throw BadRequest(parts[0], parts[1], parts[2], parts[3], parts[4]);
}

/// Does the work and tells how it went, numbers included.
template <class Work>
bool tell(int socket, const Work& work) {
  try {
    const auto result = work();
    put_one(socket, Answer{Outcome::fine, static_cast<std::int64_t>(result.size())});
    put(socket, std::span(result.data(), result.size()));
    return true;
  } catch (const BadRequest& e) {
    put_error(socket, Outcome::bad_request,
              {e.where(), e.field(), e.value(), e.allowed(), e.advice()});
  } catch (const std::bad_alloc&) {
    put_error(socket, Outcome::failed, {"the network: out of memory; take fewer pictures"});
  } catch (const std::exception& e) {
    put_error(socket, Outcome::failed, {e.what()});
  }
  return false;
}

void put_question(int socket, Asked asked, const UNetInput<float>& in, std::span<const float> g,
                  std::size_t out) {
  const auto size = [](const auto& items) { return static_cast<std::int64_t>(items.size()); };
  put_one(socket,
          Question{asked, size(in.x), in.n, in.height, in.width, size(in.t), size(in.labels),
                   size(in.class_vectors), size(g), static_cast<std::int64_t>(out)});
  put(socket, in.x);
  put(socket, in.t);
  put(socket, in.labels);
  put(socket, in.class_vectors);
  put(socket, g);
}

/// Blocks one after the other: seconds, channels, height, width, maps, activations.
std::vector<float> packed(const std::vector<BlockPass>& blocks) {
  std::vector<float> all;
  for (const BlockPass& b : blocks) {
    for (const double number : {b.seconds, double{1} * b.channels, double{1} * b.height,
                                double{1} * b.width, double{1} * b.maps})
      all.push_back(static_cast<float>(number));
    all.insert(all.end(), b.activations.begin(), b.activations.end());
  }
  return all;
}

std::vector<BlockPass> unpacked(const std::vector<float>& all) {
  std::vector<BlockPass> blocks;
  for (auto at = all.begin(); at != all.end();) {
    BlockPass& b = blocks.emplace_back();
    b.seconds = *at++;
    for (int* number : {&b.channels, &b.height, &b.width, &b.maps})
      *number = static_cast<int>(*at++);
    const auto end = at + std::ptrdiff_t{b.maps} * b.height * b.width;
    b.activations.assign(at, end);
    at = end;
  }
  return blocks;
}

/// Whoever waits at a socket is told that the other side is gone once a stop is asked for.
auto wake_at(const std::stop_token& stop, const Descriptor& socket) {
  return std::stop_callback(stop, [&socket] { shutdown(socket.get(), SHUT_RDWR); });
}

}  // namespace

UNetProcess::UNetProcess(const std::filesystem::path& folder, const UNetProcessOptions& options)
    : config_(read_unet_config(model_folder(folder).config)), end_(options.end) {
  auto [ours, theirs] = make_socket_pair("the net's process");
  socket_ = std::move(ours);
  std::vector<std::string> words{"alphabar", "unet-server", folder.string()};
  if (options.low_priority) words.emplace_back("--background");
  words.insert(words.end(), {"--device", name_of(options.device)});
  Descriptor err(fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0));
  if (!err) throw Failed("the system gave no descriptor for the net's process");
  child_ =
      start_child("the net's process", std::move(words),
                  {.in = std::move(theirs), .out = std::move(err), .err = {}}, options.program);
  try {
    wait_for_hello(options);
  } catch (...) {
    end();
    throw;
  }
}

void UNetProcess::wait_for_hello(const UNetProcessOptions& options) {
  bool gone = false;
  {
    const auto superseded = wake_at(options.stop, socket_), ended = wake_at(end_, socket_);
    try {
      get_outcome(socket_.get(), options.progress);
      parameters_ = get_one<std::int64_t>(socket_.get());
      device_ = static_cast<Device>(get_one<std::int64_t>(socket_.get()));
    } catch (const Gone&) {
      gone = true;
    }
  }
  if (options.stop.stop_requested() || end_.stop_requested()) throw Cancelled();
  if (!gone) return;
  int status = 0;
  waitpid(std::exchange(child_, -1), &status, 0);
  throw Failed("the net's process ended " + how_it_ended(status) + " before it had its net");
}

UNetProcess::~UNetProcess() { end(); }

void UNetProcess::end() {
  socket_.close();
  if (child_ < 0) return;
  kill(child_, SIGKILL);  // it holds nothing that would be lost
  waitpid(child_, nullptr, 0);
  child_ = -1;
}

void UNetProcess::talk(const std::function<void(int socket)>& words) {
  const std::lock_guard alone(asking_);
  const auto ended = wake_at(end_, socket_);
  try {
    words(socket_.get());
  } catch (const Gone&) {
    if (end_.stop_requested()) throw Cancelled();
    throw Failed("the net's process is gone: it ran out of memory or was ended; ask again");
  }
}

void UNetProcess::forward(const UNetInput<float>& in, std::span<float> out) {
  talk([&](int socket) {
    put_question(socket, Asked::forward, in, {}, out.size());
    get_outcome(socket);
    get(socket, out);
  });
}

void UNetProcess::pull_back(const UNetInput<float>& in, std::span<const float> g,
                            std::span<float> out) {
  talk([&](int socket) {
    put_question(socket, Asked::pull_back, in, g, out.size());
    get_outcome(socket);
    get(socket, out);
  });
}

std::vector<float> UNetProcess::embed(std::span<const float> t) {
  std::vector<float> out;
  talk([&](int socket) {
    put_question(socket, Asked::embed, {{}, 0, 0, 0, t, {}}, {}, 0);
    out = get_many<float>(socket, get_outcome(socket));
  });
  return out;
}

std::vector<BlockPass> UNetProcess::watch(const UNetInput<float>& in) {
  std::vector<float> out;
  talk([&](int socket) {
    put_question(socket, Asked::watch, in, {}, 0);
    out = get_many<float>(socket, get_outcome(socket));
  });
  return unpacked(out);
}

void UNetProcess::forward(const UNetInput<double>& in, std::span<double> out) {
  const std::vector<float> x(in.x.begin(), in.x.end()), t(in.t.begin(), in.t.end());
  std::vector<float> result(out.size());
  const std::vector<float> vectors(in.class_vectors.begin(), in.class_vectors.end());
  forward(UNetInput<float>{x, in.n, in.height, in.width, t, in.labels, vectors}, result);
  std::ranges::copy(result, out.begin());
}

namespace {

/// What is asked, answered.
std::vector<float> answer(UNet& net, const Question& q, const UNetInput<float>& in,
                          std::span<const float> g) {
  std::vector<float> out(static_cast<std::size_t>(q.out));
  switch (q.asked) {
    case Asked::forward: net.forward(in, out); break;
    case Asked::pull_back: net.pull_back(in, g, out); break;
    case Asked::embed: return net.embed(in.t);
    case Asked::watch: return packed(net.watch(in));
  }
  return out;
}

}  // namespace

void serve_unet(const std::filesystem::path& folder, Device device, int socket) {
  struct stat what {};
  if (fstat(socket, &what) != 0 || !S_ISSOCK(what.st_mode))
    throw BadRequest("unet-server", "standard input", "no socket", "what the window starts it with",
                     "see alphabar unet --help for asking a net by hand");
  try {
    std::unique_ptr<UNet> net;
    const bool loaded = tell(socket, [&] {
      UNetOptions options;
      options.device = device;
      options.progress = [&](double share) {
        put_one(socket, Answer{Outcome::under_way, static_cast<std::int64_t>(share * whole)});
      };
      net = load_unet(folder, options);
      return std::array{net->parameters(), static_cast<std::int64_t>(net->device())};
    });
    if (!loaded) return;
    while (true) {
      const auto q = get_one<Question>(socket);
      const std::vector<float> x = get_many<float>(socket, q.x), t = get_many<float>(socket, q.t);
      const auto labels = get_many<std::int64_t>(socket, q.labels);
      const auto vectors = get_many<float>(socket, q.class_vectors);
      const auto g = get_many<float>(socket, q.g);
      const UNetInput<float> in{x, q.n, q.height, q.width, t, labels, vectors};
      tell(socket, [&] { return answer(*net, q, in, g); });
    }
  } catch (const Gone&) {  // nobody asks any more
  }
}

}  // namespace alphabar
