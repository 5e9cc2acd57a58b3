// attention describe: a caption for a picture, and where its words looked.
#include <algorithm>
#include <cstdio>
#include <format>

#include "platform/cli/models.h"

namespace attention::cli {
namespace {

constexpr std::string_view help_before =
    R"(attention describe PICTURE [--language en|it|fr|de] [--json] [--trace FILE] [--fit cover|contain] [--assets DIR]

Writes what is to be seen, with the captioner trained for this article on its small drawn world.
  --language LANGUAGE of the caption (default: en)
  --json              print the caption, its pieces, and for each piece where it looked in the picture: [pieces, patches]
  --trace FILE        write safetensors, F32: `picture` [3, size, size], `image.L.attention` [heads, N + 1, N + 1] (0 is the
                      class token), `image.vector`, `image.patches`, `text.L.attention`, `caption.L.attention` [heads, P, P],
                      `caption.L.cross` [heads, P, N], `cross` [P, N], their mean; row i is the one that chose piece i;
                      metadata `caption`, `language`, `pieces`, as JSON
)";
constexpr std::string_view help_after = R"(  --assets DIR        the folder that holds models/

Exit status: 0 done, 1 the picture or a file was refused, 2 the arguments make no sense.
)";

struct Caption {
  std::string text, language;
  std::vector<std::string> pieces;
};

std::string to_json(const Caption& caption, const std::vector<float>& cross) {
  JsonWriter json;
  json.begin_object();
  json.key("caption").value(caption.text);
  json.key("language").value(caption.language);
  json.key("pieces").raw(json_list(caption.pieces));
  json.key("cross").begin_array();
  const std::size_t patches = cross.size() / caption.pieces.size();
  for (std::size_t i = 0; i < cross.size(); ++i) {
    if (i % patches == 0) json.begin_array();
    json.value(cross[i]);
    if (i % patches == patches - 1) json.end_array();
  }
  json.end_array().end_object();
  return json.take();
}

TraceTensors make_trace(const model::CocaModel& model, int language, const std::vector<float>& picture,
                        const model::SeenPicture& seen, const model::Description& description, const Caption& caption) {
  const model::CocaConfig& config = model.config();
  TraceTensors tensors;
  add_picture(tensors, config, picture, seen);
  // Causal: one pass over all pieces but the last has the rows that chose each of them, one after the other.
  std::vector<int> read{model::CocaModel::start_piece};
  read.insert(read.end(), description.pieces.begin(), description.pieces.end() - 1);
  const model::ReadCaption states = model.read(read);
  const model::WrittenCaption written = model.write(states.states, seen.patches, language);
  const auto pieces = static_cast<std::int64_t>(read.size());
  tensors.add_layers("text", "attention", {config.heads, pieces, pieces}, states.attention);
  tensors.add_layers("caption", "attention", {config.heads, pieces, pieces}, written.attention);
  tensors.add_layers("caption", "cross", {config.heads, pieces, config.patches()}, written.cross);
  tensors.add("cross", {pieces, config.patches()}, description.cross);
  tensors.describe("caption", json_quote(caption.text));
  tensors.describe("language", json_quote(caption.language));
  tensors.describe("pieces", json_list(caption.pieces));
  return tensors;
}

}  // namespace

Exit run_describe(std::span<const std::string_view> arguments, const std::filesystem::path& program) {
  std::string_view language = "en", trace;
  bool wants_json = false;
  image::Fit fit = image::Fit::cover;
  const std::string help = std::format("{}{}{}", help_before, fit_help, help_after);
  const auto begun = start({.help = help,
                            .options = {text_option("--language", language), text_option("--trace", trace),
                                        flag("--json", wants_json), fit_option(fit)},
                            .missing = "which picture?"},
                           arguments, program);
  if (!begun) return begun.error();

  const auto captioner = open_captioner(begun->assets, "coca");
  if (!captioner) return complain(Exit::failure, message_of(captioner.error()));
  const model::CocaModel& model = captioner->model;
  const auto& languages = model.config().languages;
  const auto found = std::ranges::find(languages, language);
  if (found == languages.end())
    return complain(Exit::usage,
                    std::format("'{}' is no language of the captioner; it knows en, it, fr and de", language));
  const auto picture = open_picture(begun->texts[0], model.config().size, fit);
  if (!picture) return complain(Exit::failure, picture.error());

  const int language_index = static_cast<int>(found - languages.begin());
  const model::SeenPicture seen = model.see(*picture);
  const model::Description description = model.describe(seen.patches, language_index);
  Caption caption{captioner->vocabulary.write(description.pieces), *found, {}};
  for (const int piece : description.pieces) caption.pieces.emplace_back(captioner->vocabulary.piece(piece));
  if (description.pieces.back() != model::CocaModel::end_piece)
    std::fputs(std::format("attention: the caption found no end within {} pieces\n", model.config().window).c_str(),
               stderr);
  if (!trace.empty()) {
    const Bytes bytes = make_trace(model, language_index, *picture, seen, description, caption).write();
    if (!write_file(trace, bytes)) return complain(Exit::failure, std::format("cannot write {}", trace));
  }
  print(wants_json ? to_json(caption, description.cross) : caption.text);
  return Exit::success;
}

}  // namespace attention::cli
