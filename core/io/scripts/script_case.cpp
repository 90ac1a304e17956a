#include "core/io/scripts/script_case.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/learn/folder/net_tensors.h"
#include "core/learn/model/learned_denoiser.h"
#include "core/model/mixture.h"

namespace alphabar {
namespace {

using Json = nlohmann::ordered_json;

Json components_of(const Mixture& model) {
  Json list = Json::array();
  for (const Component& c : model.data().components)
    list.push_back({{"mean", c.mean},
                    {"std", c.std},
                    {"angle", c.angle},
                    {"weight", c.weight},
                    {"label", c.label}});
  return list;
}

Json begin_of(const Plan& plan) {
  const char* kind = plan.begin == Start::prior ? "prior"
                     : plan.begin == Start::box ? "box"
                                                : "data";
  return {{"kind", kind}, {"scale", plan.init_scale}};
}

Json guide_json(const Guide& guide) {
  if (guide.label >= 0) return {{"label", guide.label}};
  const Loss& loss = *guide.loss;
  if (!loss.plane) return {{"loss", {{"kind", "point"}, {"target", loss.target}}}};
  return {{"loss",
           {{"kind", "plane"},
            {"normal", loss.normal},
            {"offset", loss.offset},
            {"softness", loss.softness}}}};
}

bool is_guided(const Lane& lane) { return lane.guide.label >= 0 || lane.guide.loss; }

/// The file of a net among `nets`; two lanes of one net share theirs.
std::string net_file(const LearnedDenoiser& model, const std::string& stem,
                     std::vector<ScriptNet>& nets) {
  ScriptNet net{stem + "-net" + std::to_string(nets.size() + 1) + ".safetensors",
                weights_bytes(model.net(), model.levels())};
  const auto same = std::ranges::find(nets, net.bytes, &ScriptNet::bytes);
  if (same != nets.end()) return same->name;
  return nets.emplace_back(std::move(net)).name;
}

const char* activation_name(const LearnedDenoiser& model) {
  const auto activations = listed(Activation{});
  return entry_of(std::span<const Listed<Activation>>(activations),
                  model.net().form.training.net.activation)
      .name;
}

Json net_question(const LearnedDenoiser& model, const Level& level) {
  const LearnedDenoiser::Way way = model.way(level);
  Json question{{"scale", way.shown.scale},
                {"input_scale", model.levels().input_scale(way.shown.level)},
                {"u", model.levels().feature_place(way.shown.level)}};
  for (const auto& [name, by] : {std::pair{"x0", &way.x0_hat}, std::pair{"eps", &way.eps_hat},
                                 std::pair{"score", &way.score}})
    question[name] = {by->of_x, by->of_f};
  return question;
}

}  // namespace

Json model_case(const Lane& lane, const std::string& stem, std::vector<ScriptNet>& nets) {
  const Mixture* mixture = lane.model->closed_form();
  const LearnedDenoiser* net = lane.model->net_form();
  const std::string which = "lane \"" + lane.title + "\"";
  if (!mixture && !net)
    throw BadRequest(which, "model", "one of its own",
                     "a mixture in closed form with outputs combined linearly, or a learned net",
                     "such a lane runs with alphabar run");
  if (net && is_guided(lane))
    throw BadRequest(which, "guidance", "of a learned net", "none",
                     "such a lane runs with alphabar run");
  Json out{{"name", lane.title},
           {"seed", lane.seed},
           {"noise", lane.noise_lane},
           {"particles", lane.particles},
           {"begin", begin_of(*lane.plan)},
           {"components", components_of(mixture ? *mixture : *lane.target)}};
  if (net)
    out["net"] = {{"file", net_file(*net, stem, nets)},
                  {"activation", activation_name(*net)},
                  {"energy", net->levels().output() == Output::energy}};
  if (is_guided(lane)) out["guide"] = guide_json(lane.guide);
  return out;
}

Json question_of(const Lane& lane, const Row& row) {
  Json out{{"a", row.a}, {"s", row.s}};
  if (row.w != 0) out["w"] = row.w;
  // The level's time is that of the process, which a net of another one does not ask for.
  if (const LearnedDenoiser* net = lane.model->net_form())
    out["net"] = net_question(*net, {0, row.a, row.s});
  return out;
}

}  // namespace alphabar
