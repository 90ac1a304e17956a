// Any points, written in any of the usual ways, are read back as the same points, or the table is
// refused with two readings or more of which one is those points. Never as others.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>

#include "core/io/points/points_csv.h"

namespace alphabar {
namespace {

/// One way to write a table.
struct Style {
  Separator separator;
  Decimal decimal;
  int digits;  // after the decimal sign; -1: as few as read back the same
  enum class Header { none, x_y, other_names, comment, column_numbers } header;
  enum class Index { none, from_0, from_1, words } index;
  enum class Classes { none, numbers, floats, names, all_different } classes;
  bool quotes, trailing;
  const char* line_end;
  enum class Encoding {
    utf8,
    utf8_mark,
    utf16_le,
    utf16_be,
    utf16_le_mark,
    utf16_be_mark
  } encoding;
};

class Writer {
 public:
  explicit Writer(std::uint64_t seed) : random_(seed) {}

  int below(int n) { return static_cast<int>(random_() % static_cast<std::uint64_t>(n)); }
  template <class Enum>
  Enum one_of(int n) {
    return static_cast<Enum>(below(n));
  }

  Style style() {
    Style s{};
    s.separator = one_of<Separator>(4);
    s.decimal = one_of<Decimal>(2);
    s.header = one_of<Style::Header>(5);
    // Between whole numbers a header "0,1" is a point, and said to be one.
    s.digits = s.header == Style::Header::column_numbers ? 1 + below(2) : below(4) - 1;
    s.index = below(3) > 0 ? Style::Index::none : one_of<Style::Index>(4);
    s.classes = one_of<Style::Classes>(5);
    s.quotes = below(4) == 0 || (s.separator == Separator::comma && s.decimal == Decimal::comma);
    s.trailing = below(5) == 0 && s.separator != Separator::blanks;
    s.line_end = std::array{"\n", "\r\n", "\r"}[static_cast<std::size_t>(below(3))];
    s.encoding = one_of<Style::Encoding>(6);
    return s;
  }

  /// Rounds the points to what the style writes.
  std::string table(const Style& s, std::vector<Vec2>& points, std::vector<int>& labels) {
    std::string text = header(s);
    for (std::size_t i = 0; i < points.size(); ++i) {
      std::vector<std::string> fields;
      if (s.index == Style::Index::words) fields.push_back("row " + std::string(i + 1, 'a'));
      if (s.index == Style::Index::from_0 || s.index == Style::Index::from_1)
        fields.push_back(std::to_string(i + (s.index == Style::Index::from_1 ? 1 : 0)));
      for (double& v : points[i]) fields.push_back(number(s, v));
      if (s.classes != Style::Classes::none) fields.push_back(label(s, labels[i]));
      text += row(s, fields);
    }
    return encoded(s, text);
  }

 private:
  std::string header(const Style& s) {
    using Header = Style::Header;
    if (s.header == Header::none) return "";
    std::vector<std::string> names;
    if (s.index != Style::Index::none)
      names.emplace_back(s.header == Header::comment || below(2) == 0 ? "index" : "");
    const bool x_y = s.header == Header::x_y || s.header == Header::comment;
    if (s.header == Header::column_numbers)
      names.insert(names.end(), {"0", "1"});
    else
      names.insert(names.end(), {x_y ? "x" : "height", x_y ? "y" : "weight"});
    if (s.classes != Style::Classes::none) names.emplace_back("label");
    return (s.header == Header::comment ? "# " : "") + row(s, names);
  }

  std::string row(const Style& s, const std::vector<std::string>& fields) {
    std::string line;
    const std::string between(1, separators()[static_cast<std::size_t>(s.separator)].sign);
    for (const std::string& field : fields) {
      const bool quoted = s.quotes || field.empty() ||
                          (s.separator == Separator::blanks && field.find(' ') != field.npos);
      line += line.empty() ? "" : between;
      line += quoted ? "\"" + field + "\"" : field;
    }
    return line + (s.trailing ? between : "") + s.line_end;
  }

