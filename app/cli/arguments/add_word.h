#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "core/base/listed.h"

namespace alphabar {

/// One of the words of a list, told with them.
template <class Kind, class Value>
CLI::Option* add_word(CLI::App& command, const char* name, Value& value, const char* help) {
  std::vector<std::string> words;
  for (const auto& row : listed(Kind{})) words.emplace_back(row.name);
  return command
      .add_option_function<std::string>(
          name,
          [&value](const std::string& word) {
            for (const auto& row : listed(Kind{}))
              if (word == row.name) value = row.kind;
          },
          help)
      ->check(CLI::IsMember(words));
}

}  // namespace alphabar
