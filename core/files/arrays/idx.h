#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace alphabar {

/// An array of unsigned bytes, as the MNIST family of data sets stores pictures and labels.
struct IdxArray {
  std::vector<std::int64_t> shape;   ///< pictures: count, height, width; labels: count
  std::vector<std::uint8_t> values;  ///< C order
};

/// Reads an idx-ubyte file, gzipped or plain: two zero bytes, 0x08, the number of dimensions (1 to
/// 4), each extent as a big-endian 32-bit number, then the bytes and nothing after them.
/// At most 1 GiB. Throws BadRequest.
/// Format: Y. LeCun, C. Cortes, C. Burges, "The MNIST database", file formats.
IdxArray read_idx(const std::filesystem::path& path);

}  // namespace alphabar
