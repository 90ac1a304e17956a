#include "core/base/priority.h"

#ifdef __linux__
#include <sys/resource.h>
#include <unistd.h>
#endif

namespace alphabar {

void give_way() {
#ifdef __linux__
  constexpr int niceness = 19;  // what the window leaves over, and little more
  // On Linux niceness belongs to a thread and is inherited. Refused: the thread goes on as it was.
  (void)setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), niceness);
#endif
}

}  // namespace alphabar
