#include "core/io/lecture/lecture_file.h"

#include <utility>

#include "core/base/error.h"
#include "core/files/atomic_file.h"
#include "core/files/json/json_fields.h"
#include "core/files/json/json_strict.h"
#include "core/io/scene/scene_json.h"
#include "core/io/scene/scene_paths.h"
#include "core/io/scene_file.h"

namespace alphabar {
namespace {

constexpr const char* format_name = "alphabar-lecture";
constexpr int newest_version = 1;

}  // namespace

static void fields(JsonFields& f, Slide& slide) {
  f("name", slide.name);
  f("notes", slide.notes);
  f("minutes", slide.minutes);
  f.ignore("scene");  // read and written beside this
}

bool is_lecture(const nlohmann::json& document) {
  if (!document.is_object()) return false;
  const auto format = document.find("format");
  return format != document.end() && *format == format_name;
}

Lecture lecture_from_document(const nlohmann::json& document, const std::string& where) {
  try {
    Lecture lecture;
    std::string format;
    int version = newest_version;
    JsonFields reader(document, "");
    reader("format", format);
    reader("version", version);
    if (format != format_name)
      reader.refuse("format", std::string("\"") + format_name + "\"", "is this a lecture?");
    if (version < 1 || version > newest_version)
      reader.refuse("version", "1 to " + std::to_string(newest_version),
                    "a newer file needs a newer program");
    reader("title", lecture.title);
    reader.list("slides", lecture.slides);
    reader.finish();
    for (std::size_t i = 0; i < lecture.slides.size(); ++i) {
      const std::string place = "slides[" + std::to_string(i) + "].scene";
      const nlohmann::json& text = document["slides"][i];
      if (!text.contains("scene")) throw BadRequest(place, "", "", "a scene as a file has it");
      lecture.slides[i].scene = scene_from_document(text["scene"], place);
    }
    check(lecture);
    return lecture;
  } catch (const BadRequest& error) {
    throw error.in(where);
  }
}

Lecture lecture_in_file(const nlohmann::json& document, const std::filesystem::path& file) {
  Lecture lecture = lecture_from_document(document, file.string());
  for (Slide& slide : lecture.slides) place_paths(slide.scene, file);
  return lecture;
}

Lecture read_lecture(const std::filesystem::path& file, std::stop_token stop) {
  return lecture_in_file(read_json(file, {}, std::move(stop)), file);
}

namespace {

template <class SceneText>
std::string written(const Lecture& lecture, const SceneText& text_of_scene) {
  Lecture copy = lecture;  // one description serves both ways
  std::string format = format_name;
  int version = newest_version;
  JsonFields writer;
  writer("format", format);
  writer("version", version);
  writer("title", copy.title);
  writer.list("slides", copy.slides);
  nlohmann::ordered_json document = writer.take();
  for (std::size_t i = 0; i < copy.slides.size(); ++i)
    document["slides"][i]["scene"] =
        nlohmann::ordered_json::parse(text_of_scene(copy.slides[i].scene));
  return document.dump(2) + "\n";
}

}  // namespace

std::string to_json(const Lecture& lecture) {
  return written(lecture, [](const Scene& scene) { return to_json(scene); });
}

void write_lecture(const Lecture& lecture, const std::filesystem::path& file) {
  AtomicFile out(file);
  out.write(written(lecture, [&](const Scene& scene) { return json_kept_in(file, scene); }));
  out.commit();
}

}  // namespace alphabar
