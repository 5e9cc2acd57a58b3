// attention rank: which of some texts is true of a picture.
#include <algorithm>
#include <cmath>
#include <format>
#include <optional>

#include "platform/cli/models.h"

namespace attention::cli {
namespace {

constexpr std::string_view help_before =
    R"(attention rank PICTURE "TEXT" "TEXT" … [--model coca|contrastive] [--by vectors|likelihood] [--json] [--trace FILE]
               [--fit cover|contain] [--assets DIR]

Says how probable it is that each text is true of the picture, best first; = marks equal places. Each text is judged by
itself, so the probabilities need not sum to 1. The model knows this article's small drawn world, in four languages.
  --model MODEL       coca (the default), or contrastive: trained without captions and without hard negatives
  --by HOW            vectors (the default): one vector for the picture, one for each text, as in CLIP. likelihood: how likely the
                      layers that write captions, which look at the patches word by word, find each text, in the language
                      that suits it best; they tell who has which colour, where the two vectors often do not (only coca)
  --json              print place, probability, logit, pieces and pieces that the model never saw
  --trace FILE        write safetensors, F32: `picture` [3, size, size], `image.L.attention` [heads, N + 1, N + 1] (0 is the
                      class token), `image.vector`, `image.patches`, and for text T, in the order given,
                      `text.T.L.attention` [heads, P, P], `text.T.vector`, `logits` [texts]; metadata `texts`, `pieces`
)";
constexpr std::string_view help_after = R"(  --assets DIR        the folder that holds models/

Exit status: 0 done, 1 the picture, a text or a file was refused, 2 the arguments make no sense.
)";

/// How likely the captioning layers find a text, in the language in which it is likeliest.
struct Likelihood {
  double per_piece = 0;  ///< ln p, mean over the pieces
  std::string language;
};

struct Candidate {
  std::string text;
  model::CaptionPieces caption;
  float logit = 0;
  std::optional<Likelihood> likelihood;  ///< where that is what decides
  int place = 0;                         ///< from 1; equals share one
  bool is_tied = false;

  double score() const { return likelihood ? likelihood->per_piece : static_cast<double>(logit); }
  double probability() const { return 1 / (1 + std::exp(-static_cast<double>(logit))); }
};

/// Best first, with places. Scores are equal when they are printed alike: a difference that nobody sees decides
/// nothing.
void put_in_order(std::vector<Candidate>& candidates) {
  const auto shown = [](const Candidate& candidate) { return std::lround(candidate.score() * 1000); };
  std::ranges::stable_sort(candidates, [&](const Candidate& a, const Candidate& b) { return shown(a) > shown(b); });
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const bool as_before = i > 0 && shown(candidates[i]) == shown(candidates[i - 1]);
    candidates[i].place = as_before ? candidates[i - 1].place : static_cast<int>(i) + 1;
    if (as_before) candidates[i].is_tied = candidates[i - 1].is_tied = true;
  }
}

std::string to_table(const std::vector<Candidate>& candidates) {
  std::string table = candidates[0].likelihood ? "place  ln p a piece  as  text" : "place  probability    logit  text";
  for (const Candidate& one : candidates) {
    table += std::format("\n{:>4}{}  ", one.place, one.is_tied ? '=' : ' ');
    table += one.likelihood
                 ? std::format("{:>11.3f}  {}  {}", one.likelihood->per_piece, one.likelihood->language, one.text)
                 : std::format("{:>10.2f}%  {:>7.3f}  {}", 100 * one.probability(), one.logit, one.text);
  }
  return table;
}

std::string to_json(const std::vector<Candidate>& candidates) {
  return json_list(candidates, [](JsonWriter& json, const Candidate& one) {
    json.begin_object();
    json.key("place").value(one.place);
    json.key("tied").value(one.is_tied);
    json.key("probability").value(one.probability());
    json.key("logit").value(one.logit);
    if (one.likelihood) {
      json.key("log_likelihood").value(one.likelihood->per_piece);
      json.key("language").value(one.likelihood->language);
    }
    json.key("text").value(one.text);
    json.key("pieces").raw(json_list(one.caption.pieces));
    json.key("unknown").raw(json_list(one.caption.unknown));
    json.key("dropped").value(one.caption.dropped);
    json.end_object();
  });
}

