#include "core/engine/unet/lanes/picture_lane_run.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/base/path_text.h"
#include "core/engine/unet/classify/classifier_folder.h"
#include "core/engine/unet/guide/picture_lead.h"
#include "core/engine/unet/published_run.h"
#include "core/files/image/resample.h"
#include "core/files/stills/still_reader.h"

namespace alphabar {
namespace {

/// The classes of the pictures; empty where none of them has one.
std::vector<int> classes_of(const PicturesSpec& spec) {
  std::vector<int> classes;
  for (int i = 0; i < spec.count; ++i) classes.push_back(class_of(spec, i));
  if (std::ranges::all_of(classes, [](int label) { return label < 0; })) classes.clear();
  return classes;
}

std::shared_ptr<const PictureLead> noisy_classifier(const PictureNet& net, const PictureLane& lane,
                                                    const PictureShape& shape) {
  const std::filesystem::path folder = net.folder.folder / ClassifierFolder::noisy;
  std::error_code ignored;
  if (!std::filesystem::is_directory(folder, ignored))
    throw BadRequest("pictures", "guide", name_of(lane.guide),
                     "another: the net's folder has no " + std::string(ClassifierFolder::noisy),
                     "alphabar train-classifier --noisy -o " + shown(folder) + " makes one");
  return classifier_lead(read_classifier(folder), shape);
}

void lead(PictureLaneRun& run, const Scene& scene, const PictureLane& lane, const PictureNet& net,
          const std::vector<float>& picture) {
  const UNetConfig& config = net.net.config();
  std::vector<int> classes = classes_of(scene.pictures);
  if (lane.guide == PictureGuide::classifier_free) {
    run.labels.assign(classes.begin(), classes.end());
    return;
  }
  const PictureShape shape{config.in_channels, config.sample_height, config.sample_width};
  if (by_classifier(lane.guide)) {
    run.labels.assign(classes.begin(), classes.end());
    if (!classes.empty()) run.use.lead = noisy_classifier(net, lane, shape);
    return;
  }
  if (config.takes_label()) run.use.classes = std::move(classes);
  run.use.lead = loss_lead(lane, shape, picture);
}

}  // namespace

PictureLaneRun picture_lane_run(const Scene& scene, std::size_t lane, const PictureNet& net) {
  const PicturesSpec& spec = scene.pictures;
  const PictureLane& of = lane_of(spec, lane);
  const Process process(scene.process);
  PictureLaneRun run;
  run.plan = plan_of_pictures(process, spec, lane);
  run.use.training = net.training;
  run.notices = training_notices(net.training, process, run.plan);
  run.use.eps = fit_to_net(run.plan, of.sampler.kind, net.training.question);
  std::vector<float> picture;
  if (!spec.picture.empty()) picture = read_picture(path_of(spec.picture), net.net.config());
  lead(run, scene, of, net, picture);
  if (run.plan.begin == Start::data)
    for (int i = 0; i < spec.count && !picture.empty(); ++i)
      run.x_init.insert(run.x_init.end(), picture.begin(), picture.end());
  return run;
}

ImageRunRequest PictureLaneRun::request(const PictureNet& net, const Scene& scene) const {
  ImageRunRequest request;
  request.plan = &plan;
  request.net = &net.net;
  request.use = use;
  request.count = scene.pictures.count;
  request.seed = scene.seed;
  request.labels = labels;
  request.x_init = x_init;
  request.between = scene.pictures.between;
  return request;
}

std::vector<float> read_picture(const std::filesystem::path& file, const UNetConfig& config) {
  if (config.sample_height == 0)
    throw BadRequest("pictures", "picture", text_of(file), "none for a net of any size",
                     "its config.json says no sample_size");
  if (config.in_channels != 1 && config.in_channels != 3)
    throw BadRequest("pictures", "picture", text_of(file), "none for a net of so many channels");
  return resampled(read_still(file), config.in_channels, config.sample_height, config.sample_width);
}

}  // namespace alphabar
