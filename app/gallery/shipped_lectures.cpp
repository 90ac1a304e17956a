#include "app/gallery/shipped_lectures.h"

#include "alphabar_lecture_files.h"
#include "core/files/json/json_strict.h"
#include "core/io/lecture/lecture_file.h"

namespace alphabar {
namespace {

constexpr std::string_view ending = ".json";

}  // namespace

std::vector<std::string> shipped_lecture_names() {
  std::vector<std::string> names;
  for (const EmbeddedFile& file : lecture_files())
    names.emplace_back(file.name.substr(0, file.name.size() - ending.size()));
  return names;
}

std::optional<Lecture> shipped_lecture(const std::string& name) {
  const EmbeddedFile* file = find(lecture_files(), name + std::string(ending));
  if (!file) return std::nullopt;
  const std::string where = "assets/lectures/" + std::string(file->name);
  return lecture_from_document(parse_json(file->bytes, where), where);
}

}  // namespace alphabar
