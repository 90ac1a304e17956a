#include "app/cli/arguments/output.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "core/base/error.h"
#include "core/files/atomic_file.h"
#include "core/trajectory/non_finite.h"

namespace alphabar {

namespace fs = std::filesystem;

void check_output(const std::string& path, std::initializer_list<Product> products) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (fs::is_character_file(status) || fs::is_fifo(status)) return;
  std::vector<std::string_view> endings;
  for (const Product product : products)
    for (const std::string_view ending : endings_of(product)) endings.push_back(ending);
  const bool fits = std::ranges::any_of(
      endings, [&](const std::string_view ending) { return path.ends_with(ending); });
  if (!fits) throw BadRequest(path, "-o", "", "a name that ends in " + joined(endings, " or "));
  AtomicFile{path};  // nothing is left of it
}

void add_output(CLI::App& command, std::string& path, const std::string& help, Product product) {
  command.add_option("-o,--output", path, help + " " + in_brackets(product))->required();
}

std::string in_brackets(Product product) {
  return fmt::format("({})", joined(endings_of(product), ", "));
}

template <class Real>
void check_finite(const std::string& where, const States<Real>& states, const DescribeRow& more) {
  const std::optional<NonFinite> found = find_non_finite(states.values, states.items, states.size);
  if (!found) return;
  const std::size_t rows = states.values.size() / (states.items * states.size);
  throw Failed(fmt::format(
      "{}: {} of {} {} left the numbers there are{}", where, found->items, states.items,
      states.what,
      more ? more(found->row) : fmt::format("; row {} of {} is the first", found->row, rows)));
}

template void check_finite(const std::string&, const States<float>&, const DescribeRow&);
template void check_finite(const std::string&, const States<double>&, const DescribeRow&);

}  // namespace alphabar
