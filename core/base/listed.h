#pragma once

#include <cassert>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace alphabar {

/// What the program says of one value of an enumeration.
///
/// An enumeration that has names has, beside it, a function listed(E) that returns the entries of
/// all its values, in their order: these, or a struct of its own that has a kind, a name and a
/// title too. The scene file, the command line and the panels take the names from there.
template <class Kind>
struct Listed {
  Kind kind;
  const char* name;          ///< in files and on the command line: "scaled_linear"
  const char* title = "";    ///< on screen
  const char* formula = "";  ///< in plain text
  const char* source = "";   ///< publication and equation, and what libraries call it
};
/// Clang deduces no arguments of an aggregate before version 17.
template <class Kind, class... Texts>
Listed(Kind, Texts...) -> Listed<Kind>;

/// Whether a table has the values of an enumeration in their order: a static_assert beside it.
template <class Table>
constexpr bool in_order(const Table& table) {
  std::size_t next = 0;
  for (const auto& entry : table)
    if (static_cast<std::size_t>(entry.kind) != next++) return false;
  return true;
}

/// The entry of a value in a table that has all of them, in the order of the enumeration.
template <class Info, class Kind>
constexpr const Info& entry_of(std::span<const Info> table, Kind kind) {
  const Info& entry = table[static_cast<std::size_t>(kind)];
  assert(entry.kind == kind);
  return entry;
}

/// The values of an enumeration with their names, in their order; behind them those that have a
/// second name, which an entry may hold as `other_name`.
template <class Kind>
std::vector<std::pair<Kind, const char*>> names_of() {
  std::vector<std::pair<Kind, const char*>> names;
  for (const auto& entry : listed(Kind{})) names.emplace_back(entry.kind, entry.name);
  for (const auto& entry : listed(Kind{}))
    if constexpr (requires { entry.other_name; })
      if (entry.other_name) names.emplace_back(entry.kind, entry.other_name);
  return names;
}

/// The names of a table's entries: "a, b, c".
template <class Table>
std::string all_names(const Table& table) {
  std::string all;
  for (const auto& entry : table) all.append(all.empty() ? "" : ", ").append(entry.name);
  return all;
}

/// The name of a value.
template <class Kind>
const char* name_of(Kind kind) {
  return names_of<Kind>()[static_cast<std::size_t>(kind)].second;
}

/// The titles of an enumeration's values, in their order.
template <class Kind>
std::vector<const char*> titles_of() {
  std::vector<const char*> titles;
  for (const auto& entry : listed(Kind{})) titles.push_back(entry.title);
  return titles;
}

}  // namespace alphabar
