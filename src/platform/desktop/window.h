#pragma once
#include <filesystem>

#include "base/error.h"
#include "platform/desktop/files.h"
#include "platform/desktop/options.h"

namespace attention::platform {

/// The running program's file: what the system says, else the name that it was started with.
std::filesystem::path program_path(const char* started_as);

/// Opens the window and runs until it is closed; with options.screenshot, draws one picture without showing a window.
/// Errors: unsupported (no display, no OpenGL 3.3), file_missing (the picture cannot be written), internal (the page did not
/// settle within options.patience).
Result<void> run_window(const Options& options, const AssetFolder& assets);

}  // namespace attention::platform
