#pragma once

namespace alphabar {

/// Of the whole process, before it has threads or open files. A standard stream that is closed
/// becomes one that leads nowhere: else the first file that is opened would take its number, and
/// what is meant for people would be written into it. A file that may not grow any more is a failed
/// write, as a full disk is, and not the end of the program.
void prepare_process();

/// What was printed is out. Throws Failed where it cannot be, or could not before.
void flush_standard_output();

}  // namespace alphabar
