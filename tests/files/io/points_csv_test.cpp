// Tables of points: each is read rightly, or refused with the line and the reason, or with all that
// it can mean; never half understood.

#include "core/io/points/points_csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include "core/base/error.h"
#include "core/io/points/point_rows.h"
#include "tests/files/temp_folder.h"
#include "tests/support/paths.h"

namespace alphabar {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::TempFolder;
using testing::write_bytes;

using Points = std::vector<Vec2>;
using Labels = std::vector<int>;

PointsTable read(const std::string& text, const PointsOptions& options = {}) {
  return points_from_table(text, "p.csv", options);
}

std::string refusal(const std::string& text, const PointsOptions& options = {}) {
  try {
    const PointsTable table = read(text, options);
    return "read: " + table.understood;
  } catch (const BadRequest& error) {
    return error.what();
  }
}

/// What a refused table can be read as; empty where it is refused for something else.
std::vector<PointsReading> readings(const std::string& text, const PointsOptions& options = {}) {
  try {
    ADD_FAILURE() << "read: " << read(text, options).understood;
    return {};
  } catch (const PointsUndecided& error) {
    return error.readings;
  } catch (const BadRequest& error) {
    ADD_FAILURE() << error.what();
    return {};
  }
}

void expect_read(const std::string& text, const Points& points, const Labels& labels = {},
                 const std::string& says = "") {
  try {
    const PointsTable table = read(text);
    EXPECT_EQ(table.data.points, points) << text;
    EXPECT_EQ(table.data.point_labels, labels) << text;
    EXPECT_THAT(table.understood, HasSubstr(says)) << text;
    EXPECT_EQ(table.understood.find('\n'), std::string::npos);
  } catch (const BadRequest& error) {
    ADD_FAILURE() << text << ": " << error.what();
  }
}

/// All in one message of one line.
void expect_refused(const std::string& text, const std::vector<std::string>& words) {
  const std::string message = refusal(text);
  EXPECT_THAT(message, Not(HasSubstr("read: "))) << text.substr(0, 200);
  for (const std::string& word : words)
    EXPECT_THAT(message, HasSubstr(word)) << text.substr(0, 200);
  EXPECT_EQ(message.find('\n'), std::string::npos);
}

std::string bytes(const char* text, std::size_t count) { return {text, count}; }

std::string utf16(const std::string& ascii, bool little) {
  std::string out;
  for (const char c : ascii) out += little ? std::string{c, '\0'} : std::string{'\0', c};
  return out;
}

PointsOptions with_columns(std::vector<std::string> columns) {
  PointsOptions options;
  options.columns = std::move(columns);
  return options;
}

TEST(PointsCsv, ReadsTheUsualForms) {
  const Points points{{1, 2}, {-0.5, 1e-3}};
  for (const char* text :
       {"1,2\n-0.5,1e-3\n", "x,y\n1,2\n-0.5,0.001", "1;2\r\n-0.5;.001\r\n",
        "1 2\n\n  -0.5\t+0.001 ", "# made by hand\n1, 2\n-0.5 , 0.001\n", "x y\n1 2\n-.5 1.0e-3\n",
        "1\t2\n-0.5\t0.001\n", "\"1\",\"2\"\n\"-0.5\",\"0.001\"\n", "1,2\r-0.5,0.001\r",
        "1,2\r\n-0.5,0.001\n", "1,2\r-0.5,0.001\n\n\n", "1.,2.\n-.5,1E-03\n"}) {
    expect_read(text, points);
    expect_read("\xEF\xBB\xBF" + std::string(text), points);
    expect_read(utf16(text, true), points, {}, "UTF-16 LE");
    expect_read(utf16(text, false), points, {}, "UTF-16 BE");
    expect_read("\xFF\xFE" + utf16(text, true), points, {}, "UTF-16 LE");
    expect_read("\xFE\xFF" + utf16(text, false), points, {}, "UTF-16 BE");
  }
  const DataSpec labelled = read("x,y,class\n0,0,1\n3,4,0\n").data;
  EXPECT_EQ(labelled.point_labels, (Labels{1, 0}));
  EXPECT_EQ(labelled.bandwidth, 5);  // the distance to the nearest other point
  EXPECT_EQ(read("1,1").data.bandwidth, 0.05);
  EXPECT_EQ(read("1,1\n1,1").data.bandwidth, 1e-3);
}

TEST(PointsCsv, ReadsTablesAsProgramsWriteThem) {
  const std::string folder = std::string(test_data()) + "/tables/";
  const auto file = [&](const char* name) { return read_points(folder + name); };
  const PointsTable german = file("semicolon-decimal-comma.csv");
  EXPECT_EQ(german.data.points, (Points{{0, 0.5}, {1, 0.7}, {2, 0.9}, {3, 0.8}}));
  EXPECT_TRUE(german.data.point_labels.empty());
  EXPECT_EQ(german.understood,
            "4 rows: x = column 1 \"Zeit\", y = column 2 \"Spannung\", no class; separated by "
            "semicolons, decimal comma, with a header; left out: nothing");
  const PointsTable pandas = file("pandas-index.csv");
  EXPECT_EQ(pandas.data.points, (Points{{0.5, -0.25}, {-0.5, 0.75}, {0.1, 0.2}}));
  EXPECT_THAT(pandas.understood, HasSubstr("left out: column 1 (an index)"));
  const PointsTable floats = file("float-label.csv");
  EXPECT_EQ(floats.data.points, (Points{{0.5, -0.25}, {-0.5, 0.75}}));
  EXPECT_EQ(floats.data.point_labels, (Labels{0, 1}));
  EXPECT_THAT(floats.understood, HasSubstr("2 classes from 0 to 1"));
}

TEST(PointsCsv, ReadsDecimalCommas) {
  const Points points{{0.5, -1.25}, {3, 0.7}};
  expect_read("0,5;-1,25\n3;0,7\n", points, {}, "decimal comma");
  expect_read("0,5 -1,25\n3 0,7\n", points);
  expect_read("0,5\t-1,25\n3\t0,7\n", points);
  expect_read("\"0,5\",\"-1,25\"\n\"3\",\"0,7\"\n", points);
  expect_read("0,5;-1,25;1,0\n3;0,7;0,0\n", points, {1, 0});
  expect_read("0;0,5\n", {{0, 0.5}});  // no dialect has two separators
  expect_read("1,234;5,678\n", {{1.234, 5.678}});
  expect_read("sep=;\n0,5;-1,25\n3;0,7\n", points);
  expect_refused("0.5;0,7\n", {"line 1", "0,7"});  // two signs in one table
  expect_refused("0,5;0,7\n0,5;0.7\n", {"line 2", "0.7"});
  expect_refused("sep=|\n1|2\n", {"line 1"});
}

TEST(PointsCsv, NoThousands) {
  expect_refused("1,234.5;2\n", {"line 1", "1,234.5"});
  expect_refused("\"1,234.5\",2\n", {"line 1", "1,234.5"});
  expect_refused("1.234,5;2\n", {"line 1", "1.234,5"});
  expect_refused("1.234.567;2\n", {"line 1"});
  expect_refused("1 234,5;2\n", {"line 1", "1 234,5"});
  expect_refused("1,234.5\n2,345.6\n", {"line 1", "234.5", "-100 to 100"});
}

TEST(PointsCsv, LeavesOutAnIndexAndSaysSo) {
  const Points points{{0.5, -0.25}, {-0.5, 0.75}, {0.1, 0.2}};
  const std::string rows = "0,0.5,-0.25\n1,-0.5,0.75\n2,0.1,0.2\n";
  const std::string from_1 = "1,0.5,-0.25\n2,-0.5,0.75\n3,0.1,0.2\n";
  for (const std::string header : {"", ",x,y\n", "index,a,b\n", "Unnamed: 0,x,y\n", "id,x,y\n",
                                   ",0,1\n", "nr,y1,y2\n", ",height,weight\n", "# id,a,b\n"}) {
    expect_read(header + rows, points, {}, "left out: column 1");
    expect_read(header + from_1, points, {}, "left out: column 1");
  }
  expect_read(",x,y\nb,0.5,-0.25\na,-0.5,0.75\nc,0.1,0.2\n", points);  // an index of names
  expect_read(",x,y\n7,0.5,-0.25\n7,-0.5,0.75\n2,0.1,0.2\n", points);
  expect_read("0,0.5,-0.25,1\n1,-0.5,0.75,0\n2,0.1,0.2,1\n", points, {1, 0, 1});
  expect_read(",x,y,label\n0,0.5,-0.25,b\n1,-0.5,0.75,a\n2,0.1,0.2,b\n", points, {1, 0, 1});
  expect_read(",0,1,2\n0,0.5,-0.25,1\n1,-0.5,0.75,0\n2,0.1,0.2,1\n", points, {1, 0, 1});
  // Counting is no index where the header names it, or where it may be x.
  expect_refused("Zeit,a,b\n" + rows, {"Zeit, a, b", "--columns"});
  expect_refused("x\ty\n1\t0,5\t0,7\n", {"line 2", "3 values", "2, as many as the header names"});
}

TEST(PointsCsv, TakesClassesByNumberAndByName) {
  const Points points{{0.5, -0.25}, {-0.5, 0.75}, {0.1, 0.2}};
  const auto table = [](const std::string& a, const std::string& b, const std::string& c) {
    return "0.5,-0.25," + a + "\n-0.5,0.75," + b + "\n0.1,0.2," + c + "\n";
  };
  for (const std::string header : {"", "x,y,label\n", "u,v,cluster\n", "a,b,c\n", "x,y,digit\n"}) {
    expect_read(header + table("2", "0", "2"), points, {2, 0, 2});
    expect_read(header + table("2.0", "0.0", "2.0"), points, {2, 0, 2});
    expect_read(header + table("red", "blue", "red"), points, {1, 0, 1}, "blue = 0, red = 1");
    expect_read(header + table("\"Iris, a\"", "\"say \"\"b\"\"\"", "\"Iris, a\""), points,
                {0, 1, 0});
    expect_refused(header + table("0", "", "1"), {"line", "nothing", "class"});
    expect_refused(header + table("0", "red", "1"), {"line", "class"});
  }
  expect_read("x,y,type\n0.5,-0.25,3D\n-0.5,0.75,2D\n0.1,0.2,2D\n", points, {1, 0, 0});
  expect_read("species,x,y\na,0.5,-0.25\nb,-0.5,0.75\nc,0.1,0.2\n", points, {0, 1, 2});
  expect_read("b,0.5,-0.25\na,-0.5,0.75\nb,0.1,0.2\n", points, {1, 0, 1});
  expect_read("u;k;v\n0,5;b;-0,25\n-0,5;a;0,75\n0,1;b;0,2\n", points, {1, 0, 1});
  expect_refused("1,2,0.5\n", {"line 1", "a class"});
  expect_refused("1,2,-1\n", {"line 1", "a class"});
  expect_refused("1,2,4096\n", {"line 1", "a class"});
  expect_refused("x,y,label\n1,2,0\n1,2,-1\n", {"line 3", "-1", "label"});
  std::string many;
  for (int i = 0; i < 4097; ++i) many += "0.5,0.5,c" + std::to_string(i) + "\n";
  expect_refused(many, {"line 4097", "at most 4096 classes"});
}

TEST(PointsCsv, TakesTheColumnsThatAHeaderNames) {
  expect_read("label,y,x\n3,2,1\n", {{1, 2}}, {3});
  expect_read("z,x,y,w\n7,1,2,3\n", {{1, 2}}, {}, "left out: column 1 \"z\", column 4 \"w\"");
  expect_read("x,y,z\n1,2,3\n", {{1, 2}}, {}, "left out: column 3 \"z\"");
  expect_read("X , Y , Class\n1,2,3\n", {{1, 2}}, {3});
  expect_read("# y x\n1 2\n", {{2, 1}}, {}, "names from a comment");
  expect_read("# x y made by hand\n1 2\n", {{1, 2}}, {}, "1 comment");
  expect_read("id,x,y,label,note\n9,1,2,3,\"a, b\"\n", {{1, 2}}, {3},
              "left out: column 1 \"id\", column 5 \"note\"");
  expect_refused("x,y,x\n1,2,3\n", {"x, y, x", "once each"});
  expect_refused("a,b,c,d\n1,2,3,4\n", {"a, b, c, d", "--columns"});
  expect_refused("1,2,3,4\n", {"1, 2, 3, 4", "--columns"});
  expect_refused("a,b,c\n1.5,2.5,3.5\n", {"a, b, c", "--columns"});
}

TEST(PointsCsv, LeavesOutWhatSaysNothing) {
  expect_read("1,2,\n3,4,\n", {{1, 2}, {3, 4}}, {}, "1 empty column");
  expect_read("x;y;\n1;2;\n", {{1, 2}}, {}, "1 empty column");
  expect_read("x;y\n1;2;\n3;4;\n", {{1, 2}, {3, 4}}, {}, "1 empty column");
  expect_read("x;y;\n1;2\n", {{1, 2}});
  expect_read("1;2\n;\n3;4\n;;\n", {{1, 2}, {3, 4}}, {}, "2 empty lines");
  expect_read("# a\n\n1,2\n#b\n\n3,4\n", {{1, 2}, {3, 4}}, {}, "2 comments, 2 empty lines");
  expect_refused("1;2;\n3;4\n", {"line 2", "3 values as in line 1"});
}

TEST(PointsCsv, NamesAllReadingsThatGiveOtherPoints) {
  const std::string counting = "0,0.5,1\n1,0.7,0\n2,0.9,1\n";
  expect_refused(counting, {"2 readings", "x = column 1, y = column 2, class = column 3",
                            "x = column 2, y = column 3, first point (0.5, 1)",
                            "--columns 1,2,3 or --columns 2,3"});
  expect_refused("a,b,c\n" + counting, {"2 readings", "--columns 1,2,3 or --columns 2,3"});
  expect_read(",b,c\n" + counting, {{0.5, 1}, {0.7, 0}, {0.9, 1}});
  expect_read("a,b,label\n" + counting, {{0, 0.5}, {1, 0.7}, {2, 0.9}}, {1, 0, 1});
  expect_read("x,y,label\n" + counting, {{0, 0.5}, {1, 0.7}, {2, 0.9}}, {1, 0, 1});
  // x beyond 100 is no x: the data decide.
  std::string longer;
  for (int i = 0; i < 120; ++i) longer += std::to_string(i) + ",0.5,1\n";
  expect_read(longer, Points(120, {0.5, 1}), {}, "left out: column 1");

  expect_refused("0,1\n0.5,0.7\n0.1,0.9\n", {"2 readings", "--header no or --header yes"});
  expect_read("0,1\n0.5,0.7\n2,0.9\n", {{0, 1}, {0.5, 0.7}, {2, 0.9}}, {},
              "line 1 a point and no header");
  expect_refused("0,1,species\n0.5,0.7,a\n0.1,0.9,b\n", {"2 readings", "--header"});
  expect_refused("0,1,kind\n5,7,a\n1,9,b\n", {"2 readings", "--header"});
  expect_read("0,1,kind\n5,7,0\n1,9,1\n", {{5, 7}, {1, 9}}, {0, 1});
  expect_read("0,1,a\n5,7,b\n1,9,a\n", {{0, 1}, {5, 7}, {1, 9}}, {0, 1, 0});
  expect_refused("1 ,5\n2 ,7\n", {"2 readings", "--separator comma", "--separator blanks"});
  expect_refused("a,1,2\nb,3,4\n", {"2 readings", "--columns 2,3,1 or --columns 2,3"});
  expect_refused("x,y,label,cluster\n1,2,0,1\n3,4,1,1\n", {"2 readings", "--columns 1,2,4"});
}

TEST(PointsCsv, ReadsEachReadingWhenAskedTo) {
  for (const std::string text :
       {"0,0.5,1\n1,0.7,0\n2,0.9,1\n", "0,1\n0.5,0.7\n0.1,0.9\n", "1 ,5\n2 ,7\n", "a,1,2\nb,3,4\n",
        "x,y,label,cluster\n1,2,0,1\n3,4,1,1\n"}) {
    std::set<std::pair<Points, Labels>> seen;
    const std::vector<PointsReading> ways = readings(text);
    EXPECT_GE(ways.size(), 2u) << text;
    for (const PointsReading& way : ways) {
      const PointsTable table = read(text, way.options);
      EXPECT_EQ(table.data.points.size(), way.points);
      EXPECT_TRUE(seen.emplace(table.data.points, table.data.point_labels).second) << way.says;
    }
  }
}

TEST(PointsCsv, TakesWhatItIsTold) {
  const std::string iris =
      "\"sepal length\",\"sepal width\",\"petal length\",\"petal width\",species\n"
      "5.1,3.5,1.4,0.2,setosa\n7.0,3.2,4.7,1.4,versicolor\n";
  expect_refused(iris, {"sepal length", "--columns"});
  EXPECT_EQ(read(iris, with_columns({"petal length", "petal width"})).data.points,
            (Points{{1.4, 0.2}, {4.7, 1.4}}));
  const PointsTable table = read(iris, with_columns({"4", "sepal width", "species"}));
  EXPECT_EQ(table.data.points, (Points{{0.2, 3.5}, {1.4, 3.2}}));
  EXPECT_EQ(table.data.point_labels, (Labels{0, 1}));
  EXPECT_THAT(table.understood, HasSubstr("setosa = 0, versicolor = 1"));
  EXPECT_THAT(table.understood, HasSubstr("left out: column 1"));
  for (const auto& wrong :
       {with_columns({"1"}), with_columns({"1", "1"}), with_columns({"1", "2", "2"}),
        with_columns({"1", "2", "3", "4"}), with_columns({"0", "1"}), with_columns({"1", "6"}),
        with_columns({"1", "nothing"}), with_columns({"1", ""}), with_columns({"1", "5"}),
        with_columns({"1", "2", "3"}), with_columns({"-1", "2"}), with_columns({"1.5", "2"})})
    EXPECT_THAT(refusal(iris, wrong), Not(HasSubstr("read: "))) << wrong.columns.size();
  PointsOptions options;
  options.separator = Separator::semicolon;
  EXPECT_THAT(refusal("1,2\n", options), HasSubstr("line 1"));
  EXPECT_EQ(read("1;2\n", options).data.points, (Points{{1, 2}}));
  options = {};
  options.decimal = Decimal::point;
  EXPECT_THAT(refusal("0,5;1\n", options), HasSubstr("line 1"));
  options = {};
  options.header = HeaderLine::present;
  EXPECT_EQ(read("1,2\n3,4\n", options).data.points, (Points{{3, 4}}));
  options.header = HeaderLine::absent;
  EXPECT_THAT(refusal("x,y\n3,4\n", options), HasSubstr("line 1"));
}

TEST(PointsCsv, RefusesWithTheLine) {
  expect_refused("", {"points"});
  expect_refused("\n\n", {"points"});
  expect_refused("# only a comment\n", {"points"});
  expect_refused("x,y\n", {"points"});
  expect_refused("1,2\nhello\n", {"line 2"});
  expect_refused("1,2\n3,4,1\n", {"line 2", "2 values as in line 1"});
  expect_refused("1,2,0\n3,4\n", {"line 2"});
  expect_refused("1\n", {"line 1"});
  expect_refused("1,\n", {"line 1"});
  expect_refused("1,nan\n", {"line 1", "nan"});
  expect_refused("1,inf\n", {"line 1", "inf"});
  expect_refused("1,2\n1,\n", {"line 2", "nothing"});
  expect_refused("1e999,2\n3,4\n", {"line 1"});  // no names of columns: somebody's numbers
  expect_refused("1.5 cm,2\n3,4\n", {"line 1"});
  expect_refused("x,2\n3,4\n", {"line 1"});
  expect_refused("1,101\n", {"line 1", "101"});
  expect_refused("1,2e999\n", {"line 1"});
  expect_refused("1,1e-999\n", {"line 1"});
  expect_refused("1,0x10\n", {"line 1"});
  expect_refused("1,--2\n", {"line 1"});
  expect_refused("1,+-2\n", {"line 1"});
  expect_refused("x,y\n1,2\n\n\"3\n4\",5\n", {"line 4"});
  expect_refused("x,y\r1,2\r\r1,z\r", {"line 4", "z"});
  expect_refused("0;0,5\n1;0,7\n2;abc\n", {"line 3", "abc"});
}

TEST(PointsCsv, RefusesWhatIsNoText) {
  expect_refused(bytes("1,2\0,3\n", 8), {"line 1", "U+0000"});
  expect_refused(bytes("1,2\n3,4\n\0\n", 10), {"line 3", "U+0000"});
  expect_refused("1,2\n3,4\x1B[2J\n", {"line 2", "U+001B"});
  expect_refused("1,2\n3,4\xC2\x9B\n", {"line 2", "U+009B"});
  expect_refused("x,y,k\n1,2,Gr\xFC\xDF\n", {"line 2", "0xFC", "UTF-8"});
  expect_refused("\xFF\xFE" + utf16("1,2\n3,4", true) + "5", {"line 2", "UTF-16"});
  expect_refused("\xFF\xFE" + utf16("1,2\n3,", true) + "\x01\xD8" + utf16("\n", true),
                 {"line 2", "UTF-16"});
  expect_refused(bytes("\xFF\xFE\0\0\x31\0\0\0", 8), {"UTF-32"});
  expect_read("x,y,k\n1,2,Gr\xC3\xBC\xC3\x9F\x65\n", {{1, 2}}, {0}, "Gr\xC3\xBC\xC3\x9F\x65 = 0");
}

TEST(PointsCsv, RefusesBrokenQuotes) {
  expect_refused("1,\"2\n3,4\n", {"line 1", "closed"});
  expect_refused("1,2\n\"3\"x,4\n", {"line 2", "after the closing quote"});
  expect_refused("1,2\n3,\"", {"line 2", "closed"});
  expect_read("1 , \"2\" \n", {{1, 2}});
  expect_read("\"x\",\"y\",\"k\"\n1,2,\"a\nb\"\n3,4,\"c\"\n", {{1, 2}, {3, 4}}, {0, 1}, "a b = 0");
}

TEST(PointsCsv, HostileTablesEndSoon) {
  std::string wide = "0";
  for (int i = 0; i < 1000000; ++i) wide += ",0";
  expect_refused(wide, {"line 1", "more than 1000 values"});
  expect_refused(std::string(std::size_t{4} << 20, ','), {"line 1", "more than 1000 values"});
  expect_refused(std::string(std::size_t{4} << 20, '"'), {"points"});
  expect_refused(std::string((std::size_t{4} << 20) + 1, '"'), {"line 1", "closed"});
  expect_refused("1,2\n" + std::string(std::size_t{4} << 20, '9') + ",1\n", {"line 2"});
  expect_refused("1,2\n" + std::string(std::size_t{4} << 20, '\n') + "3\n", {"line 4194306"});
  expect_refused(std::string((std::size_t{64} << 20) + 1, '#'), {"64 MiB"});
  std::string names;
  for (int i = 0; i < 900; ++i) names += "name" + std::to_string(i) + ",";
  expect_refused(names + "z\n" + std::string(900, ',') + "1\n", {"columns"});
}

TEST(PointsCsv, ThinsOnRequestAlone) {
  std::string many;
  for (int i = 0; i < 100001; ++i)
    many += "0.5," + std::to_string(i % 100) + "." + std::to_string(i) + "," +
            std::to_string(i % 3) + "\n";
  const std::vector<PointsReading> one = readings(many);
  ASSERT_EQ(one.size(), 1u);
  EXPECT_EQ(one[0].points, 100001u);
  EXPECT_THAT(refusal(many), HasSubstr("points = 100001; allowed: 1 to 100000; --thin 100000"));
  EXPECT_EQ(read(many.substr(0, many.rfind("0.5"))).data.points.size(), 100000u);

  PointsOptions options;
  options.thin = 100;
  options.seed = 7;
  const PointsTable table = read(many, options);
  EXPECT_EQ(table.data.points.size(), 100u);
  EXPECT_EQ(table.data.point_labels.size(), 100u);
  EXPECT_EQ(table.data.name, "points, 100 of 100001, seed 7");
  EXPECT_THAT(table.understood, HasSubstr("100001 rows, thinned to 100 at random with seed 7"));
  EXPECT_EQ(read(many, options).data, table.data);
  options.seed = 8;
  EXPECT_NE(read(many, options).data.points, table.data.points);
  options.thin = 200000;
  EXPECT_THAT(refusal(many, options), HasSubstr("thin = 2e+05"));
  options.thin = 100000;
  EXPECT_EQ(read("1,2\n3,4\n", options).data.name, "points");
  expect_refused(many + "0.5,101,0\n", {"line 100002", "101"});  // those that go are read, too
}

TEST(PointsCsv, ThinsEvenlyAndInOrder) {
  constexpr int n = 1000, kept = 100, seeds = 400;
  std::vector<int> times(n);
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    PointRows rows;
    for (int i = 0; i < n; ++i) {
      rows.points.push_back({static_cast<double>(i), 0});
      rows.labels.push_back(i);
    }
    PointRows fewer = rows;
    thin(rows, kept, seed);
    ASSERT_EQ(rows.points.size(), static_cast<std::size_t>(kept));
    EXPECT_TRUE(std::ranges::is_sorted(rows.points));
    for (std::size_t i = 0; i < rows.points.size(); ++i) {
      EXPECT_EQ(rows.points[i][0], rows.labels[i]);
      ++times[static_cast<std::size_t>(rows.labels[i])];
    }
    thin(fewer, kept / 2, seed);
    EXPECT_TRUE(std::ranges::includes(rows.points, fewer.points));
  }
  // Each row is kept as a binomial count of 400 with p = 0.1: mean 40, deviation 6.
  double chi2 = 0;
  for (const int count : times) chi2 += (count - 40.0) * (count - 40.0) / 36.0;
  EXPECT_NEAR(chi2, n, 6 * std::sqrt(2.0 * n));
  EXPECT_LT(*std::ranges::max_element(times), 40 + 6 * 6);
}

TEST(PointsCsv, ReadsALargeTableOnce) {
  std::string text = "x;y;class\n";
  constexpr int n = 1000000;
  for (int i = 0; i < n; ++i)
    text += "0," + std::to_string(i) + ";-1," + std::to_string(i % 977) + ";k" +
            std::to_string(i % 7) + "\n";
  PointsOptions options;
  options.thin = 2000;
  const PointsTable table = read(text, options);
  EXPECT_EQ(table.data.points.size(), 2000u);
  EXPECT_EQ(labels_of(table.data).size(), 7u);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THROW(points_from_table(text, "p.csv", {}, stop.get_token()), Cancelled);
}

}  // namespace
}  // namespace alphabar
