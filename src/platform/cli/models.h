#pragma once
#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "explain/engine_files.h"
#include "image/resize.h"
#include "model/coca_vocabulary.h"
#include "model/picture_model.h"
#include "platform/cli/arguments.h"
#include "platform/cli/trace_tensors.h"

/// What several commands open: models of the assets folder, and pictures from anywhere.
namespace attention::cli {

/// The picture model: the finished one, or as it was after that many samples of its training. Errors: as
/// PictureModel::load; file_missing; unknown_name for a checkpoint that there is not, with those that there are.
Result<model::PictureModel> open_picture_model(const std::filesystem::path& assets,
                                               std::optional<std::uint64_t> samples);

/// The model that captions and ranks, and its words.
struct Captioner {
  model::CocaModel model;
  model::CocaVocabulary vocabulary;
};
/// `name`: coca, or contrastive, which only ranks. Errors: as CocaModel::load; file_missing; those of the tokenizer's
/// files.
Result<Captioner> open_captioner(const std::filesystem::path& assets, std::string_view name);

/// Gives the files what they want, from the assets folder.
void deliver_wanted(explain::EngineFiles& files, const std::filesystem::path& assets);

/// A picture file as the models see it, [3, size, size], −1…1; what is transparent lies on mid-grey. Not a picture:
/// what to say.
std::expected<std::vector<float>, std::string> open_picture(const std::filesystem::path& path, int size,
                                                            image::Fit fit);
/// The option --fit, in the words of `fit_help`.
Option fit_option(image::Fit& to);
inline constexpr std::string_view fit_help =
    R"(  --fit cover|contain PICTURE is PNG, JPEG, BMP or GIF (its first frame), up to 50 million pixels. What is
                      transparent is grey; what is not square is cropped to its middle (cover, the default)
                      or gets grey bars (contain)
)";

/// `picture`, and what the image encoder made of it: `image.L.attention`, `image.vector`, `image.patches`.
void add_picture(TraceTensors& tensors, const model::CocaConfig& config, const std::vector<float>& picture,
                 const model::SeenPicture& seen);

/// Says what of a text was cut and what of it the model never saw.
void warn_about(const model::CaptionPieces& caption, std::string_view text, const model::CocaConfig& config);

}  // namespace attention::cli
