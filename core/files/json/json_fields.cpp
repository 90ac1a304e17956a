#include "core/files/json/json_fields.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.h"

namespace alphabar {

using nlohmann::json;

JsonFields::JsonFields(const json& object, std::string where)
    : input_(&object), where_(std::move(where)) {
  if (!object.is_object())
    throw BadRequest(where_, "", "", std::string("an object, not ") + object.type_name());
}

std::string JsonFields::path(const char* name) const {
  return where_.empty() ? name : where_ + "." + name;
}

const json* JsonFields::find(const char* name) {
  known_.emplace_back(name);
  const auto found = input_->find(name);
  return found == input_->end() ? nullptr : &*found;
}

const json* JsonFields::find_list(const char* name) {
  constexpr std::size_t most = 10'000;  // a struct takes far more memory than its text
  const json* found = find(name);
  if (!found) return nullptr;
  if (!found->is_array()) refuse(name, "a list");
  if (found->size() > most)
    throw BadRequest(where_, name, std::to_string(found->size()) + " items", "at most 10,000");
  return found;
}

void JsonFields::refuse(const std::string& name, const std::string& allowed,
                        const std::string& advice) const {
  std::string value;
  if (const auto found = input_->find(name); found != input_->end())
    value = found->is_structured() ? found->type_name() : found->dump();
  refuse_value(name, value, allowed, advice);
}

void JsonFields::refuse_value(const std::string& name, const std::string& value,
                              const std::string& allowed, const std::string& advice) const {
  throw BadRequest(where_, name, value, allowed, advice);
}

void JsonFields::operator()(const char* name, bool& value) {
  if (!reading()) {
    output_[name] = value;
  } else if (const json* found = find(name)) {
    if (!found->is_boolean()) refuse(name, "true or false");
    value = found->get<bool>();
  }
}

void JsonFields::operator()(const char* name, int& value) {
  if (!reading()) {
    output_[name] = value;
  } else if (const json* found = find(name)) {
    if (!found->is_number_integer()) refuse(name, "a whole number");
    // Unsigned values above 2^63 would wrap: go through double, which is exact for any int.
    const double number = found->get<double>();
    if (number < std::numeric_limits<int>::min() || number > std::numeric_limits<int>::max())
      refuse(name, "a whole number below 2^31");
    value = static_cast<int>(number);
  }
}

void JsonFields::operator()(const char* name, std::uint64_t& value) {
  if (!reading()) {
    output_[name] = value;
  } else if (const json* found = find(name)) {
    if (!found->is_number_unsigned()) refuse(name, "a whole number from 0 to 2^64 - 1");
    value = found->get<std::uint64_t>();
  }
}

void JsonFields::operator()(const char* name, double& value) {
  if (!reading()) {
    output_[name] = value;
  } else if (const json* found = find(name)) {
    if (!found->is_number()) refuse(name, "a number");
    value = found->get<double>();
  }
}

void JsonFields::operator()(const char* name, std::string& value) {
  if (!reading()) {
    output_[name] = value;
  } else if (const json* found = find(name)) {
    if (!found->is_string()) refuse(name, "a text in quotes");
    value = found->get<std::string>();
  }
}

void JsonFields::operator()(const char* name, std::vector<double>& values) {
  if (!reading()) {
    nlohmann::ordered_json& list = output_[name] = nlohmann::ordered_json::array();
    for (const double value : values)  // JSON has no infinity
      list.push_back(value == std::numeric_limits<double>::infinity()
                         ? nlohmann::ordered_json("inf")
                         : nlohmann::ordered_json(value));
  } else if (const json* found = find(name)) {
    const auto fits = [](const json& item) { return item.is_number() || item == "inf"; };
    if (!found->is_array() || !std::ranges::all_of(*found, fits))
      refuse(name, "a list of numbers, or \"inf\"");
    values.clear();
    for (const json& item : *found)
      values.push_back(item.is_number() ? item.get<double>()
                                        : std::numeric_limits<double>::infinity());
  }
}

void JsonFields::operator()(const char* name, std::vector<std::string>& values) {
  if (!reading()) {
    output_[name] = values;
  } else if (const json* found = find(name)) {
    if (!found->is_array() ||
        !std::ranges::all_of(*found, [](const json& item) { return item.is_string(); }))
      refuse(name, "a list of texts in quotes");
    values = found->get<std::vector<std::string>>();
  }
}

void JsonFields::operator()(const char* name, std::map<std::string, std::string>& texts) {
  if (!reading()) {
    output_[name] = texts;
  } else if (const json* found = find(name)) {
    if (!found->is_object() ||
        !std::ranges::all_of(*found, [](const json& item) { return item.is_string(); }))
      refuse(name, "an object of texts in quotes, by the texts that they stand for");
    texts = found->get<std::map<std::string, std::string>>();
  }
}

void JsonFields::operator()(const char* name, std::array<double, 2>& values) {
  std::vector<double> list(values.begin(), values.end());
  (*this)(name, list);
  if (!has(name)) return;
  if (list.size() != 2) refuse(name, "two numbers");
  values = {list[0], list[1]};
}

void JsonFields::operator()(const char* name, std::vector<int>& values) {
  std::vector<double> list(values.begin(), values.end());
  if (!reading()) {
    output_[name] = values;
    return;
  }
  (*this)(name, list);
  if (!has(name)) return;
  values.clear();
  for (const double v : list) {
    if (!(std::abs(v) < 2147483648.0) || v != std::trunc(v))
      refuse(name, "a list of whole numbers");
    values.push_back(static_cast<int>(v));
  }
}

void JsonFields::operator()(const char* name, std::vector<std::array<double, 2>>& values) {
  if (!reading()) {
    output_[name] = values;
  } else if (const json* found = find(name)) {
    const auto is_pair = [](const json& item) {
      return item.is_array() && item.size() == 2 && item[0].is_number() && item[1].is_number();
    };
    if (!found->is_array() || !std::ranges::all_of(*found, is_pair))
      refuse(name, "a list of pairs of numbers");
    values = found->get<std::vector<std::array<double, 2>>>();
  }
}

void JsonFields::operator()(const char* name, std::vector<std::vector<double>>& rows) {
  if (!reading()) {
    output_[name] = rows;
  } else if (const json* found = find(name)) {
    const auto is_row = [](const json& row) {
      return row.is_array() &&
             std::ranges::all_of(row, [](const json& item) { return item.is_number(); });
    };
    if (!found->is_array() || !std::ranges::all_of(*found, is_row))
      refuse(name, "a list of rows of numbers");
    rows = found->get<std::vector<std::vector<double>>>();
  }
}

void JsonFields::ignore(const char* name) {
  if (reading()) find(name);
}

void JsonFields::finish() const {
  for (const auto& [name, value] : input_->items()) {
    if (std::ranges::find(known_, name) != known_.end()) continue;
    std::string allowed;
    for (const std::string& known : known_) allowed += (allowed.empty() ? "" : ", ") + known;
    throw BadRequest(where_, name, "", "one of the fields " + allowed, "correct or remove it");
  }
}

}  // namespace alphabar
