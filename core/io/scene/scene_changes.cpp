#include "core/io/scene/scene_changes.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "core/base/text.h"
#include "core/io/scene/scene_json.h"

namespace alphabar {
namespace {

using Json = nlohmann::ordered_json;

/// A value in few letters: a number, a name; of a list or a part how much there is.
std::string shown(const Json& value) {
  if (value.is_null()) return "\u2014";
  if (value.is_array())
    return std::to_string(value.size()) + (value.size() == 1 ? " value" : " values");
  if (value.is_object()) return value.contains("kind") ? shown(value["kind"]) : "a part";
  constexpr std::size_t most = 32;
  return one_line(value.is_string() ? value.get<std::string>() : value.dump(), most);
}

/// "lane 1 sampler grid" and "steps": what is said of a field of a list or an object.
std::string path_to(const std::string& path, const std::string& name) {
  std::string words = name;
  std::ranges::replace(words, '_', ' ');
  return path.empty() ? words : path + " " + words;
}
std::string path_to(const std::string& path, std::size_t index) {
  const bool plural = path.ends_with('s');
  return (plural ? path.substr(0, path.size() - 1) : path) + " " + std::to_string(index + 1);
}

/// One for each field that differs. Lists of numbers are one field, lists of parts are not, unless
/// they have become longer or shorter.
void collect(const Json& from, const Json& to, const std::string& path,
             std::vector<std::string>& changes) {
  if (from == to) return;
  const Json nothing;
  if (from.is_object() && to.is_object()) {
    for (const auto& [name, value] : from.items())
      collect(value, to.contains(name) ? to[name] : nothing, path_to(path, name), changes);
    for (const auto& [name, value] : to.items())
      if (!from.contains(name)) collect(nothing, value, path_to(path, name), changes);
    return;
  }
  const bool parts = from.is_array() && to.is_array() && from.size() == to.size() &&
                     std::ranges::all_of(from, [](const Json& each) { return each.is_object(); });
  if (parts) {
    for (std::size_t i = 0; i < from.size(); ++i)
      collect(from[i], to[i], path_to(path, i), changes);
    return;
  }
  const std::string before = shown(from), after = shown(to);
  changes.push_back(path + (before == after ? " changed" : " " + before + " \u2192 " + after));
}

}  // namespace

std::string changes_text(const Scene& from, const Scene& to) {
  std::vector<std::string> changes;
  collect(Json::parse(to_json(from)), Json::parse(to_json(to)), "", changes);
  constexpr std::size_t told = 2;
  std::string words;
  for (std::size_t i = 0; i < std::min(told, changes.size()); ++i)
    words.append(words.empty() ? "" : "; ").append(changes[i]);
  if (changes.size() > told)
    words.append("; and ").append(std::to_string(changes.size() - told)).append(" more");
  return words;
}

}  // namespace alphabar
