#include "core/io/schedule_text.h"

#include "core/base/check.h"
#include "core/io/lists/list_text.h"
#include "core/process/levels/grid.h"
#include "core/process/process.h"

namespace alphabar {
namespace {

std::vector<double> table_of(const ProcessSpec& spec, ScheduleList::Form form) {
  const Process process(spec);
  if (!process.discrete())
    throw BadRequest("process", "kind", "continuous", "a discrete process",
                     "a continuous one has no list of betas");
  std::vector<double> values;
  for (int t = 1; t <= process.T(); ++t)
    values.push_back(form == ScheduleList::Form::betas ? process.beta(t) : process.alpha_bar(t));
  return values;
}

}  // namespace

std::string python_list(const std::vector<double>& values) {
  std::string text = "[";
  for (const double value : values) text.append(text.size() > 1 ? ", " : "").append(to_text(value));
  return text + "]";
}

std::string betas_text(const ProcessSpec& process) {
  return "betas = " + python_list(table_of(process, ScheduleList::Form::betas));
}
std::string alphas_cumprod_text(const ProcessSpec& process) {
  return "alphas_cumprod = " + python_list(table_of(process, ScheduleList::Form::alpha_bar));
}

std::string levels_text(const ProcessSpec& process, const SamplerSpec& sampler) {
  const Process made(process);
  const bool flow = made.is_flow();
  std::vector<double> values;
  for (const Level& level : run_levels(made, sampler.grid))
    values.push_back(flow ? level.t : level.sigma());
  return (flow ? "flow_times = " : "sigmas = ") + python_list(values);
}

bool looks_like_schedule(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  if (text.size() > most_list_bytes || begin == std::string_view::npos) return false;
  text.remove_prefix(begin);
  if (is_scheduler_config(text)) return true;
  if (text.starts_with('{'))
    return text.find('[') != std::string_view::npos &&
           text.find("\"format\"") == std::string_view::npos &&
           text.find("\"parameterisation\"") == std::string_view::npos;
  return text.find_first_of("[0123456789.-+") < 40;  // npos, where there is none, is more
}

PastedSchedule read_schedule(std::string_view text, const std::string& where,
                             const ProcessSpec& now, int steps) {
  if (is_scheduler_config(text)) return {{}, read_scheduler_config(text, where, steps)};
  return {list_readings(text, where, Process(now)), {}};
}

}  // namespace alphabar
