#pragma once

#include <stdexcept>
#include <string>

namespace alphabar {

/// A caller's mistake: a value, file or model from outside that cannot be used.
///
/// The message is one line that a user can act on. Thrown by everything that reads a file, a scene
/// or a number; caught by the command line (exit code 2) and by the window (which shows it and
/// keeps the open document).
class BadRequest : public std::runtime_error {
 public:
  /// where: file or part ("scene.json", "process"); field: what is wrong ("beta_start");
  /// value: what was found; allowed: what would be accepted; advice: the next step.
  /// Empty parts are left out of the line.
  BadRequest(const std::string& where, const std::string& field, const std::string& value,
             const std::string& allowed, const std::string& advice = "");

  const std::string& where() const { return where_; }
  const std::string& field() const { return field_; }
  const std::string& value() const { return value_; }
  const std::string& allowed() const { return allowed_; }
  const std::string& advice() const { return advice_; }

  /// The same mistake, seen from the file it came in: where becomes "file: where".
  BadRequest in(const std::string& file) const;

 private:
  std::string where_, field_, value_, allowed_, advice_;
};

/// The request was fine and the work failed all the same (disk full, no GL context, no encoder).
/// Exit code 1.
class Failed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The user asked to stop. Not an error: nothing is reported, nothing half-written is left.
class Cancelled : public std::runtime_error {
 public:
  Cancelled() : std::runtime_error("cancelled") {}
};

}  // namespace alphabar
