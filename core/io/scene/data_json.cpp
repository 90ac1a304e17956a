#include "core/io/scene/data_json.h"

#include <cmath>
#include <utility>
#include <vector>

#include "core/io/scene/packed_numbers.h"

namespace alphabar {

// Found by JsonFields through argument-dependent lookup: hence not in an unnamed namespace.
static void fields(JsonFields& f, Component& c) {
  f("mean", c.mean);
  f("std", c.std);
  f("angle", c.angle);
  f("weight", c.weight);
  f("label", c.label);
}

namespace {

/// Whether a list is a packed part of the file that is read, or has to be one of that written.
bool is_packed(const JsonFields& f, const char* name, std::size_t size) {
  return f.reading() ? f.object(name) : size > DataSpec::most;
}

void points_field(JsonFields& f, DataSpec& data) {
  constexpr const char* name = "points";
  std::vector<Vec2> points = data.points;
  if (is_packed(f, name, points.size())) {
    std::vector<double> values;
    for (const Vec2& p : points) values.insert(values.end(), p.begin(), p.end());
    packed_part(f, name, values, {2, 2 * DataSpec::most_points});
    points.resize(values.size() / 2);
    for (std::size_t i = 0; i < points.size(); ++i) points[i] = {values[2 * i], values[2 * i + 1]};
  } else {
    f(name, points);
  }
  if (f.reading()) data.points = std::move(points);
}

void labels_field(JsonFields& f, DataSpec& data) {
  constexpr const char* name = "point_labels";
  std::vector<int> labels = data.point_labels;
  if (is_packed(f, name, labels.size())) {
    std::vector<double> values(labels.begin(), labels.end());
    packed_part(f, name, values, {1, DataSpec::most_points});
    labels.clear();
    for (const double value : values) {
      if (!(value >= 0 && value <= 4095) || value != std::trunc(value))
        f.refuse_value(name, "packed numbers", "whole numbers from 0 to 4095");
      labels.push_back(static_cast<int>(value));
    }
  } else {
    f(name, labels);
  }
  if (f.reading()) data.point_labels = std::move(labels);
}

}  // namespace

void fields(JsonFields& f, DataSpec& data) {
  f("name", data.name);
  // A name alone is a preset.
  if (f.reading() && !f.has("components") && !f.has("points")) data = data_preset(data.name);
  if (f.has("components") || f.has("points")) {
    const bool named = f.has("name");
    data = {.name = named ? data.name : DataSpec().name};
  }
  if (f.reading() || data.points.empty()) f.list("components", data.components);
  if (f.reading() || !data.points.empty()) points_field(f, data);
  if (f.reading() || !data.point_labels.empty()) labels_field(f, data);
  if (f.reading() || !data.points.empty()) f("bandwidth", data.bandwidth);
}

}  // namespace alphabar
