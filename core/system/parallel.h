#pragma once

#include <cstddef>
#include <functional>

namespace alphabar {

/// Calls job(0), ..., job(jobs - 1), each once, in any order, on `threads` threads (0: one for each
/// processor); returns when all are done. The first exception ends what has not begun and is thrown
/// here. Throws BadRequest for a number of threads outside 0..1024.
void parallel_for(std::size_t jobs, int threads, const std::function<void(std::size_t)>& job);

}  // namespace alphabar
