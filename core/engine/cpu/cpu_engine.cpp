#include "core/engine/cpu/cpu_engine.h"

#include <algorithm>
#include <thread>

#include "core/base/error.h"
#include "core/engine/batch_run.h"
#include "core/engine/cpu/execution.h"
#include "core/engine/cpu/lowered_plan.h"
#include "core/model/mixture.h"

namespace alphabar {

CpuEngine::CpuEngine(const CpuOptions& options)
    : kernels_(choose_kernels()), threads_(options.threads) {
  if (threads_ < 0 || threads_ > 1024)
    throw BadRequest("engine", "threads", std::to_string(threads_), "0 (all) to 1024");
  if (threads_ == 0) threads_ = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

std::string CpuEngine::name() const {
  return "CPU, " + std::to_string(threads_) + (threads_ == 1 ? " thread, " : " threads, ") +
         kernels_.target;
}

Trajectory<float> CpuEngine::run(const RunRequest& request) {
  check(request);
  if (!request.model->kernel_form()) return run_batches<float>(request, threads_);
  return execute(request, lower<float>(request), kernels_.float32, threads_);
}

Trajectory<double> CpuEngine::run_double(const RunRequest& request) {
  check(request);
  if (!request.model->closed_form()) return run_batches<double>(request, threads_);
  return execute(request, lower<double>(request), kernels_.float64, threads_);
}

}  // namespace alphabar
