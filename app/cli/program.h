#pragma once

namespace alphabar {

/// The whole program: reads the command line, does the work, says in one line on stderr what went
/// wrong. Returns 0 when done, 1 when the work failed, 2 when the request was wrong.
int run_program(int argc, char** argv);

}  // namespace alphabar
