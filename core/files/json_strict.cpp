#include "core/files/json_strict.h"

#include <set>
#include <vector>

#include "core/base/error.h"
#include "core/files/input_file.h"

namespace alphabar {
namespace {

using nlohmann::json;

// Watches the parser: called at each bracket and key, before the value is stored.
class Watch {
 public:
  Watch(const std::string& where, int depth) : where_(where), depth_(depth) {}

  bool operator()(int, json::parse_event_t event, json& parsed) {
    switch (event) {
      case json::parse_event_t::object_start:
      case json::parse_event_t::array_start:
        if (static_cast<int>(keys_.size()) >= depth_)
          throw BadRequest(where_, "nesting", "more than " + std::to_string(depth_) + " levels",
                           "at most " + std::to_string(depth_));
        keys_.emplace_back();
        break;
      case json::parse_event_t::key: {
        const auto& key = parsed.get_ref<const std::string&>();
        if (!keys_.back().insert(key).second)
          throw BadRequest(where_, key, "given twice", "each key once in an object",
                           "remove one of the two");
        break;
      }
      case json::parse_event_t::object_end:
      case json::parse_event_t::array_end: keys_.pop_back(); break;
      case json::parse_event_t::value: break;
    }
    return true;
  }

 private:
  const std::string& where_;
  int depth_;
  std::vector<std::set<std::string>> keys_;
};

// nlohmann's text without its "[json.exception.parse_error.101] " in front.
std::string reason(const json::exception& error) {
  const std::string text = error.what();
  const auto end = text.find("] ");
  return end == std::string::npos ? text : text.substr(end + 2);
}

}  // namespace

json parse_json(std::string_view text, const std::string& where, JsonLimits limits) {
  if (text.size() > limits.bytes)
    throw BadRequest(where, "size", std::to_string(text.size()) + " bytes",
                     "at most " + std::to_string(limits.bytes) + " bytes");
  try {
    Watch watch(where, limits.depth);
    return json::parse(text.begin(), text.end(), json::parser_callback_t(std::ref(watch)));
  } catch (const json::exception& error) {
    throw BadRequest(where, "JSON", reason(error), "", "correct the file at that place");
  }
}

json read_json(const std::filesystem::path& file, JsonLimits limits) {
  return parse_json(read_text(file, limits.bytes), file.string(), limits);
}

}  // namespace alphabar
