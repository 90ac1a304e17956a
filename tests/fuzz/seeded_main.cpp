// Runs a fuzzer without libFuzzer: on every seed as it is, then on so many damaged ones, always the
// same. An exception that escapes, a signal or an abort is a finding.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count);

namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t longest = 1 << 20;

void add(const fs::path& file, std::vector<std::string>& seeds) {
  if (fs::file_size(file) > longest) return;
  std::ifstream in(file, std::ios::binary);
  seeds.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
}

std::vector<std::string> read_seeds(int count, char** names) {
  std::vector<std::string> seeds;
  for (int i = 0; i < count; ++i) {
    if (!fs::is_directory(names[i])) {
      add(names[i], seeds);
      continue;
    }
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(names[i]))
      if (entry.is_regular_file()) files.push_back(entry.path());
    std::ranges::sort(files);
    for (const fs::path& file : files) add(file, seeds);
  }
  return seeds;
}

/// A few bytes changed, taken out, doubled or made extreme, mostly near the start, where headers
/// are.
void damage(std::string& text, std::mt19937& random) {
  const auto place = [&] {
    const std::size_t reach =
        random() % 2 == 0 ? std::min<std::size_t>(text.size(), 300) : text.size();
    return random() % reach;
  };
  for (auto n = 1 + random() % 4; n > 0 && !text.empty(); --n) {
    const std::size_t at = place(),
                      many = std::min<std::size_t>(1 + random() % 16, text.size() - at);
    switch (random() % 6) {
      case 0: text[at] = static_cast<char>(text[at] ^ (1 << random() % 8)); break;
      case 1: text[at] = static_cast<char>(random()); break;
      case 2: text.erase(at, many); break;
      case 3: text.insert(at, text.substr(place(), many)); break;
      case 4: text.resize(at); break;
      default:
        constexpr const char* extremes[] = {
            "-1", "1e999", "99999999999999999999", "null", "\xFF\xFF\xFF\xFF", "[", "}"};
        text.replace(at, std::min<std::size_t>(many, 4), extremes[random() % std::size(extremes)]);
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "%s RUNS SEED...: files, or folders of them\n", argv[0]);
    return 2;
  }
  const std::vector<std::string> seeds = read_seeds(argc - 2, argv + 2);
  if (seeds.empty()) {
    std::fprintf(stderr, "no seeds\n");
    return 2;
  }
  const auto run = [](const std::string& text) {
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
  };
  for (const std::string& seed : seeds) run(seed);
  const long runs = std::strtol(argv[1], nullptr, 10);
  std::mt19937 random(20240601);
  for (long i = 0; i < runs; ++i) {
    std::string text = seeds[random() % seeds.size()];
    damage(text, random);
    run(text);
  }
  std::printf("%zu seeds, %ld damaged inputs\n", seeds.size(), runs);
}
