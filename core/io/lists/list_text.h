#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace alphabar {

/// The longest text, and the most numbers in it.
inline constexpr std::size_t most_list_bytes = std::size_t{4} << 20;
inline constexpr std::size_t most_list_values = 100000;

/// What a text holds: numbers, perhaps under a name.
struct NumberList {
  std::string name;             ///< "sigmas"; empty: none
  std::vector<double> values;   ///< 1 to 100,000, finite or infinite
  bool decimal_commas = false;  ///< its commas were taken for decimal points
  bool operator==(const NumberList&) const = default;
};

/// The list of numbers in a text, in each way it can be read: one, or two where commas may stand
/// between the numbers or within them ("3,2 1,0").
///
/// Reads what Python, numpy, torch, JSON and people write: a name before "=" or ":" or on a line of
/// its own; brackets, round ones too, alone or in array(...), tensor(...) and the like, with what
/// numpy and torch print behind the list; np.float64(0.5) and float('inf'); numbers apart by
/// blanks, line ends, commas, semicolons, bars or arrows, each on a line after a dash; # comments;
/// an object
/// {"sigmas": [...]} with one such list. inf, Infinity and the sign for it are infinite.
///
/// Throws BadRequest naming the number or the sign that cannot be read, for NaN, for a list that
/// was abbreviated with "..." and for texts that are too long.
std::vector<NumberList> read_numbers(std::string_view text, const std::string& where);

}  // namespace alphabar
