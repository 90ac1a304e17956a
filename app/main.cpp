#include "app/cli/program.h"

int main(int argc, char** argv) { return alphabar::run_program(argc, argv); }
