#include "core/io/scene/scene_names.h"

#include <array>

#include "core/metrics/metric.h"
#include "core/model/guidance_info.h"
#include "core/plan/samplers/samplers.h"
#include "core/process/process_info.h"
#include "core/process/spacing_info.h"

namespace alphabar {
namespace {

template <class E>
using Pair = std::pair<E, const char*>;

/// The names of a table of the program, in its order.
template <class E, class Info>
std::vector<Pair<E>> names_of(std::span<const Info> table, E Info::*value) {
  std::vector<Pair<E>> list;
  for (const Info& info : table) list.emplace_back(info.*value, info.name);
  return list;
}

constexpr std::array level_units{
    Pair<LevelUnit>{LevelUnit::sigma, "sigma"},
    Pair<LevelUnit>{LevelUnit::t, "t"},
};
constexpr std::array variances{
    Pair<Variance>{Variance::small, "small"},
    Pair<Variance>{Variance::large, "large"},
};
constexpr std::array frames{
    Pair<Frame>{Frame::process, "process"},
    Pair<Frame>{Frame::sigma, "sigma"},
};
constexpr std::array flow_forms{
    Pair<FlowForm>{FlowForm::euler, "euler"},
    Pair<FlowForm>{FlowForm::reverse_diffusion, "reverse_diffusion"},
};
constexpr std::array corrector_rules{
    Pair<CorrectorRule>{CorrectorRule::snr, "snr"},
    Pair<CorrectorRule>{CorrectorRule::annealed, "annealed"},
    Pair<CorrectorRule>{CorrectorRule::fixed, "fixed"},
};
constexpr std::array solver_forms{
    Pair<SolverForm>{SolverForm::x0, "x0"},
    Pair<SolverForm>{SolverForm::eps, "eps"},
};
constexpr std::array solver_types{
    Pair<SolverType>{SolverType::midpoint, "midpoint"},
    Pair<SolverType>{SolverType::heun, "heun"},
};
constexpr std::array unipc_bs{
    Pair<UniPcB>{UniPcB::bh1, "bh1"},
    Pair<UniPcB>{UniPcB::bh2, "bh2"},
};
constexpr std::array backdrops{
    Pair<Backdrop>{Backdrop::none, "none"},
    Pair<Backdrop>{Backdrop::shading, "shading"},
    Pair<Backdrop>{Backdrop::contours, "contours"},
    Pair<Backdrop>{Backdrop::energy, "energy"},
};
constexpr std::array fields{
    Pair<Field>{Field::none, "none"},
    Pair<Field>{Field::score, "score"},
    Pair<Field>{Field::flow, "flow"},
};
constexpr std::array field_forms{
    Pair<FieldForm>{FieldForm::arrows, "arrows"},
    Pair<FieldForm>{FieldForm::streamlines, "streamlines"},
};
constexpr std::array color_bys{
    Pair<ColorBy>{ColorBy::lane, "lane"},
    Pair<ColorBy>{ColorBy::component, "component"},
    Pair<ColorBy>{ColorBy::start, "start"},
    Pair<ColorBy>{ColorBy::mode, "mode"},
};
constexpr std::array forward_views{
    Pair<ForwardView>{ForwardView::off, "off"},
    Pair<ForwardView>{ForwardView::beside, "beside"},
    Pair<ForwardView>{ForwardView::alone, "alone"},
};
constexpr std::array themes{
    Pair<Theme>{Theme::dark, "dark"},
    Pair<Theme>{Theme::light, "light"},
    Pair<Theme>{Theme::projector, "projector"},
};
constexpr std::array repeats{
    Pair<Repeat>{Repeat::once, "once"},
    Pair<Repeat>{Repeat::loop, "loop"},
    Pair<Repeat>{Repeat::ping_pong, "ping_pong"},
};
constexpr std::array time_units{
    Pair<TimeUnit>{TimeUnit::t, "t"},
    Pair<TimeUnit>{TimeUnit::sigma, "sigma"},
    Pair<TimeUnit>{TimeUnit::log_snr, "log_snr"},
    Pair<TimeUnit>{TimeUnit::step, "step"},
};
constexpr std::array plots{
    Pair<PlotKind>{PlotKind::level, "level"},
    Pair<PlotKind>{PlotKind::noise, "noise"},
    Pair<PlotKind>{PlotKind::log_snr, "log_snr"},
    Pair<PlotKind>{PlotKind::beta, "beta"},
    Pair<PlotKind>{PlotKind::sigma, "sigma"},
    Pair<PlotKind>{PlotKind::coefficients, "coefficients"},
    Pair<PlotKind>{PlotKind::posterior, "posterior"},
    Pair<PlotKind>{PlotKind::posterior_mean, "posterior_mean"},
    Pair<PlotKind>{PlotKind::invariants, "invariants"},
    Pair<PlotKind>{PlotKind::flow_coefficients, "flow_coefficients"},
    Pair<PlotKind>{PlotKind::bound, "bound"},
    Pair<PlotKind>{PlotKind::weights, "weights"},
    Pair<PlotKind>{PlotKind::matching, "matching"},
};
constexpr std::array arrangements{
    Pair<Arrangement>{Arrangement::explore, "explore"},
    Pair<Arrangement>{Arrangement::lecture, "lecture"},
    Pair<Arrangement>{Arrangement::images, "images"},
};

}  // namespace

EnumNames<ProcessKind> process_names() {
  static const std::vector<Pair<ProcessKind>> names = [] {
    auto list = names_of(processes(), &ProcessInfo::kind);
    list.emplace_back(ProcessKind::scaled_linear, "quadratic");  // its other name
    return list;
  }();
  return names;
}
EnumNames<SamplerKind> sampler_names() {
  static const std::vector<Pair<SamplerKind>> names = names_of(samplers(), &SamplerInfo::kind);
  return names;
}
EnumNames<Spacing> spacing_names() {
  static const std::vector<Pair<Spacing>> names = names_of(spacings(), &SpacingInfo::kind);
  return names;
}
EnumNames<LevelUnit> level_unit_names() { return level_units; }
EnumNames<Variance> variance_names() { return variances; }
EnumNames<Frame> frame_names() { return frames; }
EnumNames<FlowForm> flow_form_names() { return flow_forms; }
EnumNames<CorrectorRule> corrector_rule_names() { return corrector_rules; }
EnumNames<SolverForm> solver_form_names() { return solver_forms; }
EnumNames<SolverType> solver_type_names() { return solver_types; }
EnumNames<UniPcB> unipc_b_names() { return unipc_bs; }
EnumNames<GuidanceKind> guidance_names() {
  static const std::vector<Pair<GuidanceKind>> names = names_of(guidances(), &GuidanceInfo::kind);
  return names;
}
EnumNames<Backdrop> backdrop_names() { return backdrops; }
EnumNames<Field> field_names() { return fields; }
EnumNames<FieldForm> field_form_names() { return field_forms; }
EnumNames<ColorBy> color_by_names() { return color_bys; }
EnumNames<ForwardView> forward_view_names() { return forward_views; }
EnumNames<Theme> theme_names() { return themes; }
EnumNames<Metric> metric_names() {
  static const std::vector<Pair<Metric>> names = names_of(metrics(), &MetricInfo::metric);
  return names;
}
EnumNames<Repeat> repeat_names() { return repeats; }
EnumNames<TimeUnit> time_unit_names() { return time_units; }
EnumNames<PlotKind> plot_names() { return plots; }
EnumNames<Arrangement> arrangement_names() { return arrangements; }

}  // namespace alphabar
