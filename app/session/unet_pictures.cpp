#include "app/session/unet_pictures.h"

#include "core/base/error.h"
#include "core/engine/unet/image_run.h"
#include "core/engine/unet/published_run.h"

namespace alphabar {

void UNetPictures::operator()(const PictureJob& job) {
  const PicturesSpec& spec = job.scene.pictures;
  if (!net_ || model_ != spec.model) {
    net_.reset();
    UNetProcessOptions options;
    options.program = program_;
    options.low_priority = job.low_priority;
    options.stop = job.stop;
    options.end = job.end;
    const ModelFolder folder = model_folder(find_model(spec.model));
    net_ = std::make_shared<UNetProcess>(folder.folder, options);
    folder_ = folder;
    model_ = spec.model;
  }
  const NetTraining training = net_training(folder_, spec.assume);
  ImageRunRequest request;
  Plan plan = plan_of_pictures(job.process, spec);
  request.plan = &plan;
  request.net = net_.get();
  request.use.training = training;
  const auto notices = training_notices(training, job.process, plan);
  request.use.eps = fit_to_net(plan, spec.sampler.kind, training.question);
  request.count = spec.count;
  request.seed = job.scene.seed;
  if (spec.label >= 0) request.labels = {spec.label};
  request.stop = job.stop;
  const auto show = [&](const ImageRun& run, std::size_t) {
    if (job.stop.stop_requested()) throw Cancelled();
    auto shown = std::make_shared<PictureRun>();
    shown->spec = spec;
    shown->plan = plan;
    shown->pictures = run.count;
    shown->channels = run.channels;
    shown->height = run.height;
    shown->width = run.width;
    shown->x = run.x;
    shown->x0 = run.x0;
    shown->eps = run.eps;
    shown->rows_done = static_cast<int>(run.x_rows.size());
    shown->notices = notices;
    job.publish(std::move(shown));
  };
  try {
    run_images(request, show);
  } catch (const Failed&) {
    net_.reset();  // its process may be gone: the next strip gets another
    throw;
  }
}

}  // namespace alphabar
