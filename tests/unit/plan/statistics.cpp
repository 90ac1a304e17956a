#include "tests/unit/plan/statistics.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

namespace alphabar {

double two_sample_deviation(const std::vector<std::size_t>& first,
                            const std::vector<std::size_t>& second) {
  if (first.size() != second.size()) throw std::runtime_error("different bins");
  const auto total = [](const std::vector<std::size_t>& counts) {
    return static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::size_t{0}));
  };
  const double n = total(first), m = total(second);
  double chi2 = 0, few_first = 0, few_second = 0;
  int bins = 0;
  const auto add = [&](double a, double b) {  // Press et al., Numerical Recipes, eq. 14.3.3
    const double difference = std::sqrt(m / n) * a - std::sqrt(n / m) * b;
    chi2 += difference * difference / (a + b);
    ++bins;
  };
  for (std::size_t i = 0; i < first.size(); ++i) {
    const auto a = static_cast<double>(first[i]), b = static_cast<double>(second[i]);
    if (a + b >= 20) {
      add(a, b);
    } else {
      few_first += a;
      few_second += b;
    }
  }
  if (few_first + few_second > 0) add(few_first, few_second);
  const double k = bins - 1, spread = 2 / (9 * k);
  return (std::cbrt(chi2 / k) - (1 - spread)) / std::sqrt(spread);
}

double uniform_deviation(std::vector<double> numbers) {
  std::ranges::sort(numbers);
  const auto n = static_cast<double>(numbers.size());
  double largest = 0;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto below = static_cast<double>(i);
    largest = std::max({largest, numbers[i] - below / n, (below + 1) / n - numbers[i]});
  }
  return largest * std::sqrt(n);
}

}  // namespace alphabar
