#include "app/panels/panels.h"
#include "app/widgets/property.h"

namespace alphabar {
namespace {

const ViewSpec usual;

}  // namespace

bool view_panel(ViewSpec& v) {
  bool changed = choice(
      {"##backdrop", "backdrop",
       "p_t behind the particles: a neutral ramp; contours at every half \u03C3 of a Gaussian;\n"
       "or the energy landscape E(x) = \u2212log p_t(x), whose wells are the modes, with a line "
       "for\neach unit of energy (a heavier one every 5). Guidance: what it climbs, the data's "
       "own\nlog p(y | x_t), or \u2212L(x\u0302\u2080) of a loss."},
      v.backdrop, usual.backdrop);
  changed |=
      choice({"##field", "field",
              "The score \u2207 log p_t(x), or the probability flow towards the data:\n"
              "dx = da x\u0302\u2080 + ds \u03B5\u0302, the way that the ODE takes from "
              "every x; exact, at the current t. Guidance: what weight 1 adds to the score of the\n"
              "lane's model, \u2207 log p(y | x_t) or \u2212\u2207 L(x\u0302\u2080)."},
             v.field, usual.field);
  if (v.field != Field::none)
    changed |= choice({"##field_form", "drawn as", "Arrows tell strength, streamlines the way."},
                      v.field_form, usual.field_form);
  changed |=
      choice({"##color_by", "colour by",
              "The lane; the component most responsible for x\u209C now; where x_T was, on a\n"
              "smooth map; or the component that the particle ends in."},
             v.color_by, usual.color_by);
  changed |= choice({"##forward", "forward",
                     "The data being noised, x\u209C = a x\u2080 + s \u03B5, at the same t: a pane "
                     "of its own, beside\nthe lanes or instead of them. Its \u03B5 are those that "
                     "the lanes start from."},
                    v.forward, usual.forward);
  changed |= toggle({"##trails", "trails",
                     "The way that a few particles took, the same ones in "
                     "every lane."},
                    v.trails, {.reset = usual.trails});
  if (v.trails) {
    changed |= number({"##tracked", "tracked", "How many particles leave trails."}, v.tracked,
                      {0, 256, double(usual.tracked)});
    changed |= number({"##trail_fade", "fade",
                       "The share of the run in which a trail fades to a third: small shows where "
                       "particles go,\nlarge where they came from."},
                      v.trail_fade, {0.01, 1, usual.trail_fade, "%.2f", true});
  }
  changed |= toggle({"##chords", "x\u209C to x̂₀",
                     "From each tracked particle to where the model expects it to end."},
                    v.chords, {.reset = usual.chords});
  changed |= toggle({"##log_time", "log time", "Of the time that the plots run over."}, v.log_time,
                    {.reset = usual.log_time});
  changed |= choice({"##theme", "theme", "Dark, light, or for a projector: black on white."},
                    v.theme, usual.theme);
  return changed;
}

}  // namespace alphabar
