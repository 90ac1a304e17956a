#pragma once

#include <memory>
#include <optional>

#include "app/views/draw/view_colors.h"
#include "core/gl/buffer.h"
#include "core/gl/gl_object.h"
#include "core/model/mixture.h"

namespace alphabar {

/// log of the highest p_t that `components` reach, found from their means and their common mean by
/// mean shift: exact where a mode is near one of them, as it is for mixtures of separate clusters
/// and for ones that noise has merged.
double log_peak(const std::vector<DiffusedComponent>& components);

/// A mixture at one level where shaders read it: a texture buffer of three texels a component,
/// (mean, log_scale, -), (precision xx, xy, yy, -) and its colour.
class ComponentTable {
 public:
  ComponentTable();

  /// Uploads where something changed; a context is current.
  void show(std::shared_ptr<const Mixture> model, const Level& level, const ViewColors& colors);

  GLuint texture() const { return view_.id(); }
  int count() const { return count_; }
  double peak() const { return peak_; }  ///< log_peak

 private:
  struct Key {
    std::shared_ptr<const Mixture> model;
    Level level;
    ViewColors colors;
    bool operator==(const Key&) const = default;
  };
  std::optional<Key> shown_;
  int count_ = 0;
  double peak_ = 0;
  GlBuffer buffer_{16, "components of the data"};
  GlTexture view_;
};

}  // namespace alphabar
