#include "core/io/points/point_columns.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace alphabar {
namespace {

constexpr std::array<std::string_view, 17> class_names{
    "class",  "classes", "class_id", "label",      "labels",  "label_id",
    "target", "cluster", "clusters", "cluster_id", "species", "category",
    "group",  "klasse",  "gruppe",   "type",       "kind"};
constexpr std::array<std::string_view, 12> index_names{
    "index", "idx", "id", "row", "row_id", "rowid", "rownames", "nr", "nr.", "no", "no.", "#"};

/// ASCII alone, whatever the locale.
std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

bool names_class(const std::string& name) {
  return std::ranges::find(class_names, lower(name)) != class_names.end();
}

/// pandas names an index that was read back "Unnamed: 0".
bool names_index(const std::string& name) {
  return std::ranges::find(index_names, lower(name)) != index_names.end() ||
         lower(name).starts_with("unnamed: ");
}

std::string name_of_column(const TableColumns& table, std::size_t column) {
  return comment_names_columns(table) ? table.comment_names[column] : table.columns[column].name;
}

class Finder {
 public:
  Finder(const TableColumns& table, Decimal decimal, const std::string& where)
      : table_(table), decimal_(decimal), where_(where) {
    const bool named = table.header || comment_names_columns(table);
    for (std::size_t c = 0; c < table.columns.size(); ++c)
      names_.push_back(named ? name_of_column(table, c) : "");
    named_ = named;
  }

  std::vector<PointColumns> find() const {
    if (named_) {
      const std::vector<std::size_t> x = with_name("x"), y = with_name("y");
      if (x.size() == 1 && y.size() == 1) return by_name(x[0], y[0]);
      if (!x.empty() && !y.empty()) refuse_columns("x and y once each");
    }
    return by_place();
  }

  std::vector<PointColumns> wanted(std::span<const std::string> columns) const {
    std::vector<std::size_t> found;
    for (const std::string& column : columns) found.push_back(position(column));
    if (found.size() < 2 || found.size() > 3 || found[0] == found[1] ||
        (found.size() == 3 && (found[2] == found[0] || found[2] == found[1])))
      refuse_columns("two or three different ones: x, y and perhaps the class");
    require_numbers(found[0], "x");
    require_numbers(found[1], "y");
    if (found.size() == 2) return {{decimal_, found[0], found[1], {}}};
    require_classes(found[2]);
    return {{decimal_, found[0], found[1], found[2]}};
  }

 private:
  bool numbers(std::size_t c) const {
    return table_.columns[c].number[static_cast<std::size_t>(decimal_)].none();
  }
  bool words(std::size_t c) const { return table_.columns[c].words.none(); }
  bool counts(std::size_t c) const { return table_.rows > 1 && table_.columns[c].counting.none(); }
  /// Of a column whose name does not say so: "2 3" or "1;5" is no name of a class there.
  bool may_be_classes(std::size_t c) const {
    return words(c) || (numbers(c) && holds_classes(table_.columns[c], decimal_));
  }
  /// What stands after the last separator of rows that end with one.
  bool nothing(std::size_t c) const { return names_[c].empty() && table_.columns[c].empty; }

  std::vector<std::size_t> with_name(std::string_view name) const {
    std::vector<std::size_t> found;
    for (std::size_t c = 0; c < names_.size(); ++c)
      if (lower(names_[c]) == name) found.push_back(c);
    return found;
  }
  std::size_t position(const std::string& column) const {
    std::size_t number = 0;
    const char* end = column.data() + column.size();
    const auto [last, error] = std::from_chars(column.data(), end, number);
    const bool is_number = error == std::errc() && last == end;
    if (is_number && number >= 1 && number <= names_.size()) return number - 1;
    const auto found = std::ranges::find(names_, column);
    if (!is_number && named_ && std::ranges::count(names_, column) == 1)
      return static_cast<std::size_t>(found - names_.begin());
    throw TableError(BadRequest(where_, "column", column,
                                "1 to " + std::to_string(names_.size()) +
                                    (named_ ? ", or a name that the header has once" : "")));
  }

  std::vector<PointColumns> by_name(std::size_t x, std::size_t y) const {
    require_numbers(x, "x");
    require_numbers(y, "y");
    std::vector<std::size_t> labels, others;
    for (std::size_t c = 0; c < names_.size(); ++c) {
      if (c == x || c == y || nothing(c) || names_index(names_[c])) continue;
      if (c == 0 && names_[c].empty()) continue;
      (names_class(names_[c]) ? labels : others).push_back(c);
    }
    if (labels.empty() && others.size() == 1 && lower(names_[others[0]]) != "z") {
      if (may_be_classes(others[0]))
        labels = others;
      else if (!numbers(others[0]))
        refuse_classes(others[0]);
    }
    return with_labels(x, y, labels);
  }

  std::vector<PointColumns> with_labels(std::size_t x, std::size_t y,
                                        const std::vector<std::size_t>& labels) const {
    if (labels.empty()) return {{decimal_, x, y, {}}};
    std::vector<PointColumns> found;
    for (const std::size_t label : labels) {
      if (labels.size() == 1) require_classes(label);
      if (holds_classes(table_.columns[label], decimal_)) found.push_back({decimal_, x, y, label});
    }
    if (found.empty()) require_classes(labels.front());
    return found;
  }

