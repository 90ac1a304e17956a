#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace alphabar {

/// Where items of a run (particles, pictures) are no numbers any more.
struct NonFinite {
  std::size_t row = 0;    ///< the first kept row with an infinite or NaN state; row 0 is x_T
  std::size_t items = 0;  ///< how many are in some row
};

/// states: [rows][items][size of an item]. None: all are finite.
template <class Real>
std::optional<NonFinite> find_non_finite(std::span<const Real> states, std::size_t items,
                                         std::size_t size) {
  const auto is_number = [](Real value) { return std::isfinite(value); };
  if (std::ranges::all_of(states, is_number)) return {};
  std::vector<bool> left(items);
  std::optional<std::size_t> first;
  const std::size_t rows = states.size() / (items * size);
  for (std::size_t i = 0; i < rows * items; ++i) {
    if (std::ranges::all_of(states.subspan(i * size, size), is_number)) continue;
    left[i % items] = true;
    if (!first) first = i / items;
  }
  return NonFinite{*first, static_cast<std::size_t>(std::ranges::count(left, true))};
}

/// Rows of states: [rows][items][size of an item].
template <class Real>
struct States {
  const char* what;  ///< the items, for messages: "particles"
  std::span<const Real> values;
  std::size_t items, size;
};

/// What a message says of the first row that is no number: "; row 3 of 100 is the first".
using DescribeRow = std::function<std::string(std::size_t row)>;

/// Throws Failed unless all states are numbers, with how many items are none in some row, and what
/// `more` says (empty: which row is the first). `where` is for the message.
template <class Real>
void check_finite(const std::string& where, const States<Real>& states,
                  const DescribeRow& more = {});

}  // namespace alphabar
