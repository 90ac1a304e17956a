#include "app/cli/images/image_output.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "core/base/error.h"
#include "core/files/arrays/npz.h"

namespace alphabar {
namespace {

using Shape = std::vector<std::int64_t>;

/// The rows of x that are states, and those that a corrector made.
struct StateRows {
  std::vector<float> states, corrected;
};

StateRows split_rows(const ImageRun& run, const Plan& plan) {
  StateRows rows;
  const std::size_t one = run.picture_size() * static_cast<std::size_t>(run.count);
  for (std::size_t i = 0; i < run.x_rows.size(); ++i) {
    const int row = run.x_rows[i];
    const bool apart =
        row >= 0 && plan.rows[static_cast<std::size_t>(row)].report == Report::corrected;
    auto& to = apart ? rows.corrected : rows.states;
    to.insert(to.end(), run.x.data() + i * one, run.x.data() + (i + 1) * one);
  }
  return rows;
}

/// The last state without the noise of its step.
std::vector<float> mean_of_last(const ImageRun& run, const Plan& plan) {
  const std::size_t one = run.picture_size() * static_cast<std::size_t>(run.count);
  const Row& last = plan.rows.back();
  const float* x = run.x.data() + (run.x_rows.size() - 2) * one;
  const float* x0 = run.x0.data() + (run.eval_rows.size() - 1) * one;
  const float* eps = run.eps.data() + (run.eval_rows.size() - 1) * one;
  std::vector<float> mean(one);
  for (std::size_t i = 0; i < one; ++i) {
    double sum = last.c_x * x[i];
    if (last.c_d[0] != 0) sum += last.c_d[0] * x0[i];
    if (last.c_e[0] != 0) sum += last.c_e[0] * eps[i];
    mean[i] = static_cast<float>(sum);
  }
  return mean;
}

// A sheet of pictures, each enlarged, with a gap between them; values -1 to 1 become 0 to 255.
class Sheet {
 public:
  Sheet(const ImageRun& run, int columns, int rows)
      : run_(run), zoom_(std::max(1, 112 / run.width)) {
    image_.channels = run.channels == 3 ? 3 : 1;
    image_.width = columns * (run.width * zoom_ + gap) + gap;
    image_.height = rows * (run.height * zoom_ + gap) + gap;
    if (image_.width > 16384 || image_.height > 16384)
      throw BadRequest("images", "picture", std::to_string(image_.width) + " pixels wide",
                       "at most 16384", "write an .npz instead");
    image_.pixels.assign(static_cast<std::size_t>(image_.width) *
                             static_cast<std::size_t>(image_.height * image_.channels),
                         64);
  }

  // values: [channel][height][width].
  void put(int column, int row, const float* values) {
    const int left = gap + column * (run_.width * zoom_ + gap);
    const int top = gap + row * (run_.height * zoom_ + gap);
    for (int y = 0; y < run_.height * zoom_; ++y)
      for (int x = 0; x < run_.width * zoom_; ++x)
        for (int c = 0; c < image_.channels; ++c) {
          const float value = values[(c * run_.height + y / zoom_) * run_.width + x / zoom_];
          const double shade = std::round((std::clamp(value, -1.0f, 1.0f) + 1) * 127.5);
          image_.pixels[static_cast<std::size_t>(
              ((top + y) * image_.width + left + x) * image_.channels + c)] =
              static_cast<std::uint8_t>(shade);
        }
  }

  const Image& image() const { return image_; }

