#include <cstdlib>

#include "app/cli/arguments/standard_streams.h"
#include "app/cli/program.h"

int main(int argc, char** argv) {
  alphabar::prepare_process();
  // LibTorch's threads would wait for each other spinning, which on a busy machine makes a net ten
  // times slower. Read when its library is loaded; set here, while there is one thread.
  setenv("OMP_WAIT_POLICY", "passive", 0);
  return alphabar::run_program(argc, argv);
}
