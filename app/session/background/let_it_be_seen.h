#pragma once

#include <stop_token>

namespace alphabar {

/// Leaves the processors to the frames that show a new run; throws Cancelled where a newer one is
/// asked for meanwhile.
void let_it_be_seen(std::stop_token stop);

}  // namespace alphabar
