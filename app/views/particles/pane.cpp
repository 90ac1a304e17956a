#include "app/views/particles/pane.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "app/views/draw/text.h"
#include "app/views/words/markdown.h"
#include "core/figures/captions.h"
#include "core/metrics/metric.h"
#include "core/plan/samplers/samplers.h"
#include "core/scene/sampler/spacing_table.h"

namespace alphabar {
namespace {

std::string lines(const std::string& a, const std::string& b) {
  return a.empty() || b.empty() ? a + b : a + "\n\n" + b;
}

/// What a lane's name stands for: its sampler with its step, its levels.
std::string lane_help(const Lane& lane) {
  const SamplerSpec& sampler = lane.spec.sampler;
  const SamplerInfo& info = sampler_info(sampler.kind);
  const SpacingInfo& spacing = spacing_info(sampler.grid.spacing);
  const std::string step = lines("**" + markdown_of(info.title) + "**",
                                 formula_words(formula_of(info, *lane.process), info.source));
  const std::string levels = "**" + markdown_of(std::string("levels: ") + spacing.title) + "**, " +
                             markdown_of(spacing.formula);
  const char* end =
      sampler.grid.end_clean ? "" : "The run ends at the first level, not at the data.";
  return lines(lines(step, lines(levels, markdown_of(spacing.source))), end);
}

std::string metric_help(Metric metric) {
  const MetricInfo& info = metric_info(metric);
  return lines("**" + markdown_of(info.symbol) + "**: " + markdown_of(info.title) +
                   ", between where the particles end and the target",
               lines(markdown_of(info.formula), markdown_of(info.source)));
}

constexpr const char* cost_help =
    "**NFE**: number of function evaluations, how often the model has been asked so far, and how "
    "often in the whole run. It is what a sampler costs.";
constexpr const char* time_help =
    "**t**: the time of the process; the run goes from noise at its end to data at 0.";
constexpr const char* noise_help =
    "How much noise there is: $\\bar\\alpha_t$ is the share of the signal in the variance, "
    "$x_t = \\sqrt{\\bar\\alpha_t}\\,x_0 + \\sqrt{1-\\bar\\alpha_t}\\,\\epsilon$; "
    "$\\sigma = s / a$ is noise against signal where $x_t = a\\,x_0 + s\\,\\epsilon$.";

/// What changes while it plays: the time in its own colour, the level, the cost.
std::vector<CaptionPiece> time_pieces(const Process* process, const Cursor& place,
                                      const ViewColors& colors, TimeUnit unit) {
  if (!process) return {};
  return {{.text = time_text(*process, place.level, unit, place.step.value()),
           .color = colors.accent,
           .widest = process->discrete() ? "t = 0000" : "t = 0.000",
           .help = [] { return std::string(time_help); }},
          {.text = noise_text(*process, place.level),
           .color = colors.muted,
           .widest = "\u1FB1 = 0.000",
           .help = [] { return std::string(noise_help); }}};
}

std::string cost_text(const Lane& lane, int evaluations) {
  return "NFE " + std::to_string(evaluations) + " / " + std::to_string(lane.plan->evaluations());
}

/// Evaluations so far and in all.
CaptionPiece cost_piece(const Lane& lane, const Cursor& place, const ViewColors& colors) {
  return {.text = cost_text(lane, evaluations_until(*lane.plan, place.plan_row)),
          .color = colors.muted,
          .widest = cost_text(lane, lane.plan->evaluations()),
          .at_right = true,
          .help = [] { return std::string(cost_help); }};
}

/// How far a run ends from its target, whatever time is shown.
std::string distance_text(Metric metric, const std::string& value) {
  return std::string(metric_info(metric).symbol) + " at end " + value;
}

/// In which direction a and s change towards the data, by a small step of time each way.
Vec2 rate_at(const Process& process, const Level& level) {
  const double h = process.discrete() ? 0.5 : 1e-3 * std::max(level.t, 1e-3);
  const Level before = process.at(level.t + h), after = process.at(level.t - h);
  return {after.a - before.a, after.s - before.s};
}

/// The levels that the data pass on their way to `now`, the data's first.
std::vector<Level> levels_to(const Runs& runs, const Level& now) {
  std::vector<Level> levels{{0, 1, 0}};
  const std::vector<Level> leading = leading_levels(runs);
  for (auto level = leading.rbegin(); level != leading.rend(); ++level)
    if (level->t > levels.back().t && level->t < now.t) levels.push_back(*level);
  levels.push_back(now);
  return levels;
}

Layer layer_of(const Runs& runs, std::size_t lane, const Cursor& place, const Rgb& hue) {
  const Plan& plan = *runs.lanes[lane].plan;
  const LaneResult& result = runs.results[lane];
  const Plan& ran = result.plan ? *result.plan : plan;
  return {.run = result.trajectory,
          .row = static_cast<double>(place.lower) + place.fraction,
          .level = place.level,
          .model = runs.lanes[lane].model,
          .guide = runs.lanes[lane].guide,
          .weight = place.fraction > 0 ? guidance_weight_at(plan, place.plan_row)
                                       : guidance_weight_after(plan, place.plan_row),
          .first = ran.start,
          .last = reported_levels(ran).back(),
          .hue = hue,
          .noised = {}};
}

/// The lane of the reference that has the number of a lane; none: there is none.
std::optional<std::size_t> reference_lane(const Runs& runs, std::size_t lane) {
  return runs.reference_runs ? place_of(*runs.reference_runs, runs.lanes[lane].index)
                             : std::nullopt;
}

void add_reference_layers(PaneFrame& frame, const Runs& runs, const Pane& pane,
                          const Places& places) {
  for (const std::size_t lane : pane.lanes)
    if (const auto there = reference_lane(runs, lane))
      frame.layers.push_back(
          layer_of(*runs.reference_runs, *there, places.reference[*there], frame.colors.muted));
}

/// How far the reference's lane ended from its target, " (A 0.12)"; empty where that is not known.
std::string reference_text(const Runs& runs, std::size_t lane, Metric metric) {
  const auto there = reference_lane(runs, lane);
  if (!there) return "";
  const LaneResult& ran = runs.reference_runs->results[*there];
  if (!ran.current || !ran.distances) return "";
  return " (" + runs.reference_runs->scene->title + " " +
         number_text(ran.distances->value[metric]) + ")";
}

/// What the backdrop and the field of guidance are, for the guides that the lanes have.
struct GuideWords {
  std::string potential, field;
};
GuideWords guide_words(const Runs& runs) {
  bool by_class = false, by_loss = false, by_weaker = false;
  for (const Lane& lane : runs.lanes) {
    by_class |= lane.guide.label >= 0;
    by_loss |= lane.guide.loss.has_value();
    by_weaker |= lane.guide.from_weaker;
  }
  std::string potential, field;
  const auto say = [](std::string& words, const char* more) {
    words += (words.empty() ? "" : ", or ") + std::string(more);
  };
  if (by_class) say(potential, "log p(y | x\u209C)");
  if (by_loss) say(potential, "\u2212L(x\u0302\u2080)");
  if (by_class) say(field, "\u2207 log p(y | x\u209C)");
  if (by_loss) say(field, "\u2212\u2207L(x\u0302\u2080)");
  if (by_weaker) say(field, "score \u2212 weaker score");
  return {potential.empty() ? "guidance: no p(y | x\u209C) here" : potential + ", a line every 1",
          field.empty() ? "guidance: none here" : "\u2192 " + field};
}

}  // namespace

Places places_at(const Runs& runs, double position) {
  const auto of = [position](const Runs& of_lanes) {
    std::vector<Cursor> cursors;
    for (std::size_t lane = 0; lane < of_lanes.lanes.size(); ++lane)
      cursors.push_back(cursor(of_lanes, lane, position));
    return cursors;
  };
  return {of(runs), runs.reference_runs ? of(*runs.reference_runs) : std::vector<Cursor>{}};
}

Caption caption_of(const Runs& runs, const Pane& pane, const Places& places,
                   const ViewColors& colors, const CaptionParts& parts) {
  Caption caption;
  if (pane.forward) {
    caption.push_back({{.text = "Forward process", .color = colors.text, .title = true}});
    if (parts.time)
      caption.push_back({{.text = "x\u209C = a x\u2080 + s \u03B5", .color = colors.muted}});
    return caption;
  }
  if (pane.failed) {
    caption.push_back(
        {{.text = runs.failed[*pane.failed].title, .color = colors.muted, .title = true}});
    return caption;
  }
  const bool alone = pane.lanes.size() == 1;
  for (const std::size_t lane : pane.lanes) {
    const Lane& run = runs.lanes[lane];
    const LaneResult& ran = runs.results[lane];
    const bool known = ran.current && ran.distances;
    CaptionPiece result{.text = {}, .color = colors.muted, .at_right = true};
    if (parts.metric && runs.measured) {
      result.text = distance_text(
          *parts.metric, known ? number_text(ran.distances->value[*parts.metric]) : "\u2026");
      const std::string before = reference_text(runs, lane, *parts.metric);
      result.text += before;
      result.widest = distance_text(*parts.metric, "0.0000") + before;
      result.help = [metric = *parts.metric] { return metric_help(metric); };
    }
    if (!alone || !parts.time) {
      const CaptionPiece cost = cost_piece(run, places.lanes[lane], colors);
      const char* apart = result.text.empty() ? "" : "   ";
      result.text.append(apart).append(cost.text);
      result.widest.append(apart).append(cost.widest);
      result.help = [before = result.help] {
        return lines(before ? before() : std::string(), cost_help);
      };
    }
    caption.push_back({{.text = run.title,
                        .color = colors.lane(lane),
                        .title = true,
                        .help = [&run] { return lane_help(run); }},
                       std::move(result)});
  }
  if (!parts.time) return caption;
  const std::size_t first = pane.lanes.front();
  std::vector<CaptionPiece> line =
      time_pieces(runs.lanes[first].process.get(), places.lanes[first], colors, *parts.time);
  if (alone) line.push_back(cost_piece(runs.lanes[first], places.lanes[first], colors));
  caption.push_back(std::move(line));
  return caption;
}

std::vector<Pane> panes_of(const Runs& runs, const ViewSpec& view) {
  std::vector<Pane> panes;
  if (view.forward != ForwardView::off && runs.forward)
    panes.push_back({.lanes = {}, .forward = true});
  if (view.forward == ForwardView::alone && runs.forward) return panes;
  const std::size_t first = panes.size();
  for (std::size_t lane = 0; lane < runs.lanes.size(); ++lane)
    if (view.overlay && lane > 0)
      panes.back().lanes.push_back(lane);
    else
      panes.push_back({.lanes = {lane}, .forward = false});
  // Lanes that cannot run stand where they would; their panes come last where lanes share one.
  for (std::size_t i = 0; i < runs.failed.size(); ++i) {
    auto place = panes.end();
    if (!view.overlay)
      place = std::find_if(
          panes.begin() + static_cast<std::ptrdiff_t>(first), panes.end(), [&](const Pane& pane) {
            return !pane.failed && runs.lanes[pane.lanes[0]].index > runs.failed[i].index;
          });
    panes.insert(place, {.lanes = {}, .forward = false, .failed = i});
  }
  return panes;
}

std::string problem_in(const Runs& runs, const Pane& pane) {
  if (pane.failed) return runs.failed[*pane.failed].problem;
  std::string words;
  for (const std::size_t lane : pane.lanes) {
    const std::string& non_finite = runs.results[lane].non_finite;
    if (non_finite.empty()) continue;
    words += (words.empty() ? "" : "\n") +
             (pane.lanes.size() > 1 ? runs.lanes[lane].title + ": " + non_finite : non_finite);
  }
  return words;
}

std::string beyond_view(const PaneFrame& frame) {
  constexpr std::size_t enough = 1000;  // of the particles of a lane
  const Camera& camera = frame.camera;
  const double high = camera.half_height, wide = camera.half_width(frame.width, frame.height);
  std::size_t seen = 0, outside = 0;
  double reach = 0;
  for (const Layer& layer : frame.layers) {
    if (!layer.run || !layer.noised.empty() || layer.run->x_rows.empty()) continue;
    const auto row = std::min(static_cast<std::size_t>(layer.row), layer.run->x_rows.size() - 1);
    const std::span<const float> x = layer.run->state(row);
    for (std::size_t i = 0; i + 1 < std::min(x.size(), 2 * enough); i += 2, ++seen) {
      const double right = std::abs(x[i] - camera.center[0]),
                   up = std::abs(x[i + 1] - camera.center[1]);
      outside += right > wide || up > high ? 1 : 0;
      reach = std::max({reach, right, up});
    }
  }
  if (10 * outside < 9 * seen || seen == 0 || !std::isfinite(reach)) return "";
  return std::to_string(100 * outside / seen) + " % outside, to " + number_text(reach, 2);
}

PaneFrame content_of(const Runs& runs, const Pane& pane, const Places& places, const ViewSpec& view,
                     const ViewColors& colors) {
  PaneFrame frame{.camera = {},
                  .target = runs.target,
                  .level = places.lanes.empty() ? Level{} : places.lanes.front().level,
                  .backdrop = view.backdrop,
                  .guide = {},
                  .guided = {},
                  .field = view.field,
                  .field_form = view.field_form,
                  .color_by = view.color_by,
                  .trails = view.trails,
                  .chords = view.chords,
                  .tracked = view.tracked,
                  .trail_fade = view.trail_fade,
                  .layers = {},
                  .colors = colors};
  if (pane.forward)
    frame.layers.push_back({.run = runs.forward,
                            .row = 0,
                            .level = frame.level,
                            .model = nullptr,
                            .guide = {},
                            .weight = 0,
                            .first = {},
                            .last = {},
                            .hue = colors.curve,
                            .noised = levels_to(runs, frame.level)});
  add_reference_layers(frame, runs, pane, places);
  for (const std::size_t lane : pane.lanes)
    frame.layers.push_back(layer_of(runs, lane, places.lanes[lane], colors.lane(lane)));
  std::shared_ptr<const Process> process = runs.process;
  if (!pane.lanes.empty()) {
    const Lane& first = runs.lanes[pane.lanes.front()];
    process = first.process;
    frame.target = first.target;
    const Layer& layer = frame.layers[frame.layers.size() - pane.lanes.size()];
    frame.level = layer.level;
    frame.guide = layer.guide;
    frame.guided = layer.model;
  }
  if (process) frame.rate = rate_at(*process, frame.level);
  return frame;
}

Legend legend_of(const Runs& runs, const ViewSpec& view, const ViewColors& colors) {
  Legend legend;
  const auto say = [&](const std::string& words) {
    legend.pieces.push_back({.text = words, .color = colors.text});
  };
  if (view.backdrop == Backdrop::contours) say("p\u209C, a line every \u03C3/2");
  if (view.backdrop == Backdrop::energy) say("E = \u2212log p\u209C, a line every 1");
  if (view.backdrop == Backdrop::guidance) say(guide_words(runs).potential);
  if (view.field == Field::guidance) say(guide_words(runs).field);
  if (view.field == Field::score) say("\u2192 score \u2207 log p\u209C");
  if (view.field == Field::flow) say("\u2192 probability flow");
  if (view.color_by == ColorBy::component) say("colour: component now");
  if (view.color_by == ColorBy::start) say("colour: where x_T was");
  if (view.color_by == ColorBy::mode) say("colour: final mode");
  if (view.color_by == ColorBy::start) legend.corners = colors.corners;
  return legend;
}

float draw_legend(ImDrawList* list, const ImVec2& at, float width, const Legend& legend) {
  if (legend.pieces.empty()) return 0;
  const Caption caption{legend.pieces};
  const float font = ImGui::GetFontSize();
  const bool map = legend.corners.has_value();
  const float side = map ? std::round(2.2F * font) : 0, before = map ? side + 0.5F * font : 0;
  const float height = draw_caption(nullptr, {0, 0}, width - before, caption, {});
  const float tall = std::max(height, side);
  if (!list) return tall;
  draw_caption(list, {at.x + before, at.y + 0.5F * (tall - height)}, width - before, caption, {});
  if (!map) return tall;
  const auto& c = *legend.corners;
  list->AddRectFilledMultiColor(at, {at.x + side, at.y + side}, packed(c[2]), packed(c[3]),
                                packed(c[1]), packed(c[0]));
  return tall;
}

}  // namespace alphabar
