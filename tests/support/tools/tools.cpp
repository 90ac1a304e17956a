#include "tests/support/tools/tools.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <stdexcept>

#include "core/files/image/png.h"

namespace alphabar {

std::string output_of(const std::vector<std::string>& command) {
  std::array<int, 2> pipe_ends{};
  if (pipe(pipe_ends.data()) != 0) throw std::runtime_error("no pipe");
  const pid_t child = fork();
  if (child == 0) {
    dup2(pipe_ends[1], STDOUT_FILENO);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
    std::vector<char*> words;
    for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    execvp(words[0], words.data());
    _exit(127);
  }
  close(pipe_ends[1]);
  std::string out;
  std::array<char, 4096> piece{};
  for (ssize_t n; (n = read(pipe_ends[0], piece.data(), piece.size())) > 0;)
    out.append(piece.data(), static_cast<std::size_t>(n));
  close(pipe_ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw std::runtime_error(command.front() + " failed: " + out);
  return out;
}

Image drawn_by_rsvg(const std::filesystem::path& svg, int dpi) {
  const std::filesystem::path png = svg.string() + ".png";
  const std::string dots = std::to_string(dpi);
  output_of({"rsvg-convert", "-d", dots, "-p", dots, "--background-color=white", svg.string(), "-o",
             png.string()});
  return read_png(png).image;
}

Image drawn_by_poppler(const std::filesystem::path& pdf, int dpi) {
  output_of(
      {"pdftoppm", "-r", std::to_string(dpi), "-png", "-singlefile", pdf.string(), pdf.string()});
  return read_png(pdf.string() + ".png").image;
}

double mean_difference(const Image& a, const Image& b) {
  if (std::abs(a.width - b.width) > 2 || std::abs(a.height - b.height) > 2) return 255;
  const int width = std::min(a.width, b.width), height = std::min(a.height, b.height);
  const auto at = [](const Image& image, int x, int y, int c) {
    return int{image.pixels[static_cast<std::size_t>((y * image.width + x) * image.channels +
                                                     std::min(c, image.channels - 1))]};
  };
  double sum = 0;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      for (int c = 0; c < 3; ++c) sum += std::abs(at(a, x, y, c) - at(b, x, y, c));
  return sum / (3.0 * width * height);
}

}  // namespace alphabar
