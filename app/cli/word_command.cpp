#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <vector>

#include "app/cli/arguments/output.h"
#include "app/cli/commands.h"
#include "app/lettering/word_points.h"
#include "core/files/arrays/csv.h"

namespace alphabar {
namespace {

struct Options {
  WordSpec word;
  std::string out;
};

void write_word(const Options& options) {
  const DataSpec data = word_points(options.word);
  check_output(options.out, {Product::table});
  std::vector<CsvColumn> columns{{"x", {}}, {"y", {}}, {"class", {}}};
  for (std::size_t i = 0; i < data.points.size(); ++i) {
    columns[0].values.push_back(data.points[i][0]);
    columns[1].values.push_back(data.points[i][1]);
    columns[2].values.push_back(data.point_labels.empty() ? 0 : data.point_labels[i]);
  }
  write_csv(options.out, columns);
}

}  // namespace

void add_word_command(CLI::App& program) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand(
      "word", "Write a word as a table of points, a class a letter, which can be any SCENE");
  command->add_option("WORD", options->word.word, "up to 32 letters that a font of the machine has")
      ->required();
  command->add_option("--points", options->word.points, "how many, spread evenly over the ink");
  command->add_option("--seed", options->word.seed, "of where in its pixel each point lies");
  add_output(*command, options->out, "where the table goes", Product::table);
  command->callback([options] { write_word(*options); });
}

}  // namespace alphabar
