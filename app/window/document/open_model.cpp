#include "app/window/document/open_model.h"

#include <array>
#include <optional>
#include <string>

#include "app/window/document/scene_file.h"
#include "core/base/error.h"
#include "core/base/path_text.h"
#include "core/engine/unet/published_run.h"

namespace alphabar {
namespace {

constexpr std::array assumptions{
    ModelAssumption{"linear-1000-eps", "\u03B5 on linear \u03B2, T = 1000 (DDPM)"},
    ModelAssumption{"cosine-1000-eps", "\u03B5 on the cosine schedule, T = 1000"},
    ModelAssumption{"cosine-1000-v", "v on the cosine schedule, T = 1000"},
    ModelAssumption{"linear-1000-v", "v on linear \u03B2, T = 1000"},
    ModelAssumption{"scaled_linear-1000-eps", "\u03B5 on scaled linear \u03B2, T = 1000"},
    ModelAssumption{"linear-1000-x0", "x\u2080 on linear \u03B2, T = 1000"},
};

/// The scene with the net in it.
Scene with_model(Scene scene, const ModelDraft& draft) {
  const NetTraining& training = draft.card.training;
  PicturesSpec& pictures = scene.pictures;
  const int steps = pictures.sampler.grid.steps;
  pictures.model = text_of(draft.card.folder.folder);
  pictures.label = -1;
  pictures.labels.clear();
  for (std::size_t i = 0; i < lanes_of(pictures); ++i) lane_of(pictures, i).scale = 1;
  pictures.assume.clear();
  ProcessSpec process = training.process;
  if (training.source == NetTraining::Source::nothing) {
    pictures.assume = assumptions[static_cast<std::size_t>(draft.assumed)].words;
    process = assumed_scheduler(pictures.assume).process;
  }
  scene.view.show("pictures");
  if (!draft.take_process) return scene;
  scene.process = process;
  pictures.sampler = SamplerSpec{};
  pictures.sampler.grid.steps = steps;
  if (training.source == NetTraining::Source::folder)
    if (const std::optional<SamplerSpec> own = published_sampler(draft.card.folder, steps))
      pictures.sampler = *own;
  return scene;
}

}  // namespace

bool stands_for_model(const std::filesystem::path& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return true;
  const std::string name = path.filename().string();
  return name == DiffusersFolder::pipeline_name || name == DiffusersFolder::config_name ||
         name.ends_with(".safetensors") || name.ends_with(".safetensors.index.json");
}

std::span<const ModelAssumption> model_assumptions() { return assumptions; }

void open_model(AppState& app, const std::filesystem::path& path) {
  app.opening.start(path, [path](const std::stop_token&) -> Opening::Done {
    ModelDraft draft{path, read_model_card(path)};
    draft.take_process = is_discrete(draft.card.training.process.kind);
    return [draft = std::move(draft)](AppState& later) { later.model = draft; };
  });
}

void take_model(AppState& app, const ModelDraft& draft) {
  const bool was_safe = !unsaved(app);
  try {
    if (!open_document(app, with_model(app.session.scene(), draft))) return;
  } catch (const BadRequest& problem) {
    app.notice = error_notice(problem.what());
    return;
  }
  if (was_safe) count_as_opened(app);
  remember(app.settings, draft.card.folder.folder);
  app.notice = info_notice("The pictures are made with " + draft.card.folder.name());
}

}  // namespace alphabar
