#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/engine/engine.h"
#include "core/engine/gl/gl_run.h"
#include "core/engine/gl/kernels.h"
#include "core/engine/gl/pace.h"
#include "core/engine/gl/steps.h"
#include "core/engine/gl/tables.h"
#include "core/gl/device.h"

namespace alphabar {

/// Runs plans on OpenGL 4.3 compute, in float, over mixtures and, unguided, learned nets: all
/// particles of a dispatch through as many rows as
/// can be fused: all of them, but for Langevin corrector rows (which end a dispatch) and the limits
/// of the device.
///
/// A context of version 4.3 or later, or one of its share group, must be current on the calling
/// thread from the constructor to the destructor. The same request gives the same bits every time
/// on one device, however it is cut into dispatches.
class GlEngine : public Engine {
 public:
  struct Options {
    gl::ShaderSource source;  ///< empty: what is embedded in the program
    /// Limits to keep to where the device's own are wider.
    std::optional<GlLimits> limits;
    /// States that ran in one part stay on the GPU too: Trajectory::on_device.
    bool keep_states = false;
    double first_work = gl::Pace::first;  ///< how much the first dispatch may hold, see Pace
  };

  /// Throws Failed below GL 4.3, and ShaderError.
  GlEngine();
  explicit GlEngine(Options options);

  std::string name() const override;  ///< "GL compute, NVIDIA GeForce RTX 4090"

  /// Throws as Engine says, and ShaderError. Runs large requests in parts, so that the GPU's memory
  /// holds a bounded share of the states at a time. A part that ends in NaN is run again by kernels
  /// that are right, but slow, at points far from every component: what becomes of large numbers is
  /// what becomes of them on the CPU (LevelTable), but that all is done in float. A request that
  /// runs_here() does not take runs on the CPU.
  Trajectory<float> run(const RunRequest& request) override;

  /// Whether there is a kernel for its model, led as it is.
  static bool runs_here(const RunRequest& request);

  /// The same, left on the GPU, far points NaN. Throws Failed where it does not fit there, and for
  /// a request that does not run here.
  GlRun run_on_gpu(const RunRequest& request);

  /// Compiles what a plan needs, so that its first run does not wait for the compiler. Throws
  /// ShaderError.
  void prepare(const Plan& plan, const Mixture& model, const Record& record = {});

 private:
  /// The particles [begin, begin + count) of a request.
  struct Part {
    const RunRequest& request;
    std::size_t begin, count;
    double progress_begin, progress_share;
    bool far = false;  ///< with the kernels that are right at far points
    std::uint64_t first() const { return request.first_particle + begin; }
    int skew() const { return static_cast<int>(first() % 2); }
    const Denoiser& model() const { return *request.model; }
    bool is_net() const { return !model().kernel_form(); }
  };
  struct Setup;  // what all dispatches of one part share

  gl::StepVariant variant(const gl::Shape& shape, const gl::Layout& layout) const;
  bool table_in_storage(const gl::Layout& layout) const;
  gl::SegmentLimits limits_for(const Part& part, const Setup& setup) const;
  Setup set_up(const Part& part);
  GlRun run_part(const Part& part);
  void start(const Part& part, GlRun& run);
  void draw_start(const Part& part);
  void upload_labels(const Part& part);
  // gl_segment.cpp
  struct Passage;  // a segment of a part, about to run
  void run_segment(const Passage& passage, GlRun& run);
  void upload_tables(const Passage& passage);
  std::vector<gl::Binding> bind(const Passage& passage, const GlRun& run);
  static void set_values(const Passage& passage);
  double dispatch(const Passage& passage, std::span<const gl::Binding> bindings, std::size_t group,
                  std::size_t groups);
  void choose_corrector_step(const Row& row, std::size_t groups);

  Options options_;
  GlLimits limits_;
  std::string renderer_;
  int rows_room_ = 0, vec4s_room_ = 0;  ///< of the uniform tables
  gl::Pace pace_;
  gl::Kernels kernels_;
  GlBuffer rows_, components_, weights_, carry_, noise_, labels_, norms_, step_size_, sources_;
};

}  // namespace alphabar
