#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace alphabar {

/// Still pictures (core/files/stills) in a folder, in the order of their names: in the folder
/// itself, or in sub-folders, each of which is a class.
struct PictureFolder {
  struct File {
    std::filesystem::path path;
    int label;  ///< 0 .. classes - 1; 0 where there are none
  };
  std::vector<File> files;
  std::vector<std::string> classes;  ///< the sub-folders' names; empty: there are none
};

/// Throws BadRequest for a folder without a picture, with pictures both in it and in sub-folders,
/// and with more than 255 classes.
PictureFolder read_picture_folder(const std::filesystem::path& folder);

}  // namespace alphabar
