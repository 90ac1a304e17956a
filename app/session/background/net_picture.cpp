#include "app/session/background/net_picture.h"

#include "core/base/error.h"
#include "core/learn/folder/net_folder.h"
#include "core/learn/model/learned_denoiser.h"
#include "core/learn/train/problem.h"

namespace alphabar {

NetPicture net_picture(const std::string& net, const NetMapSpec& map, const std::stop_token& stop) {
  NetPicture picture;
  try {
    NetFolder folder = read_net_folder(find_net(net), NetContent::all);
    if (!folder.scene)
      throw BadRequest(net, NetFolder::scene_name, "missing", "the scene that it was trained in");
    const TrainingProblem problem(*folder.scene);
    const LearnedDenoiser model(folder.net);
    picture.losses = std::move(folder.losses);
    picture.least = problem.least_loss(33, stop);
    picture.points = problem.points();
    picture.errors = score_errors(model, problem.data().source(), problem.exact());
    picture.map = net_map(model, problem.exact(), map);
  } catch (const BadRequest& refused) {
    picture.problem = refused.what();
  }
  return picture;
}

}  // namespace alphabar
