#pragma once

#include <algorithm>
#include <string>
#include <type_traits>
#include <variant>

#include "app/widgets/property.h"
#include "core/base/option.h"

namespace alphabar {

/// The row of an option (core/base/option.h), or the rows of a part's; true where a value changed.
template <class Spec, class... Values>
bool option_row(Spec& spec, const Option<Spec, Values...>& option) {
  if (option.shown && !option.shown(spec)) return false;
  if (option.used && !option.used(spec)) return false;
  const Spec usual;
  const Words words =
      option.words ? option.words(spec) : Words{option.title ? option.title : "", option.help};
  const std::string id = option.id ? option.id : std::string("##") + option.name;
  const Property property{id.c_str(), words.title, words.help};
  const auto row = [&](auto member) {
    auto& value = spec.*member;
    using Value = std::remove_cvref_t<decltype(value)>;
    if constexpr (requires { options_of(value); }) {
      bool changed = false;
      for (const auto& each : options_of(value)) changed |= option_row(value, each);
      return changed;
    } else if constexpr (std::is_same_v<Value, int> || std::is_same_v<Value, double>) {
      const Drag& drag = option.drag;
      const double high = std::min(drag.high, option.highest ? option.highest(spec) : drag.high);
      const char* format = option.zero && value == 0 ? option.zero : drag.format;
      return option.title &&
             number(property, value,
                    {drag.low, high, static_cast<double>(usual.*member), format, drag.logarithmic});
    } else if constexpr (std::is_same_v<Value, bool>) {
      return option.title && toggle(property, value, {.reset = usual.*member});
    } else if constexpr (std::is_enum_v<Value>) {
      return option.title && choice(property, value, usual.*member);
    } else {
      return false;  // a list: in files alone
    }
  };
  return std::visit(row, option.member);
}

}  // namespace alphabar
