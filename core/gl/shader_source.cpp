#include "core/gl/shader_source.h"

#include <alphabar_shader_files.h>

#include <set>
#include <sstream>

#include "core/base/error.h"

namespace alphabar {
namespace {

std::optional<std::string> read_shader(std::string_view name) {
  if (const EmbeddedFile* file = find(shader_files(), name)) return std::string(file->bytes);
  return std::nullopt;
}

/// The file named by an include line, or nothing for any other line.
std::optional<std::string> included_file(const std::string& line) {
  std::istringstream words(line);
  std::string word, file;
  if (!(words >> word) || word != "#include" || !(words >> file)) return std::nullopt;
  if (file.size() < 3 || file.front() != '"' || file.back() != '"')
    throw Failed("shader include is not of the form #include \"file\": " + line);
  return file.substr(1, file.size() - 2);
}

void expand(const std::string& name, const ReadShader& read, std::set<std::string>& seen,
            std::string& out) {
  if (!seen.insert(name).second) return;
  const std::optional<std::string> text = read(name);
  if (!text) throw Failed("there is no shader \"" + name + "\"");
  std::istringstream lines(*text);
  for (std::string line; std::getline(lines, line);) {
    if (const auto file = included_file(line))
      expand(*file, read, seen, out);
    else
      out.append(line).push_back('\n');
  }
}

}  // namespace

std::string expand_includes(std::string_view name, const ReadShader& read) {
  std::set<std::string> seen;
  std::string out;
  expand(std::string(name), read, seen, out);
  return out;
}

std::string shader_source(std::string_view name) { return expand_includes(name, read_shader); }

}  // namespace alphabar
