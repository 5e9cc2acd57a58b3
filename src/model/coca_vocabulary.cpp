#include "model/coca_vocabulary.h"

#include <algorithm>
#include <utility>

#include "text/characters.h"
#include "text/normalise.h"
#include "text/prompt_grammar.h"

namespace attention::model {
namespace {

constexpr std::string_view word_start = text::space_marker_utf8;

std::size_t at(int i) {
  return static_cast<std::size_t>(i);
}

}  // namespace

CocaVocabulary::CocaVocabulary(text::Tokenizer tokenizer, std::span<const int> ids, int window)
    : tokenizer_(std::move(tokenizer)), ids_(ids.begin(), ids.end()), window_(window) {
  for (std::size_t i = 0; i < ids_.size(); ++i) indices_.emplace(ids_[i], static_cast<int>(i));
}

Result<CocaVocabulary> CocaVocabulary::make(text::Tokenizer tokenizer, const CocaModel& model) {
  const auto ids = model.piece_ids();
  const bool fits = ids[CocaModel::start_piece] == tokenizer.bos() && ids[CocaModel::end_piece] == tokenizer.eos() &&
                    ids[CocaModel::unknown_piece] == tokenizer.unknown() &&
                    std::ranges::all_of(ids, [&](int id) { return id >= 0 && id < tokenizer.piece_count(); });
  if (!fits) return fail(ErrorCode::shape_mismatch, "the captioner's pieces are those of another tokenizer");
  return CocaVocabulary(std::move(tokenizer), ids, model.config().window);
}

Result<CaptionPieces> CocaVocabulary::read(std::string_view text) const {
  const auto prepared = text::prepare_text(text);
  if (!prepared) return std::unexpected(prepared.error());
  auto tokens = text::read_text(tokenizer_, *prepared, static_cast<int>(text::prompt_byte_limit));
  if (!tokens) return std::unexpected(tokens.error());
  CaptionPieces caption;
  if (static_cast<int>(tokens->ids.size()) > window_) {
    // What is left ends with the end token, as in training, because the caption's vector comes from there.
    const auto kept = static_cast<std::ptrdiff_t>(window_ - 1);
    caption.dropped = prepared->substr(tokens->sources[at(window_ - 2)].end);
    if (const auto start = caption.dropped.find_first_not_of(' '); start != std::string::npos)
      caption.dropped.erase(0, start);
    tokens->ids.erase(tokens->ids.begin() + kept, tokens->ids.end() - 1);
    tokens->pieces.erase(tokens->pieces.begin() + kept, tokens->pieces.end() - 1);
  }
  for (std::size_t i = 0; i < tokens->ids.size(); ++i) {
    const auto found = indices_.find(tokens->ids[i]);
    caption.indices.push_back(found == indices_.end() ? CocaModel::unknown_piece : found->second);
    if (caption.indices.back() != CocaModel::unknown_piece) continue;
    std::string shown = tokens->pieces[i];
    if (shown.starts_with(word_start)) shown.erase(0, word_start.size());
    if (!shown.empty() && std::ranges::find(caption.unknown, shown) == caption.unknown.end())
      caption.unknown.push_back(std::move(shown));
  }
  caption.pieces = std::move(tokens->pieces);
  return caption;
}

std::string_view CocaVocabulary::piece(int index) const {
  return tokenizer_.piece(ids_[at(index)]);
}

std::string CocaVocabulary::write(std::span<const int> indices) const {
  std::string text;
  for (const int index : indices) {
    if (index == CocaModel::end_piece) break;
    text += piece(index);
  }
  for (auto at = text.find(word_start); at != std::string::npos; at = text.find(word_start, at))
    text.replace(at, word_start.size(), " ");
  const auto first = text.find_first_not_of(' ');
  return first == std::string::npos ? std::string() : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

}  // namespace attention::model
