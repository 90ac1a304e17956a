#include "app/python/values.h"

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <system_error>
#include <utility>

#include "app/gallery/shipped_scenes.h"
#include "core/base/path_text.h"
#include "core/files/file_kind.h"
#include "core/files/json/json_strict.h"
#include "core/io/diffusers/case_json.h"
#include "core/io/scene_file.h"

namespace nb = nanobind;

namespace alphabar {
namespace {

/// What json.dumps does not know itself.
nb::object as_list(nb::handle value) {
  if (!nb::hasattr(value, "tolist"))
    throw BadRequest("scene", "a value of type", nb::type_name(value.type()).c_str(),
                     "what JSON can say, or a NumPy array");
  return value.attr("tolist")();
}

nlohmann::json document_of(const nb::dict& scene) {
  const nb::object text = nb::module_::import_("json").attr("dumps")(
      scene, nb::arg("default") = nb::cpp_function(as_list));
  return parse_json(nb::cast<std::string>(text), "scene");
}

bool is_there(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::symlink_status(path, error).type() !=
         std::filesystem::file_type::not_found;
}

SceneInput scene_of(const nlohmann::json& document, const std::string& name) {
  return {{scene_from_document(document, name), name}, is_flow_case(document)};
}

/// The array, whose values live as long as Python's object does.
template <class Values>
nb::object owned(Values values, const std::vector<std::int64_t>& shape) {
  auto* const kept = new Values(std::move(values));
  const nb::capsule owner(kept, [](void* p) noexcept { delete static_cast<Values*>(p); });
  const std::vector<std::size_t> lengths(shape.begin(), shape.end());
  return nb::cast(nb::ndarray<nb::numpy, typename Values::value_type>(kept->data(), lengths.size(),
                                                                      lengths.data(), owner));
}

}  // namespace

SceneInput read_source(const SceneSource& source) {
  if (const auto* dict = std::get_if<SceneDict>(&source))
    return scene_of(document_of(*dict), "scene");
  const auto& path = std::get<std::filesystem::path>(source);
  if (!path.has_extension() && !is_there(path))
    return {{shipped_scene(path.string()), path.string()}, false};
  refuse_other_kinds(path, "a scene file, or a scene of the gallery");
  return scene_of(read_json(path), path.string());
}

SceneDict scene_dict(const Scene& scene) {
  return nb::borrow<SceneDict>(nb::module_::import_("json").attr("loads")(to_json(scene)));
}

std::size_t lane_index(const SceneInput& given, int lane) {
  const auto lanes = static_cast<int>(given.scene.lanes.size());
  if (lane < 0 || lane >= lanes)
    throw BadRequest(given.name, "lane", std::to_string(lane), "0 to " + std::to_string(lanes - 1));
  return static_cast<std::size_t>(lane);
}

Arrays to_numpy(NamedArrays arrays) {
  nb::dict all;
  for (auto& [name, array] : arrays)
    all[name.c_str()] = std::visit(
        [&](auto& values) { return owned(std::move(values), array.shape); }, array.values);
  return nb::borrow<Arrays>(all);
}

Arrays to_numpy(const std::vector<CsvColumn>& columns) {
  nb::dict all;
  const nb::object array = nb::module_::import_("numpy").attr("array");
  for (const CsvColumn& column : columns)
    all[column.name.c_str()] =
        column.words.empty() ? owned(column.values, {static_cast<std::int64_t>(column.size())})
                             : array(column.words);
  return nb::borrow<Arrays>(all);
}

std::vector<double> points_of(nb::handle points) {
  const nb::module_ numpy = nb::module_::import_("numpy");
  const nb::object found =
      numpy.attr("ascontiguousarray")(numpy.attr("asarray")(points, numpy.attr("float64")));
  const auto values = nb::cast<nb::ndarray<const double, nb::c_contig, nb::device::cpu>>(found);
  Array array{{}, std::vector<double>(values.data(), values.data() + values.size()), "points"};
  for (std::size_t i = 0; i < values.ndim(); ++i)
    array.shape.push_back(static_cast<std::int64_t>(values.shape(i)));
  array.require_shape({-1, 2});
  return array.finite_doubles();
}

void warn(const std::string& words) {
  if (PyErr_WarnEx(PyExc_UserWarning, words.c_str(), 1) != 0) throw nb::python_error();
}

}  // namespace alphabar
