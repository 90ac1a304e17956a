#pragma once

#include <string>

#include "core/base/error.h"
#include "core/base/text.h"

namespace alphabar {

/// Does work that does not know where its input came from: what fails is told with it.
template <class Work>
decltype(auto) with_input_name(const std::string& where, const Work& work) {
  try {
    return work();
  } catch (const Failed& error) {
    throw Failed(one_line(where) + ": " + error.what());
  }
}

}  // namespace alphabar
