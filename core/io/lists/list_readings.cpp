#include "core/io/lists/list_readings.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "core/base/check.h"
#include "core/io/lists/list_text.h"
#include "core/plan/notes/follow_process.h"
#include "core/plan/notes/remarks.h"
#include "core/process/levels/grid.h"

namespace alphabar {
namespace {

using Form = ScheduleList::Form;

bool all_whole(const std::vector<double>& values) {
  return std::ranges::all_of(values, [](double v) { return v == std::floor(v); });
}

/// The sigma of the noisiest level, and of the cleanest one.
double highest_sigma(const Process& process) { return process.at(process.t_max()).sigma(); }

/// "number 3 = 0.7, but betas lie in (0, 1)"
std::string fault_text(const ScheduleList& list, std::size_t i) {
  return "number " + std::to_string(i + 1) + " = " + to_text(list.values[i]) + ", but " +
         form_info(list.form).rule;
}

/// What speaks against a form, and by how many numbers.
struct Against {
  std::string words;
  std::size_t faults = 0;
};

/// What keeps numbers without a fault from being this form on this process; empty: nothing does.
std::string contradiction(const ScheduleList& list, const Process& process) {
  const std::vector<double>& v = list.values;
  const double most = *std::ranges::max_element(v);
  switch (list.form) {
    case Form::betas: return v.front() > v.back() ? "they fall, and betas rise" : "";
    case Form::alpha_bar: return v.size() < 2 ? "one number is no schedule" : "";
    case Form::t:
    case Form::timesteps: {
      const bool from_one = list.form == Form::t;
      if (!all_whole(v)) return "they are no whole numbers";
      if (process.is_flow()) {
        if (from_one || most <= 1) return "times of a flow lie in [0, 1]";
        return most > 1000 ? "timesteps of a flow lie in 0..1000" : "";
      }
      if (!process.discrete()) return "this process has no timesteps";
      const int T = process.T();
      if (from_one) return most != T ? "they do not start at T" : "";
      return most > T - 1 ? "this process has the timesteps 0.." + std::to_string(T - 1) : "";
    }
    case Form::sigmas:
      if (process.is_flow() && most <= 1) return "between 1 and 0 they are times of this flow";
      if (process.variance_exploding() && std::isinf(v.front()))
        return "this process has no pure noise";
      // A run that starts above all levels and ends far from the data is none.
      if (process.discrete() && v.size() > 1 && all_whole(v) && most <= process.T() &&
          most > 1.1 * highest_sigma(process))
        return "whole numbers above the highest sigma, " + short_text(highest_sigma(process)) +
               ", are timesteps";
      return "";
    case Form::flow:
      if (process.variance_exploding() && most == 1) return "this process has no pure noise";
      return "";
  }
  return "";
}

std::string reason_for(const ScheduleList& list, const Process& process) {
  switch (list.form) {
    case Form::betas: return "they rise within (0, 1)";
    case Form::alpha_bar: return "they fall from below 1";
    case Form::t: return "they start at T = " + std::to_string(process.T());
    case Form::timesteps: return "whole numbers that fall";
    case Form::flow:
      return process.is_flow() ? "the process is a flow, and they lie in [0, 1]"
                               : "they fall within [0, 1], as times of a flow do";
    case Form::sigmas: return "they fall";
  }
  return "";
}

/// How likely a form is for such numbers where several fit; higher goes first.
int likelihood(const ScheduleList& list, const Process& process) {
  const double first = list.values.front();
  switch (list.form) {
    case Form::betas:
    case Form::t: return 6;
    case Form::timesteps: return first > 20 ? 5 : 2;
    case Form::alpha_bar: return process.is_flow() && list.values.size() < 100 ? 2 : 4;
    case Form::flow: return first == 1 || process.is_flow() ? 4 : 2;
    case Form::sigmas: return 3;
  }
  return 0;
}

/// The form that a name before a list says. alphas are 1 - beta.
struct Named {
  std::optional<Form> form;
  bool alphas = false;
};
Named named(std::string name) {
  std::ranges::transform(name, name.begin(), [](unsigned char c) {
    return static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
  });
  const auto has = [&](const char* word) { return name.find(word) != std::string::npos; };
  if (has("flow")) return {Form::flow};
  if (has("sigma")) return {Form::sigmas};
  if (has("timestep") || has("time_step")) return {Form::timesteps};
  if (has("cumprod") || has("alpha_bar") || has("alphabar")) return {Form::alpha_bar};
  if (has("beta")) return {Form::betas};
  if (has("alpha")) return {Form::betas, true};
  if (name == "t" || name == "times") return {Form::t};
  return {};
}

ListReading named_reading(const NumberList& numbers, const Named& name) {
  ScheduleList list{*name.form, numbers.values};
  if (name.alphas)
    for (double& value : list.values) value = 1 - value;
  return {list, "its name is " + numbers.name};
}

/// Timesteps are whole; whatever else a list is need not be.
bool fits_whole_numbers(Form form, const std::vector<double>& values) {
  return (form != Form::timesteps && form != Form::t) || all_whole(values);
}

/// The forms that the numbers do not contradict.
std::vector<ListReading> fitting(const NumberList& numbers, const Process& process,
                                 std::vector<Against>& against) {
  std::vector<ListReading> readings;
  for (const ListFormInfo& info : list_forms()) {
    const ScheduleList list{info.form, numbers.values};
    const std::vector<std::size_t> failing = faults(list);
    const std::string problem =
        failing.empty() ? contradiction(list, process) : fault_text(list, failing.front());
    if (problem.empty())
      readings.push_back({list, reason_for(list, process)});
    else
      against.push_back({std::string(info.name) + ": " + problem,
                         failing.size() + (fits_whole_numbers(info.form, numbers.values) ? 0 : 1)});
  }
  std::ranges::stable_sort(readings, [&](const ListReading& a, const ListReading& b) {
    return likelihood(a.list, process) > likelihood(b.list, process);
  });
  return readings;
}

/// The forms that at most a tenth of the numbers keep from fitting, the fewest faults first.
std::vector<ListReading> nearly_fitting(const NumberList& numbers, const Process& process) {
  std::vector<ListReading> readings;
  for (const ListFormInfo& info : list_forms()) {
    const ScheduleList list{info.form, numbers.values};
    const std::size_t failing = faults(list).size();
    if (failing * 10 <= numbers.values.size() && fits_whole_numbers(info.form, numbers.values) &&
        contradiction(repaired(list), process).empty())
      readings.push_back({list, std::to_string(failing) + " of " +
                                    std::to_string(numbers.values.size()) + " do not fit"});
  }
  std::ranges::stable_sort(readings, {},
                           [](const ListReading& r) { return faults(r.list).size(); });
  return readings;
}

/// Refuses a list that fits no form, with what is against the ones that it fits best.
[[noreturn]] void refuse_all(const NumberList& numbers, std::vector<Against> against,
                             const std::string& where) {
  constexpr std::size_t most_numbers = 4, most_forms = 2;
  std::string text, problems;
  for (std::size_t i = 0; i < std::min(numbers.values.size(), most_numbers); ++i)
    text += (i > 0 ? ", " : "") + to_text(numbers.values[i]);
  if (numbers.values.size() > most_numbers) text += ", ...";
  std::ranges::stable_sort(against, {}, &Against::faults);
  for (std::size_t i = 0; i < std::min(against.size(), most_forms); ++i)
    problems += (i > 0 ? "; " : "") + against[i].words;
  throw BadRequest(where, "list", text, "numbers of one kind (" + problems + ")",
                   "correct it, or say what it is by a name before it: betas = ...");
}

/// Adds the readings of `numbers`.
void append(std::vector<ListReading>& all, const std::vector<ListReading>& more,
            const NumberList& numbers) {
  for (ListReading reading : more) {
    if (numbers.decimal_commas) reading.reason += "; commas taken for decimal points";
    all.push_back(std::move(reading));
  }
}

/// Where the numbers themselves can be read in two ways, those are kept that fit without a fault.
void keep_the_faultless(std::vector<ListReading>& readings) {
  const auto fits = [](const ListReading& r) { return faults(r.list).empty(); };
  if (std::ranges::any_of(readings, fits)) std::erase_if(readings, std::not_fn(fits));
}

}  // namespace

std::vector<ListReading> list_readings(std::string_view text, const std::string& where,
                                       const Process& process, std::optional<Form> as) {
  const std::vector<NumberList> lists = read_numbers(text, where);
  std::vector<ListReading> readings;
  std::vector<Against> against;
  for (const NumberList& numbers : lists) {
    const Named name = named(numbers.name);
    std::vector<ListReading> these;
    if (as) {
      these = {{{*as, numbers.values}, "you said so"}};
    } else if (name.form) {
      these = {named_reading(numbers, name)};
      const ScheduleList times{Form::flow, numbers.values};
      if (name.form == Form::sigmas && process.is_flow() && faults(times).empty())
        these.insert(these.begin(), {times, "libraries of flow matching call their times sigmas"});
    } else {
      these = fitting(numbers, process, against);
    }
    append(readings, these, numbers);
  }
  keep_the_faultless(readings);
  if (readings.empty() && lists.size() == 1) readings = nearly_fitting(lists.front(), process);
  if (readings.empty()) refuse_all(lists.front(), std::move(against), where);
  return readings;
}

ListReading only_reading(const std::vector<ListReading>& readings, const std::string& where) {
  assert(!readings.empty());
  const std::vector<std::size_t> failing = faults(readings.front().list);
  if (readings.size() > 1) {
    std::string all;
    for (const ListReading& reading : readings)
      all += (all.empty() ? "" : "; ") + std::string(form_info(reading.list.form).name) + " (" +
             reading.reason + ")";
    throw BadRequest(where, "list",
                     std::to_string(readings.front().list.values.size()) + " numbers",
                     "one of " + all, "say which with --as, or by a name before it");
  }
  if (!failing.empty())
    throw BadRequest(where, form_info(readings.front().list.form).name,
                     "number " + std::to_string(failing.front() + 1) + " = " +
                         to_text(readings.front().list.values[failing.front()]),
                     form_info(readings.front().list.form).rule);
  return readings.front();
}

Scene with_list(Scene scene, const ScheduleList& list, std::size_t lane) {
  if (lists_levels(list.form)) {
    GridSpec& grid = scene.lanes[lane].sampler.grid;
    grid = grid_of(list, Process(process_of(scene, lane)), grid);
  } else {
    process_of(scene, lane) = process_of(list);
    follow_process(scene);
  }
  return scene;
}

std::string describe(const ScheduleList& list, const Process& process) {
  const std::string count = std::to_string(list.values.size());
  if (!lists_levels(list.form)) {
    const Process made(process_of(list));
    return count + " " + form_info(list.form).name + ": T = " + count +
           ", alpha_bar_T = " + short_text(made.alpha_bar(made.T()));
  }
  const GridSpec grid = grid_of(list, process);
  const std::string outside = outside_text(process, run_levels(process, grid));
  return std::to_string(grid.values.size()) + " " + form_info(list.form).title + ": " +
         short_text(list.values.front(), 6) + " to " +
         short_text(list.values[grid.values.size() - 1], 6) + ", then clean data" +
         (outside.empty() ? "" : "; " + outside);
}

}  // namespace alphabar
