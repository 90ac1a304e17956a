#include <nlohmann/json.hpp>
#include <string>

#include "core/base/error.h"
#include "core/io/diffusers/model_scheduler.h"
#include "core/io/diffusers/scheduler_config.h"

// Anything but what a net was trained on or a BadRequest is a finding.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  using namespace alphabar;
  const std::string text(reinterpret_cast<const char*>(bytes), count),
      file = "scheduler_config.json";
  try {
    read_model_scheduler(parse_scheduler_config(text, file), file);
  } catch (const BadRequest&) {
  }
  return 0;
}
