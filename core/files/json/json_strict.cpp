#include "core/files/json/json_strict.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/files/input_file.h"

namespace alphabar {
namespace {

using nlohmann::json;

/// Makes a document of what the parser reports. The library's own parser with a callback looks
/// through all that an object or array holds whenever an object in it ends.
class Builder : public nlohmann::json_sax<json> {
 public:
  Builder(std::string_view text, const std::string& where, const JsonLimits& limits,
          std::stop_token stop)
      : text_(text), where_(where), limits_(limits), stop_(std::move(stop)) {}

  json take() { return std::move(root_); }

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(value); }
  bool number_unsigned(number_unsigned_t value) override { return add(value); }
  bool number_float(number_float_t value, const string_t&) override { return add(value); }
  bool string(string_t& value) override { return add(std::move(value)); }
  bool binary(binary_t& value) override { return add(std::move(value)); }
  bool start_object(std::size_t) override { return enter(json::object()); }
  bool start_array(std::size_t) override { return enter(json::array()); }
  bool end_object() override { return leave(); }
  bool end_array() override { return leave(); }

  bool key(string_t& name) override {
    const auto [place, fresh] = open_.back()->get_ref<json::object_t&>().emplace(name, nullptr);
    if (!fresh)
      throw BadRequest(where_, name, "given twice", "each key once in an object",
                       "remove one of the two");
    named_ = &place->second;
    return true;
  }

  bool parse_error(std::size_t position, const std::string&,
                   const json::exception& error) override {
    // The library's text without its "[json.exception.parse_error.101] " in front.
    std::string reason = error.what();
    if (const auto end = reason.find("] "); end != std::string::npos) reason.erase(0, end + 2);
    if (reason.find("line ") == std::string::npos) {
      const auto read = text_.substr(0, position);
      reason = "line " + std::to_string(1 + std::ranges::count(read, '\n')) + ": " + reason;
    }
    constexpr int overflow = 406;
    throw BadRequest(where_, "JSON", reason, error.id == overflow ? "numbers up to 1.8e308" : "",
                     "correct the file at that place");
  }

 private:
  json* place(json value) {
    constexpr std::size_t between_looks = 1024;
    if (++values_ > limits_.values)
      throw BadRequest(where_, "values", "more than " + std::to_string(limits_.values),
                       "at most " + std::to_string(limits_.values));
    if (values_ % between_looks == 0 && stop_.stop_requested()) throw Cancelled();
    if (open_.empty()) return &(root_ = std::move(value));
    if (!open_.back()->is_array()) return &(*named_ = std::move(value));
    return &open_.back()->get_ref<json::array_t&>().emplace_back(std::move(value));
  }
  bool add(json value) {
    place(std::move(value));
    return true;
  }
  bool enter(json empty) {
    if (open_.size() >= static_cast<std::size_t>(limits_.depth))
      throw BadRequest(where_, "nesting", "more than " + std::to_string(limits_.depth) + " levels",
                       "at most " + std::to_string(limits_.depth));
    open_.push_back(place(std::move(empty)));
    return true;
  }
  bool leave() {
    open_.pop_back();
    return true;
  }

  std::string_view text_;
  const std::string& where_;
  const JsonLimits& limits_;
  std::stop_token stop_;
  json root_;
  std::vector<json*> open_;  // objects and arrays that have begun, the innermost last
  json* named_ = nullptr;    // what the last key is the name of
  std::size_t values_ = 0;
};

}  // namespace

json parse_json(std::string_view text, const std::string& where, JsonLimits limits,
                std::stop_token stop) {
  if (text.size() > limits.bytes)
    throw BadRequest(where, "size", std::to_string(text.size()) + " bytes",
                     "at most " + std::to_string(limits.bytes) + " bytes");
  Builder builder(text, where, limits, std::move(stop));
  json::sax_parse(text.begin(), text.end(), &builder);
  return builder.take();
}

json read_json(const std::filesystem::path& file, JsonLimits limits, std::stop_token stop) {
  return parse_json(read_text(file, limits.bytes), file.string(), limits, std::move(stop));
}

}  // namespace alphabar
