#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "app/session/session.h"
#include "core/base/error.h"
#include "core/runs/cursor.h"

namespace alphabar {

using namespace std::chrono_literals;

constexpr auto timeout = 20s;  // far beyond what any of these takes on a loaded machine

/// What a fake engine was asked for, shared with the test.
struct Log {
  std::mutex mutex;
  std::vector<RunRequest> requests;
  std::atomic<bool> hold = false;  ///< runs that can be cancelled wait here
  std::atomic<int> cancelled = 0, pictures = 0;
  std::atomic<bool> hold_sweep = false;
  std::atomic<int> measuring_engines = 0, swept = 0;

  std::vector<RunRequest> take() {
    const std::lock_guard lock(mutex);
    return std::exchange(requests, {});
  }
};

class FakeEngine : public Engine {
 public:
  explicit FakeEngine(std::shared_ptr<Log> log) : log_(std::move(log)) {}
  std::string name() const override { return "fake"; }
  Trajectory<float> run(const RunRequest& request) override {
    {
      const std::lock_guard lock(log_->mutex);
      log_->requests.push_back(request);
    }
    while (log_->hold && request.stop.stop_possible()) {
      if (request.stop.stop_requested()) {
        ++log_->cancelled;
        throw Cancelled();
      }
      std::this_thread::sleep_for(1ms);
    }
    Trajectory<float> trajectory;
    trajectory.particles = request.particles;
    trajectory.x_rows = kept_rows(*request.plan, request.record);
    trajectory.x.assign(trajectory.rows() * request.particles * 2,
                        static_cast<float>(request.seed));
    return trajectory;
  }

 private:
  std::shared_ptr<Log> log_;
};

/// Counts the runs of a sweep, and holds them where asked to, until they are cancelled.
class SweepEngine : public FakeEngine {
 public:
  explicit SweepEngine(std::shared_ptr<Log> log)
      : FakeEngine(std::make_shared<Log>()), log_(std::move(log)) {}
  Trajectory<float> run(const RunRequest& request) override {
    ++log_->swept;
    while (log_->hold_sweep) {
      if (request.stop.stop_requested()) {
        ++log_->cancelled;
        throw Cancelled();
      }
      std::this_thread::sleep_for(1ms);
    }
    return FakeEngine::run(request);
  }

 private:
  std::shared_ptr<Log> log_;
};

class SessionTest : public testing::Test {
 protected:
  Backends backends() {
    return {.make_engine =
                [log = log_] {
                  return LaneBackend{std::make_unique<FakeEngine>(log), "a test asks for it", {}};
                },
            .make_pictures =
                [log = log_](const PictureJob& job) {
                  ++log->pictures;
                  auto run = std::make_shared<PictureRun>();
                  run->rows_done = 1;
                  auto runs = std::make_shared<PictureRuns>();
                  runs->lanes.push_back(std::move(run));
                  job.publish(std::move(runs));
                }};
  }

  /// The same, and what runs is measured.
  Backends measuring() {
    Backends all = backends();
    all.make_measuring_engine = [log = log_] {
      ++log->measuring_engines;
      return std::make_unique<SweepEngine>(log);
    };
    return all;
  }
  static Scene small_scene() {
    Scene scene = default_scene();
    scene.particles = 40;
    return scene;
  }

  /// Runs of any size count as short, so that none is split.
  static SessionLimits all_short() { return {.prompt_seconds = 1e9}; }
  /// Every run shows a part first, and can be cancelled.
  static SessionLimits all_long() { return {.prompt_seconds = 0}; }

  std::shared_ptr<Log> log_ = std::make_shared<Log>();
};

}  // namespace alphabar
