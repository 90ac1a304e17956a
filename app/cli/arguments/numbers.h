#pragma once

namespace CLI {
class Validator;
}

namespace alphabar {

/// Lets through what is a seed, a whole number from 0 to 2^64 - 1. CLI11 alone takes the number
/// that is nearest.
CLI::Validator seed_check();

}  // namespace alphabar
