#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/base/listed.h"

namespace alphabar {

/// The names of an enum's values in files, in any order; where a value has two, the first is
/// written.
template <class E>
using EnumNames = std::span<const std::pair<E, const char*>>;

/// Reads and writes the fields of plain structs as JSON objects: one description serves both ways.
///
/// A description is a function `void fields(JsonFields& f, T& value)` that calls f(...) once a
/// field. Reading is strict: a field that is not described is refused, with the ones that are; a
/// field that is missing keeps the value it has. Writing keeps the order of the calls.
class JsonFields {
 public:
  /// For reading `object`. `where` names the part in messages. Throws BadRequest unless it is a
  /// JSON object.
  JsonFields(const nlohmann::json& object, std::string where);
  /// For writing.
  JsonFields() = default;

  bool reading() const { return input_ != nullptr; }
  bool has(const char* name) const { return reading() && input_->contains(name); }
  bool null(const char* name) const { return has(name) && input_->at(name).is_null(); }
  bool object(const char* name) const { return has(name) && input_->at(name).is_object(); }

  void operator()(const char* name, bool& value);
  void operator()(const char* name, int& value);
  void operator()(const char* name, std::uint64_t& value);
  void operator()(const char* name, double& value);
  void operator()(const char* name, std::string& value);
  void operator()(const char* name, std::vector<double>& values);
  void operator()(const char* name, std::vector<std::string>& values);
  void operator()(const char* name, std::map<std::string, std::string>& texts);
  void operator()(const char* name, std::array<double, 2>& values);
  void operator()(const char* name, std::vector<int>& values);
  void operator()(const char* name, std::vector<std::array<double, 2>>& values);
  void operator()(const char* name, std::vector<std::vector<double>>& rows);

  /// An enumeration by its names (core/base/listed.h), or by those of another program.
  template <class E>
  requires std::is_enum_v<E>
  void operator()(const char* name, E& value) {
    const auto names = names_of<E>();
    (*this)(name, value, EnumNames<E>(names));
    if (!reading())
      for (const auto& [known, known_name] : names)
        choices_[name].append(choices_[name].empty() ? "" : " | ").append(known_name);
  }
  template <class E>
  void operator()(const char* name, E& value, EnumNames<E> names) {
    std::string text;
    for (const auto& [known, known_name] : names)
      if (known == value && text.empty()) text = known_name;
    (*this)(name, text);
    if (!has(name)) return;
    std::string allowed;
    for (const auto& [known, known_name] : names) {
      if (text == known_name) {
        value = known;
        return;
      }
      allowed += (allowed.empty() ? "" : ", ") + std::string(known_name);
    }
    refuse(name, allowed);
  }

  template <class E>
  requires std::is_enum_v<E>
  void operator()(const char* name, std::vector<E>& values) {
    const auto names = names_of<E>();
    std::vector<std::string> texts;
    for (const E& value : values)
      texts.emplace_back(
          std::ranges::find(names, value, &std::pair<E, const char*>::first)->second);
    (*this)(name, texts);
    if (!has(name)) return;
    values.clear();
    for (const std::string& text : texts) {
      const auto known =
          std::ranges::find_if(names, [&](const auto& n) { return text == n.second; });
      if (known == names.end()) {
        std::string allowed;
        for (const auto& n : names) allowed.append(allowed.empty() ? "" : ", ").append(n.second);
        refuse(name, "a list of: " + allowed);
      }
      values.push_back(known->first);
    }
  }

  /// Whether a field says something with the choices made so far.
  struct Applies {
    bool now;
  };
  /// A field that says something only where it applies; else it is written where it differs from
  /// `usual`: what was set comes back with the choice that uses it, after opening a file too.
  template <class T>
  void option(Applies applies, const char* name, T& value, const T& usual) {
    if (applies.now || has(name) || (!reading() && !(value == usual))) (*this)(name, value);
  }
  template <class T>
  void option_part(Applies applies, const char* name, T& value, const T& usual) {
    if (applies.now || has(name) || (!reading() && !(value == usual))) part(name, value);
  }

  /// A struct of its own, described by fields().
  template <class T>
  void part(const char* name, T& value) {
    if (!reading()) {
      JsonFields inner;
      fields(inner, value);
      for (const auto& [choice, names] : inner.choices_)
        choices_[std::string(name) + "." + choice] = names;
      output_[name] = inner.take();
    } else if (const nlohmann::json* found = find(name)) {
      JsonFields inner(*found, path(name));
      fields(inner, value);
      inner.finish();
    }
  }

  /// A struct that may be left out; null is none too.
  template <class T>
  void optional_part(const char* name, std::optional<T>& value) {
    if (reading() && has(name)) {
      value.reset();
      if (null(name)) return ignore(name);
      value.emplace();
    }
    if (value)
      part(name, *value);
    else
      ignore(name);
  }

  /// A list of such structs, at most 10,000; reading replaces the whole list.
  template <class T>
  void list(const char* name, std::vector<T>& values) {
    if (!reading()) {
      nlohmann::ordered_json array = nlohmann::ordered_json::array();
      for (T& value : values) {
        JsonFields inner;
        fields(inner, value);
        array.push_back(inner.take());
      }
      output_[name] = std::move(array);
    } else if (const nlohmann::json* found = find_list(name)) {
      values.clear();
      for (std::size_t i = 0; i < found->size(); ++i) {
        JsonFields inner((*found)[i], path(name) + "[" + std::to_string(i) + "]");
        fields(inner, values.emplace_back());
        inner.finish();
      }
    }
  }

  /// Reads past a field that says nothing to this program; writes nothing.
  void ignore(const char* name);

  /// After the last field of an object that is read: throws BadRequest if one was not described.
  void finish() const;
  nlohmann::ordered_json take() { return std::move(output_); }
  /// What the enumerations that were written may be, "small | large", by their path:
  /// "grid.spacing".
  const std::map<std::string, std::string>& choices() const { return choices_; }

  /// Throws BadRequest naming the field and the value that was found.
  [[noreturn]] void refuse(const std::string& name, const std::string& allowed,
                           const std::string& advice = "") const;
  /// The same with what is told of the value: of a long one not the value itself.
  [[noreturn]] void refuse_value(const std::string& name, const std::string& value,
                                 const std::string& allowed, const std::string& advice = "") const;

 private:
  const nlohmann::json* find(const char* name);
  const nlohmann::json* find_list(const char* name);  // of structs
  std::string path(const char* name) const;

  const nlohmann::json* input_ = nullptr;
  std::string where_;
  std::vector<std::string> known_;
  std::map<std::string, std::string> choices_;
  nlohmann::ordered_json output_ = nlohmann::ordered_json::object();
};

}  // namespace alphabar
