#include "core/files/temporary_folder.h"

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

#include "core/base/error.h"

namespace alphabar {

TemporaryFolder::TemporaryFolder() {
  std::error_code problem;
  std::string name = (std::filesystem::temp_directory_path(problem) / "alphabar-XXXXXX").string();
  if (!problem && !mkdtemp(name.data())) problem = {errno, std::generic_category()};
  if (problem) throw Failed(name + ": cannot make this folder: " + problem.message());
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;  // what is left lies where the system clears up
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace alphabar
