#include "core/files/json/json_strict.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ctime>
#include <random>
#include <stop_token>

#include "core/base/error.h"
#include "core/files/json/json_fields.h"

namespace alphabar {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

std::string refusal(const std::string& text, JsonLimits limits = {}) {
  try {
    parse_json(text, "a.json", limits);
  } catch (const BadRequest& error) {
    return error.what();
  }
  return "";
}

std::string repeated(const std::string& open, const std::string& item, std::size_t count,
                     const std::string& close) {
  std::string text = open;
  for (std::size_t i = 0; i < count; ++i) text += (i > 0 ? "," : "") + item;
  return text + close;
}

std::string many_keys(std::size_t count, const std::string& value) {
  std::string text = "{";
  for (std::size_t i = 0; i < count; ++i)
    text += (i > 0 ? ",\"k" : "\"k") + std::to_string(i) + "\":" + value;
  return text + "}";
}

TEST(StrictJson, ReadsWhatTheLibraryReads) {
  for (const char* text :
       {"null", "true", "-3", "18446744073709551615", "0.5", "\"a\\u00e9\\n\"", "[]", "{}",
        "[[],{},[1,[2,{\"a\":[{\"b\":null}]}]]]", " {\"a\": {\"b\": [1, 2.5e-3]}, \"c\": \"\"} "})
    EXPECT_EQ(parse_json(text, ""), json::parse(text)) << text;
}

/// Damage anywhere: what the library refuses is refused, in one line, and nothing else but for
/// duplicate keys.
TEST(StrictJson, RefusesWhatTheLibraryRefuses) {
  const std::string good =
      R"({"a": [1, -2.5e+3, true, null, {"b": "\u00e9 x", "c": []}], "d": {"e": 1e3}})";
  constexpr std::string_view bytes = "{}[]:,\"\\0123456789.eE+-ntfu \n\xff\xc3";
  std::mt19937 random{20260731};
  int refused = 0;
  for (int i = 0; i < 20000; ++i) {
    std::string text = good;
    for (auto n = 1 + random() % 3; n > 0; --n) {
      const auto at = static_cast<std::ptrdiff_t>(random() % text.size());
      const char byte = bytes[random() % bytes.size()];
      switch (random() % 3) {
        case 0: text[static_cast<std::size_t>(at)] = byte; break;
        case 1: text.insert(text.begin() + at, byte); break;
        default: text.erase(text.begin() + at);
      }
    }
    const std::string told = refusal(text);
    if (told.find("given twice") != std::string::npos) continue;
    EXPECT_EQ(told.empty(), json::accept(text)) << text << "\n" << told;
    EXPECT_EQ(told.find('\n'), std::string::npos);
    if (told.empty())
      EXPECT_EQ(parse_json(text, ""), json::parse(text));
    else
      ++refused;
  }
  EXPECT_GT(refused, 1000);
}

TEST(StrictJson, NamesTheLine) {
  EXPECT_THAT(refusal("{\n\"a\": 1,\n\"b\" 2}"), HasSubstr("a.json: JSON = parse error at line 3"));
  EXPECT_THAT(refusal("{\n\"a\":\n1e400}"),
              HasSubstr("line 3: number overflow parsing '1e400'; allowed: numbers up to 1.8e308"));
  EXPECT_THAT(refusal("-1e999"), HasSubstr("line 1: number overflow"));
  EXPECT_THAT(refusal("[1, NaN]"), HasSubstr("line 1"));
  EXPECT_THAT(refusal(""), HasSubstr("JSON"));
  EXPECT_THAT(refusal("{} {}"), HasSubstr("JSON"));
}

TEST(StrictJson, RefusesAKeyThatIsGivenTwice) {
  EXPECT_THAT(refusal("{\"a\": 1, \"b\": {\"a\": 2}, \"a\": 3}"), HasSubstr("a = given twice"));
  EXPECT_THAT(refusal("[{\"k\": []}, {\"k\": [], \"k\": 0}]"), HasSubstr("k = given twice"));
  EXPECT_EQ(refusal("[{\"k\": {\"k\": 0}}, {\"k\": 0}]"), "");
}

TEST(StrictJson, KeepsToItsLimits) {
  EXPECT_EQ(refusal("[[[]]]", {.depth = 3}), "");
  EXPECT_THAT(refusal("[[{\"a\":[]}]]", {.depth = 3}), HasSubstr("nesting = more than 3 levels"));
  EXPECT_EQ(refusal("[1,2,{}]", {.values = 4}), "");
  EXPECT_THAT(refusal("[1,2,{\"a\":3}]", {.values = 4}), HasSubstr("values = more than 4"));
  EXPECT_THAT(refusal("[1,2]", {.bytes = 4}), HasSubstr("size = 5 bytes"));
  EXPECT_THAT(refusal(repeated("[", "[]", 1'000'000, "]")), HasSubstr("more than 1000000"));
}

/// With a look through all that was read at each end of an object, each of these takes minutes. The
/// processor's time counts: a busy machine, or a sanitizer on one, makes everything slow.
TEST(StrictJson, TakesTimeInProportionToTheText) {
  const std::clock_t began = std::clock();
  EXPECT_EQ(parse_json(repeated("[", "{}", 600'000, "]"), "").size(), 600'000u);
  EXPECT_EQ(parse_json(many_keys(400'000, "{}"), "").size(), 400'000u);
  EXPECT_EQ(parse_json(many_keys(200'000, "[{}]"), "").size(), 200'000u);
  EXPECT_LT(static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC, 60);
}

TEST(StrictJson, StopsWhenItIsAskedTo) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THROW(parse_json(repeated("[", "0", 5000, "]"), "", {}, stop.get_token()), Cancelled);
}

struct Part {};
void fields(JsonFields&, Part&) {}

TEST(StrictJson, AListOfPartsIsBounded) {
  const auto told = [](std::size_t count) -> std::string {
    const json document = parse_json(repeated("{\"parts\":[", "{}", count, "]}"), "");
    std::vector<Part> parts;
    try {
      JsonFields(document, "scene").list("parts", parts);
    } catch (const BadRequest& error) {
      return error.what();
    }
    return std::to_string(parts.size());
  };
  EXPECT_EQ(told(10'000), "10000");
  EXPECT_EQ(told(10'001), "scene: parts = 10001 items; allowed: at most 10,000");
}

}  // namespace
}  // namespace alphabar