  static std::string number(const Style& s, double& value) {
    std::string text =
        s.digits < 0 ? fmt::format("{}", value) : fmt::format("{:.{}f}", value, s.digits);
    value = std::stod(text);
    if (s.decimal == Decimal::comma)
      if (const auto point = text.find('.'); point != text.npos) text[point] = ',';
    return text;
  }

  static std::string label(const Style& s, int label) {
    if (s.classes == Style::Classes::floats)
      return std::to_string(label) + (s.decimal == Decimal::comma ? ",0" : ".0");
    if (s.classes == Style::Classes::names || s.classes == Style::Classes::all_different)
      return "kind" + std::to_string(10000 + label);
    return std::to_string(label);
  }

  static std::string encoded(const Style& s, const std::string& text) {
    using Encoding = Style::Encoding;
    if (s.encoding == Encoding::utf8) return text;
    if (s.encoding == Encoding::utf8_mark) return "\xEF\xBB\xBF" + text;
    const bool little = s.encoding == Encoding::utf16_le || s.encoding == Encoding::utf16_le_mark;
    const bool marked =
        s.encoding == Encoding::utf16_le_mark || s.encoding == Encoding::utf16_be_mark;
    std::string out = marked ? (little ? "\xFF\xFE" : "\xFE\xFF") : "";
    for (const char c : text) out += little ? std::string{c, '\0'} : std::string{'\0', c};
    return out;
  }

  std::mt19937_64 random_;
};

/// Class numbers as they are when sorted names stand for them.
std::vector<int> ranks(const std::vector<int>& labels) {
  std::vector<int> sorted = labels;
  std::ranges::sort(sorted);
  sorted.erase(std::ranges::unique(sorted).begin(), sorted.end());
  std::vector<int> found;
  for (const int label : labels)
    found.push_back(static_cast<int>(std::ranges::lower_bound(sorted, label) - sorted.begin()));
  return found;
}

TEST(PointsRoundTrip, GivesTheSamePointsOrNamesThemAmongOthers) {
  int undecided = 0;
  constexpr int tables = 20000;
  for (int i = 0; i < tables; ++i) {
    Writer writer(static_cast<std::uint64_t>(i));
    const Style style = writer.style();
    // One row does not count.
    const bool counted = style.index == Style::Index::from_0 || style.index == Style::Index::from_1;
    const auto n = static_cast<std::size_t>((counted ? 2 : 1) + writer.below(8));
    std::vector<Vec2> points(n);
    std::vector<int> labels(n);
    const int range = writer.below(3) == 0 ? 3 : 100;
    for (std::size_t k = 0; k < n; ++k) {
      for (double& v : points[k]) v = (writer.below(2000001) - 1000000) * 1e-6 * range;
      labels[k] =
          style.classes == Style::Classes::all_different ? static_cast<int>(k) : writer.below(4);
    }
    const std::string text = writer.table(style, points, labels);
    if (style.classes == Style::Classes::none) labels.clear();
    if (style.classes >= Style::Classes::names) labels = ranks(labels);
    const auto right = [&](const PointsTable& table) {
      return table.data.points == points && table.data.point_labels == labels;
    };
    try {
      const PointsTable table = points_from_table(text, "p.csv");
      EXPECT_TRUE(right(table)) << i << ": " << text << "\n" << table.understood;
    } catch (const PointsUndecided& error) {
      ++undecided;
      int hits = 0;
      for (const PointsReading& reading : error.readings)
        if (error.columns.empty()) hits += right(points_from_table(text, "", reading.options));
      const bool asks = error.columns.empty() ? hits == 1 && error.readings.size() > 1
                                              : style.index != Style::Index::none;
      EXPECT_TRUE(asks) << i << ": " << text << "\n" << error.what();
    } catch (const BadRequest& error) {
      ADD_FAILURE() << i << ": " << text << "\n" << error.what();
    }
    if (HasFailure()) break;
  }
  EXPECT_LT(undecided, tables / 5) << "most are plain";
  EXPECT_GT(undecided, 0);
}

}  // namespace
}  // namespace alphabar
