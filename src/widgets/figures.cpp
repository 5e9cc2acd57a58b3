#include "widgets/figure.h"
#include "widgets/figure_sentence.h"

namespace attention::widgets {

std::unique_ptr<Figure> make_figure(const article::FigureSlot& slot) {
  if (slot.figure == "sentence") return std::make_unique<SentenceFigure>(slot);
  return nullptr;
}

}  // namespace attention::widgets
