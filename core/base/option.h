#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "core/base/check.h"
#include "core/base/short_list.h"

namespace alphabar {

/// What a number may be. None (0 to 0): whoever has the field checks it.
struct Limits {
  double lowest = 0, highest = 0;
  bool open = false;  ///< the ends are excluded
};

/// How a number is dragged in a panel; what is typed may be all that its limits allow.
struct Drag {
  double low = 0, high = 1;
  const char* format = "%.4g";
  bool logarithmic = false;
};

/// What a panel says of a field.
struct Words {
  const char* title;
  const char* help;  ///< meaning, formula, source; lines broken by \n
};

/// A field of a struct that the user sets: the one place that says what it is called, what it may
/// be and what it means. Its default is that of the struct. The check, the scene file, the panel
/// and `alphabar list` are made from tables of these; a struct that has one has, beside it, a
/// function options_of(const Spec&) that returns it, in the order of files.
template <class Spec, class... Values>
struct Option {
  using Member = std::variant<Values Spec::*...>;

  const char* name;  ///< in files
  Member member;
  Limits limits = {};                        ///< of a number, and of each in a list
  double (*highest)(const Spec&) = nullptr;  ///< in the place of limits.highest
  bool (*used)(const Spec&) = nullptr;       ///< whether it says something; null: it does

  const char* title = nullptr;  ///< in a panel; null: it is not shown
  const char* help = "";
  Words (*words)(const Spec&) = nullptr;  ///< in the place of both
  const char* id = nullptr;               ///< of its control; null: "##" and its name
  Drag drag = {};
  const char* zero = nullptr;            ///< what 0 means, which is allowed besides the limits
  bool (*shown)(const Spec&) = nullptr;  ///< whether it has a row now; null: it has

  Limits limits_of(const Spec& spec) const {
    return {limits.lowest, highest ? highest(spec) : limits.highest, limits.open};
  }
};

/// The entry of a member in a table that has it.
template <class Table>
constexpr const auto& option_of(const Table& options,
                                const typename Table::value_type::Member& member) {
  return *std::ranges::find_if(options, [&](const auto& o) { return o.member == member; });
}

inline void check_number(const std::string& where, const std::string& name, double value,
                         const Limits& limits) {
  (limits.open ? check_inside : check_range)(where, name, value, limits.lowest, limits.highest);
}

template <class Spec, class... Values>
void check_options(const Spec& spec, std::span<const Option<Spec, Values...>> options,
                   const std::string& where, const std::string& path = "");

/// Throws BadRequest where a number, or one of a list, is outside its limits. `where` and `path`
/// name the part: a field is called path + name.
template <class Spec, class... Values>
void check_option(const Spec& spec, const Option<Spec, Values...>& option, const std::string& where,
                  const std::string& path = "") {
  constexpr std::size_t most = 100000;  // of a list
  const std::string name = path + option.name;
  const Limits limits = option.limits_of(spec);
  const bool limited = limits.lowest < limits.highest;
  std::visit(
      [&](auto member) {
        const auto& value = spec.*member;
        using Value = std::remove_cvref_t<decltype(value)>;
        if constexpr (std::is_same_v<Value, int> || std::is_same_v<Value, double>) {
          if (limited && !(option.zero && value == 0)) check_number(where, name, value, limits);
        } else if constexpr (std::is_same_v<Value, std::vector<double>>) {
          if (!limited) return;
          if (value.size() > most)
            throw BadRequest(where, name, std::to_string(value.size()) + " values",
                             "at most " + std::to_string(most));
          for (const double each : value) check_number(where, name, each, limits);
        } else if constexpr (requires { options_of(value); }) {
          check_options(value, options_of(value), where, name + ".");
        }
      },
      option.member);
}

/// The same for all fields of a table.
template <class Spec, class... Values>
void check_options(const Spec& spec, std::span<const Option<Spec, Values...>> options,
                   const std::string& where, const std::string& path) {
  for (const auto& option : options) check_option(spec, option, where, path);
}

}  // namespace alphabar