  std::vector<PointColumns> by_place() const {
    std::vector<std::size_t> labels, rest;
    for (std::size_t c = 0; c < names_.size(); ++c) {
      if (nothing(c)) continue;
      if (named_ && (names_index(names_[c]) || (c == 0 && names_[c].empty()))) continue;
      (named_ && names_class(names_[c]) ? labels : rest).push_back(c);
    }
    if (rest.size() == 2) {
      require_numbers(rest[0], "x");
      require_numbers(rest[1], "y");
      return with_labels(rest[0], rest[1], labels);
    }
    if (rest.size() < 2)
      throw TableError(where_, table_.first_line, "no two columns of values", "x and y");
    if (rest.size() == 3 && labels.empty()) return of_three(rest[0], rest[1], rest[2]);
    if (rest.size() == 4 && !named_ && counts(rest[0]) && numbers(rest[1]) && numbers(rest[2]) &&
        may_be_classes(rest[3]))
      return {{decimal_, rest[1], rest[2], rest[3]}};
    refuse_columns("x and y, or x, y and class");
  }

  std::vector<PointColumns> of_three(std::size_t a, std::size_t b, std::size_t c) const {
    std::vector<PointColumns> found;
    if (numbers(a) && numbers(b) && may_be_classes(c)) found.push_back({decimal_, a, b, c});
    if (numbers(b) && numbers(c) && counts(a) && (!named_ || !found.empty()))
      found.push_back({decimal_, b, c, {}});
    if (numbers(b) && numbers(c) && words(a)) {
      found.push_back({decimal_, b, c, a});
      if (!table_.columns[a].repeats) found.push_back({decimal_, b, c, {}});
    }
    if (numbers(a) && numbers(c) && words(b)) found.push_back({decimal_, a, c, b});
    if (!found.empty()) return found;
    if (numbers(a) && numbers(b) && numbers(c) && named_)
      refuse_columns("x and y, or x, y and class");
    require_numbers(a, "x");
    require_numbers(b, "y");
    refuse_classes(c);
  }

  void require_numbers(std::size_t c, const char* role) const {
    const Misfit& misfit = table_.columns[c].number[static_cast<std::size_t>(decimal_)];
    if (misfit.none()) return;
    throw TableError(where_, misfit.line, misfit.value.empty() ? "nothing" : misfit.value,
                     std::string("a number, ") + role + " in " + column_title(table_, c));
  }

  void require_classes(std::size_t c) const {
    if (!holds_classes(table_.columns[c], decimal_)) refuse_classes(c);
  }

  /// Names the first value that fits neither those before it as numbers nor as names.
  [[noreturn]] void refuse_classes(std::size_t c) const {
    const TableColumn& column = table_.columns[c];
    const Misfit* misfit = &column.numbered[static_cast<std::size_t>(decimal_)];
    for (const Misfit* other : {&column.class_name, &column.words})
      if (other->line > misfit->line) misfit = other;
    throw UnclearColumns(
        where_, misfit->line, misfit->value.empty() ? "nothing" : misfit->value,
        "a class in " + column_title(table_, c) + ": whole numbers from 0 to 4095, or names",
        "or say x and y alone, as in --columns 1,2");
  }

  [[noreturn]] void refuse_columns(const std::string& allowed) const {
    std::string titles;
    for (std::size_t c = 0; c < names_.size(); ++c)
      titles += (c > 0 ? ", " : "") + (named_ ? names_[c] : std::to_string(c + 1));
    throw UnclearColumns(
        BadRequest(where_, "columns", titles, allowed, "say which, as in --columns 1,2"));
  }

  const TableColumns& table_;
  const Decimal decimal_;
  const std::string& where_;
  std::vector<std::string> names_;  // of all columns
  bool named_ = false;
};

}  // namespace

std::string column_title(const TableColumns& table, std::size_t column) {
  const std::string name = name_of_column(table, column);
  const std::string title = "column " + std::to_string(column + 1);
  return name.empty() ? title : title + " \"" + name + "\"";
}

bool comment_names_columns(const TableColumns& table) {
  const std::vector<std::string>& names = table.comment_names;
  const auto has = [&](std::string_view wanted) {
    return std::ranges::any_of(names,
                               [&](const std::string& name) { return lower(name) == wanted; });
  };
  return !table.header && ((has("x") && has("y")) || std::ranges::any_of(names, names_class) ||
                           std::ranges::any_of(names, names_index));
}

bool holds_classes(const TableColumn& column, Decimal decimal) {
  return column.numbered[static_cast<std::size_t>(decimal)].none() || column.class_name.none();
}

std::vector<PointColumns> point_columns(const TableColumns& table, Decimal decimal,
                                        std::span<const std::string> wanted,
                                        const std::string& where) {
  const Finder finder(table, decimal, where);
  return wanted.empty() ? finder.find() : finder.wanted(wanted);
}

}  // namespace alphabar
