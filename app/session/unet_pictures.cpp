#include "app/session/unet_pictures.h"

#include "core/base/error.h"
#include "core/engine/unet/folder/model_folder.h"
#include "core/engine/unet/image_run.h"

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
    net_ = std::make_shared<UNetProcess>(find_model(spec.model), options);
    model_ = spec.model;
    training_ = net_training(find_model(spec.model));
  }
  ImageRunRequest request;
  const Plan plan = plan_of_pictures(job.process, spec);
  request.plan = &plan;
  request.net = net_.get();
  request.trained = training_.process;
  const auto notices = training_notices(training_, job.process, plan);
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
