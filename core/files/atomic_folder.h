#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>

#include "core/system/descriptor.h"

namespace alphabar {

/// A folder of files that appears under its name when all of them are whole, in the place of an
/// older one in one step: however the program ends, it is all old or all new.
///
/// Files are written into a folder with a hidden name beside it, which goes with this object; one
/// that a killed program left is removed by the next AtomicFolder beside it.
class AtomicFolder {
 public:
  /// Which files an older folder of that name may hold; one that holds another is not replaced.
  using Own = std::function<bool(const std::string& name)>;

  /// Throws BadRequest for a folder that cannot be made or replaced. Makes nothing.
  static void check(const std::filesystem::path& target, const Own& own);

  /// Does what check() does and makes the hidden folder. Throws Failed where that cannot be.
  AtomicFolder(const std::filesystem::path& target, Own own);
  ~AtomicFolder();
  AtomicFolder(const AtomicFolder&) = delete;
  AtomicFolder& operator=(const AtomicFolder&) = delete;

  /// One whole file. Throws Failed.
  void write(const std::string& name, std::span<const std::uint8_t> bytes);

  /// Flushes all of them to the disk and gives the folder its name. Throws Failed, and BadRequest
  /// where the older folder holds another file by now.
  void commit();

 private:
  [[noreturn]] void fail(const std::string& doing, int error_number) const;
  void swap_in_two_steps();

  std::filesystem::path target_, hidden_;
  Own own_;
  Descriptor lock_;  // of the hidden folder: somebody is at work in it
};

}  // namespace alphabar
