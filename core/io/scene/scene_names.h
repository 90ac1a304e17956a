#pragma once

#include "core/files/json/json_fields.h"
#include "core/scene/scene.h"

namespace alphabar {

/// The names of every choice in a scene file. The command line and the panels use the same ones.
EnumNames<ProcessKind> process_names();
EnumNames<SamplerKind> sampler_names();
EnumNames<Spacing> spacing_names();
EnumNames<LevelUnit> level_unit_names();
EnumNames<Variance> variance_names();
EnumNames<Frame> frame_names();
EnumNames<FlowForm> flow_form_names();
EnumNames<CorrectorRule> corrector_rule_names();
EnumNames<SolverForm> solver_form_names();
EnumNames<SolverType> solver_type_names();
EnumNames<UniPcB> unipc_b_names();
EnumNames<GuidanceKind> guidance_names();
EnumNames<Backdrop> backdrop_names();
EnumNames<Field> field_names();
EnumNames<FieldForm> field_form_names();
EnumNames<ColorBy> color_by_names();
EnumNames<ForwardView> forward_view_names();
EnumNames<Theme> theme_names();
EnumNames<Metric> metric_names();
EnumNames<Repeat> repeat_names();
EnumNames<TimeUnit> time_unit_names();
EnumNames<PlotKind> plot_names();
EnumNames<Arrangement> arrangement_names();

}  // namespace alphabar
