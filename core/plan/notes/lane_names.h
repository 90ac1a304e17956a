#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/scene/scene.h"

namespace alphabar {

/// What each lane is called on screen: its name, else its sampler's; of lanes that would be called
/// the same, all but the first are numbered: "DDIM", "DDIM 2".
std::vector<std::string> lane_titles(const std::vector<LaneSpec>& lanes);
/// The same of lanes of pictures; one without a name that is led by more than classes says by what.
std::vector<std::string> lane_titles(const PicturesSpec& pictures);

/// `sampler` with another kind, and what that kind has no use for put right: eta is 1 where its
/// noise would be none, the order at most its highest.
SamplerSpec with_kind(SamplerSpec sampler, SamplerKind kind);

/// Gives a lane another sampler. A name that told of another kind of sampler goes, and a preset's
/// name where the sampler is no longer that.
void set_sampler(LaneSpec& lane, const SamplerSpec& sampler);

/// A copy of a lane; where it has a name, under the first of "X 2", "X 3" ... that is free.
LaneSpec copy_of(const std::vector<LaneSpec>& lanes, std::size_t lane);

}  // namespace alphabar
