#pragma once

#include <filesystem>
#include <string>

namespace alphabar {

/// A path is bytes, and what is written or typed is text. text_of() gives a path as one line of
/// UTF-8 that leads back to the same file: as it is, where it is such a line; else as a file URI
/// (RFC 8089) with each byte that is no ASCII letter, digit, '/', '-', '.', '_' or '~' as %XX,
/// made absolute by the current folder.
std::string text_of(const std::filesystem::path& path);

/// The path that a text names: of a file URI with no host, its bytes; else the text itself.
std::filesystem::path path_of(const std::string& text);

/// A path for people to read: one line of text, which need not lead back.
std::string shown(const std::filesystem::path& path);

}  // namespace alphabar
