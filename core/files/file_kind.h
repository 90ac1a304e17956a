#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/short_list.h"

namespace alphabar {

/// What a file is read as where a scene is wanted.
enum class OpensAs {
  text,    ///< a scene, a reference case, a list of numbers, a scheduler_config.json; what else it
           ///< is its reader says (refuse_other_kinds)
  recipe,  ///< a file of ours with a scene in it; a picture from elsewhere
  points,  ///< a table of points, or one of ours with a scene in it
};

/// What the program writes.
enum class Product {
  scene,
  table,   ///< of a plan, a schedule, a sweep ...
  arrays,  ///< of a run
  picture,
  animation,
  figure,  ///< of a view, as vectors
  latex,   ///< a table for a paper
  script,  ///< a program that repeats a run
  frames,  ///< of an animation: numbered pictures, in a folder of their own
};

/// A kind of files: the one place that says what it is called, by what it is known, what it opens
/// as and what of ours it holds.
struct FileKind {
  const char* name = "";                     ///< "weights saved by PyTorch (pickle)"; empty: text
  const char* advice = "";                   ///< what to do with it where another kind is wanted
  std::string_view bytes = {};               ///< by which it is told, if any; else by its name
  std::size_t at = 0;                        ///< where in the file they are
  bool bytes_of_others = false;              ///< other kinds have the same: the name decides
  ShortList<std::string_view> endings = {};  ///< of its name, in small letters
  OpensAs opens_as = OpensAs::text;
  bool offered = false;           ///< where a scene is to be opened
  ShortList<Product> holds = {};  ///< written by this program
};

/// What a file is, for somebody who gave it where another kind is wanted: told by its first bytes
/// or, where these say nothing, by its name. Nameless where it is of no kind that is known. Opens
/// nothing but a regular file. Throws nothing.
const FileKind& kind_of(const std::filesystem::path& path);

/// Throws BadRequest where a file is of a kind that is known and no text; allowed: what is wanted.
void refuse_other_kinds(const std::filesystem::path& path, const std::string& allowed);

/// What a file of this name is read as.
OpensAs opens_as(const std::filesystem::path& path);

/// The endings (".json") of the files that are offered where a scene is to be opened.
std::vector<std::string_view> endings_offered();
/// Those of what is read so, and of what a product is written to.
std::vector<std::string_view> endings_of(OpensAs opens_as);
std::vector<std::string_view> endings_of(Product product);

/// Whether a file of this name, in capitals or not, can hold the product.
bool holds(const std::filesystem::path& path, Product product);

/// ".csv, .tsv" with ", " between.
std::string joined(std::span<const std::string_view> endings, std::string_view between);

}  // namespace alphabar