 private:
  static constexpr int gap = 2;
  const ImageRun& run_;
  int zoom_;
  Image image_;
};

}  // namespace

namespace {

void write_lane(NpzWriter& out, const std::string& prefix, const ImageLane& lane) {
  const auto& [run, plan, arrays] = lane;
  const auto shape = [&](std::size_t rows) {
    return Shape{static_cast<std::int64_t>(rows), run.count, run.channels, run.height, run.width};
  };
  const std::size_t one = run.picture_size() * static_cast<std::size_t>(run.count);
  if (arrays.corrected_apart) {
    const StateRows rows = split_rows(run, plan);
    out.add(prefix + "x", rows.states, shape(rows.states.size() / one));
    if (!rows.corrected.empty())
      out.add(prefix + "x_corrected", rows.corrected, shape(rows.corrected.size() / one));
    out.add(prefix + "x_mean_last", mean_of_last(run, plan),
            {run.count, run.channels, run.height, run.width});
  } else {
    out.add(prefix + "x", run.x, shape(run.x_rows.size()));
  }
  out.add(prefix + "x0", run.x0, shape(run.eval_rows.size()));
  out.add(prefix + "eps", run.eps, shape(run.eval_rows.size()));
  if (run.said.size() > 0) {
    Shape said = shape(run.eval_rows.size());
    said[2] = run.out_channels;
    out.add(prefix + "model_output", run.said, said);
  }
  const Shape list = {static_cast<std::int64_t>(arrays.timesteps.size())};
  if (std::ranges::all_of(arrays.timesteps, [](double t) { return t == std::floor(t); }))
    out.add(prefix + "timesteps",
            std::vector<std::int64_t>(arrays.timesteps.begin(), arrays.timesteps.end()), list);
  else
    out.add(prefix + "timesteps", arrays.timesteps, list);
}

Image sheet_of_lane(const ImageRun& run) {
  const std::size_t one = run.picture_size(), all = one * static_cast<std::size_t>(run.count);
  if (run.count > 1) {
    const int columns = static_cast<int>(std::ceil(std::sqrt(run.count)));
    Sheet sheet(run, columns, (run.count + columns - 1) / columns);
    const float* last = run.x.data() + (run.x_rows.size() - 1) * all;
    for (int i = 0; i < run.count; ++i)
      sheet.put(i % columns, i / columns, last + static_cast<std::size_t>(i) * one);
    return sheet.image();
  }
  const std::size_t states = run.x_rows.size(), answers = run.eval_rows.size();
  const std::size_t columns = std::min<std::size_t>(11, states);
  Sheet sheet(run, static_cast<int>(columns), 2);
  for (std::size_t i = 0; i < columns; ++i) {
    const std::size_t row = columns > 1 ? i * (states - 1) / (columns - 1) : 0;
    sheet.put(static_cast<int>(i), 0, run.x.data() + row * all);
    if (answers > 0)
      sheet.put(static_cast<int>(i), 1, run.x0.data() + std::min(row, answers - 1) * all);
  }
  return sheet.image();
}

}  // namespace

void write_arrays(std::span<const ImageLane> lanes, const std::string& path,
                  const std::string& recipe) {
  NpzWriter out(path);
  for (std::size_t i = 0; i < lanes.size(); ++i)
    write_lane(out, i == 0 ? "" : "lane" + std::to_string(i + 1) + "/", lanes[i]);
  out.add_recipe(recipe);
  out.finish();
}

Image sheet_of(std::span<const ImageLane> lanes) {
  Image all = sheet_of_lane(lanes.front().run);
  for (const ImageLane& lane : lanes.subspan(1)) {
    const Image next = sheet_of_lane(lane.run);
    const int width = std::max(all.width, next.width);
    Image both{width, all.height + next.height, all.channels, {}};
    both.pixels.assign(
        static_cast<std::size_t>(width) * static_cast<std::size_t>(both.height * both.channels),
        64);
    const auto put = [&](const Image& image, int top) {
      const auto row = static_cast<std::size_t>(image.width * image.channels);
      for (int y = 0; y < image.height; ++y)
        std::copy_n(image.pixels.begin() + static_cast<std::ptrdiff_t>(row) * y, row,
                    both.pixels.begin() + std::ptrdiff_t{top + y} * width * both.channels);
    };
    put(all, 0);
    put(next, all.height);
    all = std::move(both);
  }
  if (all.height > 16384)
    throw BadRequest("images", "picture", std::to_string(all.height) + " pixels high",
                     "at most 16384", "write an .npz instead");
  return all;
}

}  // namespace alphabar
