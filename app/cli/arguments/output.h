#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <initializer_list>
#include <span>
#include <string>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/files/file_kind.h"

namespace alphabar {

/// Throws BadRequest unless a file of that name, which must be one for one of these products, can
/// be written: to be told before the work, not after it. A device or a pipe may have any name.
void check_output(const std::string& path, std::initializer_list<Product> products);

/// Gives a command its -o; `help` is told with the product's endings: "where the table goes
/// (.csv)".
void add_output(CLI::App& command, std::string& path, const std::string& help, Product product);

/// "(.csv)" of tables.
std::string in_brackets(Product product);

/// Does work that does not know where its input came from: what goes wrong is told with it.
template <class Work>
decltype(auto) with_input_name(const std::string& where, const Work& work) {
  try {
    return work();
  } catch (const Failed& error) {
    throw Failed(one_line(where) + ": " + error.what());
  }
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
