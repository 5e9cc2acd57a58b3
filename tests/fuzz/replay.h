#pragma once
#include <cstdint>
#include <string>
#include <vector>

/// A fuzz target is one file fuzz_<name>.cpp with these two functions. With Clang's libFuzzer
/// (-DATTENTION_LIBFUZZER=ON) the fuzzer supplies main(); else replay.cpp runs the corpus and a fixed number of
/// repeatable mutations of it, as a test.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace attention::fuzz {

/// Inputs to begin with: valid ones, and ones that were trouble once.
std::vector<std::string> corpus();

}  // namespace attention::fuzz
