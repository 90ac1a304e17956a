#include "core/files/arrays/safetensors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <fstream>

#include "core/base/error.h"
#include "tests/files/temp_folder.h"

namespace alphabar {
namespace {

using ::testing::HasSubstr;
using testing::TempFolder;
using testing::write_bytes;

std::string file_of(const std::string& header, const std::string& data) {
  std::uint64_t length = header.size();
  std::string bytes(8, '\0');
  std::memcpy(bytes.data(), &length, 8);
  return bytes + header + data;
}

std::string one(const std::string& type, const std::string& shape, std::size_t begin,
                std::size_t end) {
  return R"({"dtype":")" + type + R"(","shape":)" + shape + R"(,"data_offsets":[)" +
         std::to_string(begin) + "," + std::to_string(end) + "]}";
}

// What the reader says of a file made of these bytes; "" where it takes it.
std::string refusal(const std::string& bytes) {
  const TempFolder folder;
  write_bytes(folder / "f.safetensors", bytes);
  try {
    Safetensors::open(folder / "f.safetensors");
  } catch (const BadRequest& error) {
    return error.what();
  }
  return "";
}

TEST(Safetensors, ReadsWhatItWrites) {
  const TempFolder folder;
  const std::vector<float> a = {1, -2.5f, 3e-40f, INFINITY, 0, -0.0f}, scalar = {7};
  const std::vector<TensorToWrite> tensors = {{"b.weight", {2, 3}, a}, {"a", {}, scalar}};
  write_safetensors(folder / "f", tensors, {{"format", "pt"}});
  EXPECT_EQ(folder.names(), std::vector<std::string>{"f"});
  const Safetensors file = Safetensors::open(folder / "f");
  ASSERT_EQ(file.tensors().size(), 2u);
  ASSERT_TRUE(file.find("b.weight"));
  EXPECT_EQ(file.find("b.weight")->shape, (std::vector<std::int64_t>{2, 3}));
  const std::vector<float> back = file.read_float(*file.find("b.weight"));
  EXPECT_EQ(std::memcmp(back.data(), a.data(), a.size() * sizeof(float)), 0);
  EXPECT_EQ(file.read_double(*file.find("a")), std::vector<double>{7});
  EXPECT_TRUE(file.find("a")->shape.empty());
  EXPECT_EQ(file.find("c"), nullptr);
  EXPECT_EQ(file.metadata().at("format"), "pt");
}

// Values and their bits after IEEE 754 and the bfloat16 definition (the upper half of a float).
TEST(Safetensors, ConvertsEveryElementType) {
  const std::vector<std::pair<std::uint16_t, float>> halves = {
      {0x3c00, 1.0f},        {0xc000, -2.0f},    {0x7bff, 65504.0f}, {0x0001, 0x1p-24f},
      {0x83ff, -0x3ffp-24f}, {0x0400, 0x1p-14f}, {0x7c00, INFINITY}, {0xfc00, -INFINITY},
      {0x3555, 0x1.554p-2f}, {0x8000, -0.0f}};
  std::string data;
  for (const auto& [bits, value] : halves) data.append(reinterpret_cast<const char*>(&bits), 2);
  const std::uint16_t bf = 0xc049;  // -3.140625
  data.append(reinterpret_cast<const char*>(&bf), 2);
  const double wide = 1.0 / 3;
  data.append(reinterpret_cast<const char*>(&wide), 8);
  const TempFolder folder;
  write_bytes(folder / "f", file_of("{\"h\":" + one("F16", "[10]", 0, 20) +
                                        ",\"b\":" + one("BF16", "[]", 20, 22) +
                                        ",\"d\":" + one("F64", "[1]", 22, 30) + "}",
                                    data));
  const Safetensors file = Safetensors::open(folder / "f");
  const std::vector<float> h = file.read_float(*file.find("h"));
  for (std::size_t i = 0; i < halves.size(); ++i) {
    EXPECT_EQ(h[i], halves[i].second) << i;
    EXPECT_EQ(std::signbit(h[i]), std::signbit(halves[i].second)) << i;
  }
  EXPECT_EQ(file.read_float(*file.find("b"))[0], -3.140625f);
  EXPECT_EQ(file.read_double(*file.find("d"))[0], wide);
  EXPECT_EQ(file.read_float(*file.find("d"))[0], static_cast<float>(wide));
}

TEST(Safetensors, RefusesHeadersThatLie) {
  const std::string four(4, 'x');
  EXPECT_THAT(refusal(""), HasSubstr("size"));
  EXPECT_THAT(refusal("1234567"), HasSubstr("size"));
  EXPECT_THAT(refusal(std::string(8, '\xff')), HasSubstr("header length"));
  EXPECT_THAT(refusal(std::string("\x09\0\0\0\0\0\0\0{}", 10)), HasSubstr("header length"));
  EXPECT_THAT(refusal(file_of("", "")), HasSubstr("JSON"));
  EXPECT_THAT(refusal(file_of("{", "")), HasSubstr("JSON"));
  EXPECT_THAT(refusal(file_of("[]", "")), HasSubstr("an object"));
  EXPECT_THAT(refusal(file_of("{}x", "")), HasSubstr("JSON"));
  const std::string good = one("F32", "[1]", 0, 4);
  EXPECT_EQ(refusal(file_of("{\"a\":" + good + "}", four)), "");
  EXPECT_EQ(refusal(file_of("{\"a\":" + good + "}   ", four)), "");
  EXPECT_THAT(refusal(file_of("{\"a\":" + good + ",\"a\":" + good + "}", four)),
              HasSubstr("given twice"));
  EXPECT_THAT(refusal(file_of(std::string(1000000, '['), "")), HasSubstr("nesting"));
  EXPECT_THAT(refusal(file_of("{\"__metadata__\":{\"k\":1},\"a\":" + good + "}", four)),
              HasSubstr("__metadata__.k"));
}

TEST(Safetensors, RefusesTensorsThatLie) {
  const auto with = [](const std::string& entry, std::size_t data) {
    return refusal(file_of("{\"w\":" + entry + "}", std::string(data, 'x')));
  };
  EXPECT_THAT(with("3", 0), HasSubstr("w"));
  EXPECT_THAT(with(R"({"dtype":"F32","shape":[1]})", 4), HasSubstr("no data_offsets"));
  EXPECT_THAT(with(R"({"dtype":"F32","shape":[1],"data_offsets":[0,4],"z":0})", 4),
              HasSubstr("unknown key z"));
  EXPECT_THAT(with(one("I64", "[1]", 0, 8), 8), HasSubstr("w.dtype = I64"));
  EXPECT_THAT(with(one("F32", "[1]", 0, 8), 8), HasSubstr("4 bytes by its shape"));
  EXPECT_THAT(with(one("F32", "[-1]", 0, 4), 4), HasSubstr("whole number"));
  EXPECT_THAT(with(one("F32", "[1.0]", 0, 4), 4), HasSubstr("whole number"));
  EXPECT_THAT(with(one("F32", "[1,1,1,1,1,1,1,1,1]", 0, 4), 4), HasSubstr("at most 8"));
  // 2^32 * 2^32 elements: the product must not wrap to 0.
  EXPECT_THAT(with(one("F32", "[4294967296,4294967296]", 0, 0), 0), HasSubstr("2^53"));
  EXPECT_THAT(with(R"({"dtype":"F32","shape":[1],"data_offsets":[8,4]})", 8), HasSubstr("w"));
  EXPECT_THAT(with(R"({"dtype":"F32","shape":[1],"data_offsets":[0]})", 4), HasSubstr("two whole"));
}

TEST(Safetensors, RefusesGapsOverlapsAndLeftovers) {
  const auto two = [](const std::string& a, const std::string& b, std::size_t data) {
    return refusal(file_of("{\"a\":" + a + ",\"b\":" + b + "}", std::string(data, 'x')));
  };
  EXPECT_EQ(two(one("F32", "[1]", 4, 8), one("F32", "[1]", 0, 4), 8), "");
  EXPECT_THAT(two(one("F32", "[1]", 0, 4), one("F32", "[1]", 8, 12), 12), HasSubstr("begins at 8"));
  EXPECT_THAT(two(one("F32", "[1]", 0, 4), one("F32", "[1]", 0, 4), 4), HasSubstr("begins at 0"));
  EXPECT_THAT(two(one("F32", "[1]", 0, 4), one("F32", "[1]", 4, 8), 7), HasSubstr("7 bytes"));
  EXPECT_THAT(two(one("F32", "[1]", 0, 4), one("F32", "[1]", 4, 8), 9), HasSubstr("9 bytes"));
}

// A file of a terabyte, all of it a hole: what is wrong must be known from the header alone.
TEST(Safetensors, LooksAtTheHeaderBeforeTheData) {
  const TempFolder folder;
  write_bytes(folder / "f", file_of("{\"a\":" + one("F32", "[1]", 0, 4) + "}", "1234"));
  std::filesystem::resize_file(folder / "f", std::uintmax_t{1} << 40);
  try {
    Safetensors::open(folder / "f");
    FAIL() << "opened";
  } catch (const BadRequest& error) {
    EXPECT_THAT(error.what(), HasSubstr(folder / "f"));
    EXPECT_THAT(error.what(), HasSubstr("4 bytes by the header"));
  }
}

/// Some names more than any net has: a search through all for each would take minutes.
TEST(Safetensors, TakesManyTensors) {
  const TempFolder folder;
  const std::vector<float> value = {1};
  std::vector<TensorToWrite> tensors;
  for (int i = 0; i < 100'000; ++i) tensors.push_back({std::to_string(i), {1}, value});
  write_safetensors(folder / "f", tensors);
  const Safetensors file = Safetensors::open(folder / "f");
  ASSERT_EQ(file.tensors().size(), tensors.size());
  for (const TensorToWrite& tensor : tensors) ASSERT_TRUE(file.find(tensor.name));
  EXPECT_EQ(file.find("12345")->begin, 4u * 12345);
}

// A net's weights are read tensor by tensor: all of them are of one file, or it is said.
TEST(Safetensors, NeverMixesTwoFiles) {
  const TempFolder folder;
  const std::vector<float> ones(4, 1), twos(4, 2);
  const auto write = [&](const char* name, const std::vector<float>& values) {
    const std::vector<TensorToWrite> tensors = {{"a", {4}, values}, {"b", {4}, values}};
    write_safetensors(folder / name, tensors);
  };
  write("f", ones);
  const Safetensors file = Safetensors::open(folder / "f");
  EXPECT_EQ(file.read_float(*file.find("a")), ones);
  write("f", twos);  // takes the other's name, as a training run does
  try {
    EXPECT_EQ(file.read_float(*file.find("b")), ones);
  } catch (const BadRequest& error) {
    EXPECT_THAT(error.what(), HasSubstr("it was changed while it was read"));
  }

  const Safetensors second = Safetensors::open(folder / "f");
  EXPECT_EQ(second.read_float(*second.find("a")), twos);
  std::fstream same(folder / "f", std::ios::binary | std::ios::in | std::ios::out);
  same.seekp(-4, std::ios::end);  // as many bytes as before
  same.write("\0\0\0\0", 4);
  same.close();
  try {
    second.read_float(*second.find("b"));
    FAIL() << "read";
  } catch (const BadRequest& error) {
    EXPECT_THAT(error.what(), HasSubstr("it was changed while it was read; try again"));
  }
}

TEST(Safetensors, RefusesWhatIsNoFile) {
  const TempFolder folder;
  EXPECT_THROW(Safetensors::open(folder / "absent"), BadRequest);
  EXPECT_THROW(Safetensors::open(folder.path()), BadRequest);
  const std::vector<float> value = {1};
  const std::vector<TensorToWrite> tensors = {{"a", {1}, value}};
  EXPECT_THROW(write_safetensors(folder / "absent/f", tensors), BadRequest);
}

}  // namespace
}  // namespace alphabar
