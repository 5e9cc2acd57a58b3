#pragma once
#include "widgets/scene.h"
#include "widgets/ui.h"

namespace attention::widgets {

/// Draws the microscope's body into `area` as lay_out_microscope() places it, registers its controls, and returns edits through `ui`.
/// Only if microscope_ready().
void draw_microscope(Ui& ui, const Scene& scene, const Rect& area);

}  // namespace attention::widgets
