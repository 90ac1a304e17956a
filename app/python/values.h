#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <cstddef>
#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "core/files/arrays/csv.h"
#include "core/io/run_arrays.h"
#include "core/io/scene/named_scene.h"

namespace alphabar {

using SceneDict = nanobind::typed<nanobind::dict, nanobind::str, nanobind::any>;

/// A scene as Python says it: the dict of a scene file, in which NumPy's arrays and numbers may
/// stand for lists and numbers, or the name of a scene file or of a scene of the gallery.
using SceneSource = std::variant<SceneDict, std::filesystem::path>;

/// A dict of NumPy arrays.
using Arrays = nanobind::typed<nanobind::dict, nanobind::str, nanobind::ndarray<nanobind::numpy>>;

struct SceneInput : NamedScene {
  bool flow_case = false;  ///< a reference case of the probability flow, as on the command line
};

/// Throws BadRequest with the line that the command line has for a scene file; of a dict, "scene"
/// stands for the file's name.
SceneInput read_source(const SceneSource& source);

/// The whole scene as a scene file has it. read_source of it is the same scene.
SceneDict scene_dict(const Scene& scene);

/// The lane that Python counts from 0. Throws BadRequest.
std::size_t lane_index(const SceneInput& given, int lane);

/// Arrays and columns under their names; arrays are moved, not copied.
Arrays to_numpy(NamedArrays arrays);
Arrays to_numpy(const std::vector<CsvColumn>& columns);

/// Points [N, 2] of anything that numpy.asarray takes. Throws BadRequest unless they are that and
/// finite, and what asarray raises.
std::vector<double> points_of(nanobind::handle points);

/// Python's warning, where the command line tells something on standard error.
void warn(const std::string& words);

}  // namespace alphabar
