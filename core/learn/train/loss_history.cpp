#include "core/learn/train/loss_history.h"

namespace alphabar {

void LossHistory::add(std::int64_t steps, double loss,
                      const std::function<double()>& held_out_loss) {
  constexpr double share = 0.03;
  constexpr std::size_t asked_each = 16;
  smooth = step.size() < 2 ? loss : smooth + share * (loss - smooth);
  if (steps % every != 0) return;
  const bool due = step.size() % asked_each == 0;
  const double held = due ? held_out_loss() : held_out.back();
  step.push_back(static_cast<double>(steps));
  train.push_back(smooth);
  held_out.push_back(held);
  if (step.size() < most) return;
  every *= 2;  // every other point goes
  for (auto* list : {&step, &train, &held_out}) {
    for (std::size_t i = 0; 2 * i < list->size(); ++i) (*list)[i] = (*list)[2 * i];
    list->resize((list->size() + 1) / 2);
  }
}

}  // namespace alphabar
