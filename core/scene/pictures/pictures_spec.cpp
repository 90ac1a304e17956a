#include "core/scene/pictures/pictures_spec.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/scene/pictures/picture_options.h"

namespace alphabar {
namespace {

void check_lane(const PictureLane& lane, bool has_picture, const std::string& where) {
  check_options(lane, options_of(lane), where);
  if (lane.sigma_high != 0 && lane.sigma_high < lane.sigma_low)
    throw BadRequest(where, "sigma_high", to_text(lane.sigma_high),
                     "0 for no bound, or at least sigma_low = " + to_text(lane.sigma_low));
  if (lane.guide == PictureGuide::inpainting &&
      (lane.hole_right <= lane.hole_left || lane.hole_bottom <= lane.hole_top))
    throw BadRequest(where, "hole_right, hole_bottom",
                     to_text(lane.hole_right) + ", " + to_text(lane.hole_bottom),
                     "above hole_left and hole_top");
  const bool to_picture =
      lane.guide == PictureGuide::picture || lane.guide == PictureGuide::inpainting;
  if (to_picture && !has_picture)
    throw BadRequest(where, "guide", name_of(lane.guide), "another, while there is no picture",
                     "name a picture in pictures.picture");
}

}  // namespace

bool add_lane(PicturesSpec& pictures, const PictureLane& lane) {
  if (lanes_of(pictures) >= PicturesSpec::most_lanes) return false;
  const PictureLane copy = lane;  // it may be one of those that move
  pictures.beside.push_back(copy);
  return true;
}

void remove_lane(PicturesSpec& pictures, std::size_t lane) {
  if (pictures.beside.empty() || lane >= lanes_of(pictures)) return;
  for (std::size_t i = lane; i + 1 < lanes_of(pictures); ++i)
    lane_of(pictures, i) = PictureLane(lane_of(pictures, i + 1));
  pictures.beside.pop_back();
}

void check(const PicturesSpec& pictures) {
  const char* where = "pictures";
  check_range(where, "count", pictures.count, 1, PicturesSpec::most_pictures);
  check_range(where, "label", pictures.label, -1, 100000);
  for (const int label : pictures.labels) check_range(where, "labels", label, -1, 100000);
  if (pictures.labels.size() > PicturesSpec::most_pictures)
    throw BadRequest(where, "labels", std::to_string(pictures.labels.size()) + " classes",
                     "at most 64");
  if (lanes_of(pictures) > PicturesSpec::most_lanes)
    throw BadRequest(where, "beside", std::to_string(pictures.beside.size()) + " lanes",
                     "at most 3 beside the first");
  bool any = false;
  for (std::size_t i = 0; i < lanes_of(pictures); ++i) {
    const std::string name = i == 0 ? where : "pictures.beside[" + std::to_string(i - 1) + "]";
    check_lane(lane_of(pictures, i), !pictures.picture.empty(), name);
    any = any || !lane_of(pictures, i).muted;
  }
  if (!any) throw BadRequest(where, "muted", "all lanes", "at least one that is not");
}

}  // namespace alphabar
