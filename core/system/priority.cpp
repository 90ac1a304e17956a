#include "core/system/priority.h"

#ifdef __linux__
#include <sched.h>
#endif

namespace alphabar {

void lower_priority() {
#ifdef __linux__
  // A thread of any other class preempts it at once, where a nice one would finish its time slice.
  // On Linux the class belongs to a thread and is inherited. Refused: the thread goes on as it was.
  const sched_param priority{};
  (void)sched_setscheduler(0, SCHED_IDLE, &priority);
#endif
}

}  // namespace alphabar
