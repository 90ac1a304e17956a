#pragma once

#include <string>

#include "core/files/json/json_fields.h"
#include "core/io/diffusers/case_grid.h"
#include "core/io/diffusers/case_schedule.h"
#include "core/process/process.h"
#include "core/scene/guidance_spec.h"
#include "core/scene/sampler/sampler_spec.h"

namespace alphabar {

/// Where the sampler of a case is read to.
struct CaseSampler {
  SamplerSpec spec;
  GuidanceSpec guidance;
};

/// What a reader of one kind of sampler has.
struct CaseReader {
  JsonFields& f;
  const Process& process;
  SamplerSpec& s;
  GuidanceSpec& guidance;
  const LibrarySigmas& sigmas;
  const std::string& kind;
};

/// A reference case's sampler and its guidance, in the names and with the defaults of the library
/// that it is of; what the schedule says of the levels (`grid`) goes before what the sampler does.
/// The state is kept as that library keeps it. Throws BadRequest for options that no plan has.
CaseSampler read_case_sampler(JsonFields& f, const Process& process, const CaseGrid& grid);

/// The readers of DPM-Solver, UniPC and DEIS of diffusers, and of k-diffusion's samplers by the
/// name of their function; false where `kind` is none of them.
bool read_library_solver(const CaseReader& r);
bool read_k_sampler(const CaseReader& r);

}  // namespace alphabar
