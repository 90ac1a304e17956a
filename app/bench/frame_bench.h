#pragma once

#include <string>
#include <vector>

namespace alphabar {

/// How long frames took while something ran beside them.
struct FrameFigure {
  std::string name;
  double median, p99;  ///< milliseconds
};

/// How soon a change of the data is seen: milliseconds from the edit to the frame with the first
/// 2,000 particles or more, and with all 20,000.
struct DataFigure {
  std::string name;  ///< of the data
  double first, whole;
};

struct FrameBench {
  double first_frame;                              ///< seconds from the start of the program
  std::vector<FrameFigure> frames;                 ///< the first: nothing else ran
  double first_result_median, first_result_worst;  ///< milliseconds from an edit to what it shows
  std::vector<DataFigure> data;
};

struct FrameBenchOptions {
  int frames = 400;  ///< of each figure, 20 or more
  int width = 1280, height = 800;
  int edits = 20;  ///< 1 or more
};

/// Opens the default scene in a window without a display, and plays it: alone, beside a run of a
/// million particles, beside a filmstrip of sixteen pictures, beside an export, beside a training;
/// and a scene with a schedule of 100,000 betas. Then edits the default scene (20,000 particles,
/// 100 rows, two lanes) while it plays and counts the time until the first new run is on screen;
/// and gives it each of the data that ship. Throws Failed where there is no OpenGL.
FrameBench bench_frames(const FrameBenchOptions& options = {});

}  // namespace alphabar
