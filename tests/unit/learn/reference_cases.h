#pragma once

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/base/listed.h"
#include "core/files/arrays/npz.h"
#include "core/learn/form/net_form.h"
#include "core/learn/losses/batch.h"
#include "core/scene/training/objective_table.h"
#include "tests/support/paths.h"

namespace alphabar {

/// A net and a batch whose loss and gradient NumPy has computed (tests/data/make_learning.py).
struct LearningCase {
  std::string name;
  NetForm form;
  LossBatch batch;
  std::vector<double> weights, gradient;  ///< as MlpShape has them
  std::vector<double> out;                ///< [n][outputs]
  double loss = 0;
};

template <class Kind>
Kind kind_named(const std::string& name) {
  for (const auto& [kind, its_name] : names_of<Kind>())
    if (name == its_name) return kind;
  throw std::runtime_error("no such name: " + name);
}

inline NetForm form_of(const nlohmann::json& c) {
  NetForm form;
  TrainingSpec& t = form.training;
  const nlohmann::json& net = c["net"];
  t.objective = kind_named<Objective>(c["objective"]);
  t.seed = c["seed"];
  t.sigma = c.value("sigma", t.sigma);
  t.gamma = c.value("gamma", t.gamma);
  t.levels = c.value("levels", t.levels);
  t.energy_decay = c.value("energy_decay", t.energy_decay);
  t.prediction = kind_named<Prediction>(c.value("prediction", "eps"));
  if (c.contains("weight")) t.weight = kind_named<LevelWeight>(c["weight"]);
  t.net.layers = net["layers"];
  t.net.units = net["units"];
  t.net.time_features = net["time_features"];
  t.net.fourier_scale = net["fourier_scale"];
  t.net.activation = kind_named<Activation>(net["activation"]);
  t.net.time = kind_named<TimeFeatures>(net["time"]);
  form.process.kind = kind_named<ProcessKind>(c["process"]["kind"]);
  form.data_std = c["data_std"];
  form.classes = c["classes"];
  return form;
}

/// Tensors of a file as one list.
inline std::vector<double> as_list(const Npz& arrays, const std::string& prefix,
                                   const MlpShape& shape) {
  std::vector<double> list(shape.size(), 0.0);
  for (const MlpShape::Tensor& tensor : shape.tensors()) {
    const std::vector<double> values = arrays.at(prefix + tensor.name).as_doubles();
    const std::size_t inputs = std::max<std::size_t>(tensor.inputs, 1);
    for (std::size_t o = 0; o < tensor.outputs; ++o)
      for (std::size_t i = 0; i < inputs; ++i)
        list[tensor.place + i * tensor.columns + o] = values.at(o * inputs + i);
  }
  return list;
}

inline std::vector<Vec2> pairs_of(const Npz& arrays, const std::string& name) {
  if (!arrays.has(name)) return {};
  const std::vector<double> values = arrays.at(name).as_doubles();
  std::vector<Vec2> pairs;
  for (std::size_t i = 0; i < values.size(); i += 2) pairs.push_back({values[i], values[i + 1]});
  return pairs;
}

inline std::vector<LearningCase> learning_cases() {
  const std::string folder = test_data();
  std::ifstream text(folder + "/learning.json");
  const nlohmann::json list = nlohmann::json::parse(text);
  const Npz arrays = Npz::read(folder + "/learning.npz");
  std::vector<LearningCase> cases;
  for (std::size_t k = 0; k < list.size(); ++k) {
    LearningCase c;
    const std::string at = std::to_string(k) + ".";
    c.name = at + list[k]["objective"].get<std::string>();
    c.form = form_of(list[k]);
    c.batch.x0 = pairs_of(arrays, at + "b.x0");
    c.batch.eps = pairs_of(arrays, at + "b.eps");
    c.batch.slices = pairs_of(arrays, at + "b.slices");
    c.batch.negatives = pairs_of(arrays, at + "b.negatives");
    const auto t = arrays.at(at + "b.t").as_doubles(), a = arrays.at(at + "b.a").as_doubles(),
               s = arrays.at(at + "b.s").as_doubles();
    for (std::size_t i = 0; i < t.size(); ++i) c.batch.levels.push_back({t[i], a[i], s[i]});
    c.batch.labels.assign(t.size(), 0);
    if (arrays.has(at + "b.labels")) {
      const auto labels = arrays.at(at + "b.labels").as_doubles();
      for (std::size_t i = 0; i < labels.size(); ++i)
        c.batch.labels[i] = static_cast<int>(std::lround(labels[i]));
    }
    const MlpShape shape = NetLevels(c.form).shape();
    c.weights = as_list(arrays, at + "w.", shape);
    c.gradient = as_list(arrays, at + "g.", shape);
    c.out = arrays.at(at + "out").as_doubles();
    c.loss = arrays.at(at + "loss").as_doubles().at(0);
    cases.push_back(std::move(c));
  }
  return cases;
}

}  // namespace alphabar
