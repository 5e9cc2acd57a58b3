#include "widgets/figure.h"
#include "widgets/figures/microscope.h"
#include "widgets/figures/order.h"
#include "widgets/figures/sentence.h"
#include "widgets/figures/wall.h"

namespace attention::widgets {

std::unique_ptr<Figure> make_figure(const article::FigureSlot& slot) {
  if (slot.figure == "sentence") return std::make_unique<SentenceFigure>(slot);
  if (slot.figure == "wall") return std::make_unique<WallFigure>(slot);
  if (slot.figure == "microscope") return std::make_unique<MicroscopeFigure>(slot);
  if (slot.figure == "order") return std::make_unique<OrderFigure>(slot);
  return nullptr;
}

}  // namespace attention::widgets
