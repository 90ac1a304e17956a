#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/base/text.h"

namespace alphabar {

/// Throws BadRequest unless a file of that name and with one of these endings (".npz") can be
/// written: to be told before the work, not after it. A device or a pipe may have any name.
void check_output(const std::string& path, std::initializer_list<std::string_view> endings);

/// Does work that does not know where its input came from: what goes wrong is told with it.
template <class Work>
decltype(auto) told_of(const std::string& where, const Work& work) {
  try {
    return work();
  } catch (const Failed& error) {
    throw Failed(one_line(where) + ": " + error.what());
  }
}

/// Throws Failed unless all states are numbers. states: [rows][items][size of an item]; where and
/// what ("particles") are for the message, which says how many items it were and which row was
/// first.
template <class Real>
void check_finite(const std::string& where, const char* what, std::span<const Real> states,
                  std::size_t items, std::size_t size);

}  // namespace alphabar