Likelihood likelihood_of(const model::CocaModel& model, const model::CaptionPieces& caption,
                         const model::ReadCaption& read, const model::SeenPicture& seen) {
  const auto& languages = model.config().languages;
  std::optional<Likelihood> best;
  for (std::size_t i = 0; i < languages.size(); ++i) {
    const double value = model.log_likelihood(caption.indices, read.states, seen.patches, static_cast<int>(i));
    if (!best || value > best->per_piece) best = {value, languages[i]};
  }
  return best.value_or(Likelihood{});
}

}  // namespace

Exit run_rank(std::span<const std::string_view> arguments, const std::filesystem::path& program) {
  std::string_view trace, name = "coca";
  bool wants_json = false, by_likelihood = false;
  image::Fit fit = image::Fit::cover;
  const std::string help = std::format("{}{}{}", help_before, fit_help, help_after);
  const auto begun = start(
      {.help = help,
       .options = {choice_option<std::string_view>("--model", name, {{"coca", "coca"}, {"contrastive", "contrastive"}}),
                   choice_option("--by", by_likelihood, {{"vectors", false}, {"likelihood", true}}),
                   text_option("--trace", trace), flag("--json", wants_json), fit_option(fit)},
       .least_texts = 2,
       .most_texts = 1000,
       .missing = "which picture, and which texts?",
       .contradiction =
           [&] {
             return by_likelihood && name != "coca" ? std::string("--by likelihood needs the model that writes: coca")
                                                    : std::string();
           }},
      arguments, program);
  if (!begun) return begun.error();

  const auto captioner = open_captioner(begun->assets, name);
  if (!captioner) return complain(Exit::failure, message_of(captioner.error()));
  const model::CocaModel& model = captioner->model;
  const model::CocaConfig& config = model.config();
  std::vector<Candidate> candidates;
  for (const std::string_view text : std::span(begun->texts).subspan(1)) {
    auto caption = captioner->vocabulary.read(text);
    if (!caption)
      return complain(Exit::failure, std::format("text {}: {}", candidates.size() + 1, message_of(caption.error())));
    warn_about(*caption, text, config);
    candidates.push_back({std::string(text), std::move(*caption)});
  }
  const auto picture = open_picture(begun->texts[0], config.size, fit);
  if (!picture) return complain(Exit::failure, picture.error());

  const model::SeenPicture seen = model.see(*picture);
  TraceTensors tensors;
  add_picture(tensors, config, *picture, seen);
  std::vector<float> logits;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const model::ReadCaption read = model.read(candidates[i].caption.indices);
    candidates[i].logit = model.similarity(seen.vector, read.vector);
    if (by_likelihood) candidates[i].likelihood = likelihood_of(model, candidates[i].caption, read, seen);
    logits.push_back(candidates[i].logit);
    const auto pieces = static_cast<std::int64_t>(candidates[i].caption.indices.size());
    tensors.add_layers(std::format("text.{}", i), "attention", {config.heads, pieces, pieces}, read.attention);
    tensors.add(std::format("text.{}.vector", i), {config.width}, read.vector);
  }
  if (!trace.empty()) {
    tensors.add("logits", {static_cast<std::int64_t>(logits.size())}, logits);
    tensors.describe("texts",
                     json_list(candidates, [](JsonWriter& json, const Candidate& one) { json.value(one.text); }));
    tensors.describe("pieces", json_list(candidates, [](JsonWriter& json, const Candidate& one) {
                       json.raw(json_list(one.caption.pieces));
                     }));
    if (!write_file(trace, tensors.write())) return complain(Exit::failure, std::format("cannot write {}", trace));
  }
  put_in_order(candidates);
  print(wants_json ? to_json(candidates) : to_table(candidates));
  return Exit::success;
}

}  // namespace attention::cli
