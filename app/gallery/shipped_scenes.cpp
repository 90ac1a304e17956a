#include "app/gallery/shipped_scenes.h"

#include <algorithm>

#include "alphabar_scene_files.h"
#include "core/base/error.h"
#include "core/files/json/json_fields.h"
#include "core/files/json/json_strict.h"
#include "core/io/scene_file.h"

namespace alphabar {

static void fields(JsonFields& f, TopicTitle& title) {
  f("lang", title.lang);
  f("title", title.title);
}

static void fields(JsonFields& f, Topic& topic) {
  f("title", topic.title);
  f.list("translations", topic.translations);
  f("scenes", topic.scenes);
}

namespace {

constexpr std::string_view ending = ".json";
constexpr const char* topics_name = "topics.json";

Scene parsed(const EmbeddedFile& file) {
  return scene_from_json(file.bytes, "assets/scenes/" + std::string(file.name));
}

std::vector<Topic> read_topics() {
  const EmbeddedFile* file = find(scene_files(), topics_name);
  if (!file) throw Failed("assets/scenes: there is no topics.json");
  const nlohmann::json document = parse_json(file->bytes, topics_name);
  JsonFields reader(document, "");
  std::vector<Topic> topics;
  reader.list("topics", topics);
  reader.finish();
  return topics;
}

}  // namespace

const std::string& title_of(const Topic& topic, const std::string& language) {
  const auto found = std::ranges::find(topic.translations, language, &TopicTitle::lang);
  return found == topic.translations.end() ? topic.title : found->title;
}

const std::vector<Topic>& shipped_topics() {
  static const std::vector<Topic> topics = read_topics();
  return topics;
}

std::vector<std::string> shipped_scene_names() {
  std::vector<std::string> names;
  for (const Topic& topic : shipped_topics())
    names.insert(names.end(), topic.scenes.begin(), topic.scenes.end());
  return names;
}

std::vector<ShippedScene> shipped_scenes() {
  std::vector<ShippedScene> scenes;
  for (const Topic& topic : shipped_topics())
    for (const std::string& name : topic.scenes) {
      const EmbeddedFile* picture = find(scene_files(), name + ".png");
      scenes.push_back(
          {name, shipped_scene(name), picture ? picture->bytes : std::string_view(), &topic});
    }
  return scenes;
}

Scene shipped_scene(const std::string& name) {
  const EmbeddedFile* file = find(scene_files(), name + std::string(ending));
  if (file && file->name != topics_name) return parsed(*file);
  throw BadRequest(name, "", "", "a file, or the name of a scene that ships",
                   "alphabar list scenes names them");
}

}  // namespace alphabar
