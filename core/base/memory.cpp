#include "core/base/memory.h"

#include <cmath>

#include "core/base/check.h"

namespace alphabar {

void check_memory(const std::string& where, const std::string& field, const std::string& value,
                  double bytes, const std::string& advice) {
  if (bytes <= most_memory) return;
  throw BadRequest(where, field, value,
                   "what fits into " + to_text(most_memory / 1e9) + " GB; this needs " +
                       to_text(std::ceil(bytes / 1e8) / 10),
                   advice);
}

}  // namespace alphabar
