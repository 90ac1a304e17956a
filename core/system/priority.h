#pragma once

namespace alphabar {

/// Lets this thread, and the threads that it starts from now on, give way to all others of the
/// machine that want a processor: for work beside a window that somebody looks at. There is no way
/// back, so it is for threads of one's own. Does nothing where the system has no such thing.
void lower_priority();

}  // namespace alphabar
