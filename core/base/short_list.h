#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>

namespace alphabar {

/// A few values, in an order, as an entry of a constant table holds them; 16 at most.
template <class Value>
class ShortList {
 public:
  constexpr ShortList() = default;
  constexpr ShortList(std::initializer_list<Value> values) : size_(values.size()) {
    std::copy(values.begin(), values.end(), values_.begin());
  }

  constexpr const Value* begin() const { return values_.data(); }
  constexpr const Value* end() const { return values_.data() + size_; }
  constexpr bool has(const Value& value) const { return std::find(begin(), end(), value) != end(); }

 private:
  std::array<Value, 16> values_{};
  std::size_t size_ = 0;
};

}  // namespace alphabar
