#include "app/cli/output.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <optional>
#include <vector>

#include "core/base/error.h"
#include "core/files/atomic_file.h"

namespace alphabar {

namespace fs = std::filesystem;

void check_output(const std::string& path, std::initializer_list<std::string_view> endings) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (fs::is_character_file(status) || fs::is_fifo(status)) return;
  std::string allowed;
  for (const std::string_view ending : endings) {
    if (path.ends_with(ending)) {
      AtomicFile{path};  // nothing is left of it
      return;
    }
    allowed.append(allowed.empty() ? "" : " or ").append(ending);
  }
  throw BadRequest(path, "-o", "", "a name that ends in " + allowed);
}

template <class Real>
void check_finite(const std::string& where, const char* what, std::span<const Real> states,
                  std::size_t items, std::size_t size) {
  const auto is_number = [](Real value) { return std::isfinite(value); };
  std::vector<bool> lost(items);
  std::optional<std::size_t> first;
  const std::size_t rows = states.size() / (items * size);
  for (std::size_t i = 0; i < rows * items; ++i) {
    if (std::ranges::all_of(states.subspan(i * size, size), is_number)) continue;
    lost[i % items] = true;
    if (!first) first = i / items;
  }
  if (first)
    throw Failed(
        fmt::format("{}: {} of {} {} left the numbers there are; row {} of {} is the first", where,
                    std::ranges::count(lost, true), items, what, *first, rows));
}

template void check_finite(const std::string&, const char*, std::span<const float>, std::size_t,
                           std::size_t);
template void check_finite(const std::string&, const char*, std::span<const double>, std::size_t,
                           std::size_t);

}  // namespace alphabar
