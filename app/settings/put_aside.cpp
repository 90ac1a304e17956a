#include "app/settings/put_aside.h"

#include <string>
#include <system_error>

namespace alphabar {

std::filesystem::path put_aside(const std::filesystem::path& file) {
  std::error_code ignored, failed;
  const std::filesystem::path first = file.string() + ".broken";
  std::filesystem::path aside = first;
  for (int n = 2; std::filesystem::exists(aside, ignored); ++n)
    aside = first.string() + "-" + std::to_string(n);
  std::filesystem::rename(file, aside, failed);
  return failed ? file : aside;
}

}  // namespace alphabar
