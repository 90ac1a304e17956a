#pragma once

namespace alphabar {

/// Lets this thread, and the threads that it starts from now on, give way to the others of the
/// program where all of them want a processor: for work that somebody looks at while it goes on.
/// There is no way back, so it is for threads of one's own. Does nothing where the system has no
/// such thing.
void give_way();

}  // namespace alphabar
