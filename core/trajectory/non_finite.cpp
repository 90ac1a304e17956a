#include "core/trajectory/non_finite.h"

#include "core/base/error.h"

namespace alphabar {

template <class Real>
void check_finite(const std::string& where, const States<Real>& states, const DescribeRow& more) {
  const std::optional<NonFinite> found = find_non_finite(states.values, states.items, states.size);
  if (!found) return;
  const std::size_t rows = states.values.size() / (states.items * states.size);
  throw Failed(where + ": " + std::to_string(found->items) + " of " + std::to_string(states.items) +
               " " + states.what + " left the numbers there are" +
               (more ? more(found->row)
                     : "; row " + std::to_string(found->row) + " of " + std::to_string(rows) +
                           " is the first"));
}

template void check_finite(const std::string&, const States<float>&, const DescribeRow&);
template void check_finite(const std::string&, const States<double>&, const DescribeRow&);

}  // namespace alphabar
