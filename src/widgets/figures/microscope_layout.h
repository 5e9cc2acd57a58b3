#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "widgets/figures/microscope_numbers.h"
#include "widgets/painter.h"

namespace attention::widgets {

/// Where everything in the microscope goes, relative to the body's top left corner, device pixels. One function for measuring and
/// drawing. A wide figure keeps the earlier steps in sight; a phone shows the current step and the line that leads to it.
struct MicroscopeLayout {
  // Which parts this step shows.
  bool states = false, vectors = false, products = false, score = false, row = false, bars = false, mix = false;

  // Choosing: a box for each piece, the pieces of one word side by side.
  std::vector<Rect> from_pieces, to_pieces;  ///< empty while folded
  bool folded = false;                  ///< a phone: each list of pieces opens from its button
  Rect from_button, to_button;
  float to_label_x = 0;
  float from_y = 0, to_y = 0;           ///< middle of the first line, for "From" and "To"
  float picker_label_x = 0;
  Rect exchange;
  std::string note;                     ///< "… is 2 tokens", empty if both words are one token each
  float note_y = 0;
  float steps_y = 0;                    ///< step pills; the player follows them
  Rect previous, play, next;
  float digits_x = 0, digits_y = 0;

  // Strips: a name on the left, cells, the scale on the right; on a phone name and scale above the cells.
  struct Strip { Rect name, cells, scale; };
  Strip from_state, to_state, query, key, product;
  float projection_y = 0;               ///< baseline
  Rect running;                         ///< running sum of the products
  Rect running_name;
  float score_x = 0, score_y = 0;       ///< baseline

  // The row: one place per piece, in one or more columns.
  struct Row { Rect rect; float name_right = 0, score_right = 0, bar_x = 0, bar_width = 0, weight_right = 0; };
  bool divider = false;                 ///< a line between what came before and the row
  float divider_y = 0, row_title_y = 0; ///< line, baseline
  float mix_title_x = 0, mix_title_y = 0;
  std::vector<Row> rows;
  int row_columns = 1;                  ///< columns of rows
  std::vector<Rect> mixes;              ///< per column of rows: the matrix of weight × value
  Strip output;
  float facts_y = 0, facts_width = 0;   ///< maximum, sum, this token's weight
  float rest_x = 0, rest_y = 0, rest_width = 0;
  float next_y = 0;                     ///< what happens to the output
  float legend_y = 0;
  float height = 0;
};

/// `id`: the figure's, for its folds.
MicroscopeLayout lay_out_microscope(const Scene& scene, const MicroscopeNumbers& numbers, const article::Strings& strings, const Fonts& fonts,
                                    const Theme& theme, float width, std::string_view id);
/// Key in ViewState::open of a folded list of pieces; `which` is "from" or "to".
std::string microscope_list_key(std::string_view id, std::string_view which);

/// What the strip of a piece's state is called: where in the model it was taken.
std::string microscope_state_name(const Scene& scene, const MicroscopeNumbers& numbers, const article::Strings& strings, const std::string& piece);
/// The lines under the row: maximum and sum of the softmax, then the chosen weight from them.
std::vector<std::string> microscope_facts(const Scene& scene, const MicroscopeNumbers& numbers, const article::Strings& strings);
/// "Where did the rest go?": what start and end token hold, in weight and in the mix.
std::string microscope_rest(const Scene& scene, const MicroscopeNumbers& numbers, const article::Strings& strings);
/// The four steps as their pills say them.
std::vector<std::string> microscope_steps(const article::Strings& strings);

/// Decimals for scores and weights unless all digits are shown.
inline constexpr int microscope_decimals = 3;

}  // namespace attention::widgets
