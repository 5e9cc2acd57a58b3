#include "text/tokenizer.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>

#include "base/joined.h"
#include "base/utf8.h"
#include "text/characters.h"
#include "text/normalise.h"

namespace attention::text {
namespace {

/// FNV-1a, because it grows byte by byte: the Viterbi search extends one hash over all pieces that start at a
/// character.
struct PieceHash {
  std::uint32_t value = 2166136261u;
  void add(char byte) { value = (value ^ static_cast<unsigned char>(byte)) * 16777619u; }
  /// FNV's low bits are weak for short keys; this mixes the high ones in.
  std::uint32_t slot(std::uint32_t mask) const { return (value ^ value >> 15) & mask; }
};

std::unexpected<Error> corrupt(std::string_view detail) {
  return fail(ErrorCode::file_corrupt, joined("tokenizer: ", detail));
}

/// Floats from U8 [4, n]: bit patterns as differences from the one before, one plane for each byte, lowest first.
std::vector<float> from_byte_planes(ByteView planes) {
  const std::size_t n = planes.size() / 4;
  std::vector<float> values(n);
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < 4; ++k) bits += std::to_integer<std::uint32_t>(planes[k * n + i]) << (8 * k);
    values[i] = std::bit_cast<float>(bits);
  }
  return values;
}

/// Step 1 to 3 of the rules: the text as the pieces spell it.
struct Normalised {
  std::string text;                  ///< UTF-8, spaces as markers
  std::vector<std::uint32_t> begin;  ///< [n + 1] first byte of each character in `text`, and its end
  std::vector<ByteRange> source;     ///< [n] where each character came from

  std::size_t length() const { return source.size(); }
};

}  // namespace

struct Tokenizer::Tables {
  TensorFile file;             ///< owns what the views and spans point at
  std::string_view pieces;     ///< a line feed after each
  std::vector<std::uint32_t> piece_begins;  ///< [n + 1] first byte of each piece in `pieces`, and their end
  std::vector<float> scores;
  std::span<const std::uint32_t> from, replacement_offsets, to;
  int bos = 0, eos = 0, unknown = 0;
  float unknown_score = 0;
  std::size_t longest = 1;  ///< characters in the longest piece

  /// Open addressing, linear probing; a slot holds id + 1, 0 is empty. Less than half full.
  std::vector<std::uint32_t> slots;
  std::uint32_t slot_mask = 0;

  std::size_t count() const { return scores.size(); }
  std::string_view piece(std::size_t id) const { return pieces.substr(piece_begins[id], piece_begins[id + 1] - 1 - piece_begins[id]); }

  Result<void> read();
  Result<int> read_id(std::string_view key) const;
  void fill_slots();
  int find(std::string_view piece, PieceHash hash) const;
  Normalised normalise(std::string_view text) const;
};

Result<int> Tokenizer::Tables::read_id(std::string_view key) const {
  const auto found = file.metadata().find(key);
  int id = -1;
  if (found != file.metadata().end()) {
    const std::string& text = found->second;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (error != std::errc() || end != text.data() + text.size()) id = -1;
  }
  if (id < 0 || static_cast<std::size_t>(id) >= count()) return corrupt(joined("metadata '", key, "' is no piece"));
  return id;
}

Result<void> Tokenizer::Tables::read() {
  // Checks that `ends` are the n + 1 ascending ends of n items in `available` elements.
  const auto are_offsets = [](std::span<const std::uint32_t> ends, std::size_t n, std::size_t available) {
    return ends.size() == n + 1 && ends.front() == 0 && std::ranges::is_sorted(ends) && ends.back() <= available;
  };
  constexpr std::int64_t any[] = {-1};
  const auto numbers = [&](std::string_view name) -> Result<std::span<const std::uint32_t>> {
    return file.find(name, DType::u32, any).and_then(&TensorView::unsigned_ints);
  };
  constexpr std::int64_t four_any[] = {4, -1};
  const auto text = file.find("pieces.text", DType::u8, any);
  const auto planes = file.find("pieces.scores", DType::u8, four_any);
  const auto sources = numbers("normalise.from"), ends = numbers("normalise.offsets"),
             targets = numbers("normalise.to");
  if (!text) return corrupt(text.error().detail);
  if (!planes) return corrupt(planes.error().detail);
  for (const auto* result : {&sources, &ends, &targets})
    if (!*result) return corrupt(result->error().detail);

  pieces = {reinterpret_cast<const char*>(text->bytes.data()), text->bytes.size()};
  piece_begins.push_back(0);
  for (std::size_t end = pieces.find('\n'); end != std::string_view::npos; end = pieces.find('\n', end + 1))
    piece_begins.push_back(static_cast<std::uint32_t>(end + 1));
  scores = from_byte_planes(planes->bytes);
  from = *sources;
  replacement_offsets = *ends;
  to = *targets;
  // Half of the hash's index range is far more than any vocabulary has.
  if (scores.empty() || scores.size() > 1u << 30) return corrupt("the number of pieces");
  if (piece_begins.size() != scores.size() + 1 || piece_begins.back() != pieces.size()) return corrupt("not as many scores as pieces");
  if (!std::ranges::all_of(scores, [](float score) { return std::isfinite(score); }))
    return corrupt("a score is not finite");
  if (!std::ranges::is_sorted(from) || !are_offsets(replacement_offsets, from.size(), to.size()))
    return corrupt("the replacements");

  for (const auto& [key, id] : {std::pair("bos", &bos), std::pair("eos", &eos), std::pair("unk", &unknown)}) {
    const auto value = read_id(key);
    if (!value) return std::unexpected(value.error());
    *id = *value;
  }
  unknown_score = std::ranges::min(scores) - 10.0f;
  fill_slots();
  return {};
}

void Tokenizer::Tables::fill_slots() {
  std::size_t capacity = 16;
  while (capacity < 2 * count()) capacity *= 2;
  slots.assign(capacity, 0);
  slot_mask = static_cast<std::uint32_t>(capacity - 1);
  for (std::size_t id = 0; id < count(); ++id) {
    PieceHash hash;
    std::size_t length = 0;
    const std::string_view text = piece(id);
    for (const char byte : text) {
      hash.add(byte);
      length += (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
    }
    longest = std::max(longest, length);
    std::uint32_t slot = hash.slot(slot_mask);
    while (slots[slot] != 0 && piece(slots[slot] - 1) != text) slot = (slot + 1) & slot_mask;
    slots[slot] = static_cast<std::uint32_t>(id + 1);  // of equal pieces the last one counts, as in the reference
  }
}

int Tokenizer::Tables::find(std::string_view text, PieceHash hash) const {
  for (std::uint32_t slot = hash.slot(slot_mask); slots[slot] != 0; slot = (slot + 1) & slot_mask)
    if (piece(slots[slot] - 1) == text) return static_cast<int>(slots[slot] - 1);
  return -1;
}

Normalised Tokenizer::Tables::normalise(std::string_view text) const {
  Normalised result;
  const auto put = [&result](char32_t code_point, ByteRange source) {
    if (code_point == U' ') {
      if (!result.source.empty() && result.text.ends_with(' ')) {
        result.source.back() = {source.end, source.end};
        return;
      }
      source.begin = source.end;
    }
    result.begin.push_back(static_cast<std::uint32_t>(result.text.size()));
    result.source.push_back(source);
    utf8::append(result.text, code_point);
  };
  for (const auto& [code_point, begin, end] : utf8::CodePoints(text)) {
    const auto found = std::ranges::lower_bound(from, static_cast<std::uint32_t>(code_point));
    if (found == from.end() || *found != code_point) {
      put(code_point, {begin, end});
      continue;
    }
    const auto i = static_cast<std::size_t>(found - from.begin());
    for (std::uint32_t j = replacement_offsets[i]; j < replacement_offsets[i + 1]; ++j)
      put(static_cast<char32_t>(to[j]), {begin, end});
  }

  // Spaces become markers only now, so that a `▁` that was typed does not collapse with a space.
  const bool needs_marker = !result.text.starts_with(' ');
  std::string marked;
  std::vector<std::uint32_t> begins;
  marked.reserve(result.text.size() + 8);
  begins.reserve(result.begin.size() + 2);
  const auto put_marker = [&] {
    begins.push_back(static_cast<std::uint32_t>(marked.size()));
    marked += space_marker_utf8;
  };
  if (needs_marker) {
    put_marker();
    const std::size_t start = result.source.empty() ? 0 : result.source.front().begin;
    result.source.insert(result.source.begin(), ByteRange{start, start});
  }
  for (std::size_t i = 0; i < result.begin.size(); ++i) {
    const std::size_t begin = result.begin[i],
                      end = i + 1 < result.begin.size() ? result.begin[i + 1] : result.text.size();
    if (result.text[begin] == ' ') {
      put_marker();
    } else {
      begins.push_back(static_cast<std::uint32_t>(marked.size()));
      marked.append(result.text, begin, end - begin);
    }
  }
  begins.push_back(static_cast<std::uint32_t>(marked.size()));
  result.text = std::move(marked);
  result.begin = std::move(begins);
  return result;
}

Result<Tokenizer> Tokenizer::load(TensorFile file) {
  auto tables = std::make_shared<Tables>();
  tables->file = std::move(file);
  if (auto read = tables->read(); !read) return std::unexpected(read.error());
  Tokenizer tokenizer;
  tokenizer.tables_ = std::move(tables);
  return tokenizer;
}

Result<Tokens> Tokenizer::tokenize(std::string_view text) const {
  if (!utf8::is_valid(text)) return fail(ErrorCode::invalid_utf8);
  if (tables_ == nullptr) return fail(ErrorCode::internal, "an empty tokenizer");
  const Tables& tables = *tables_;
  const Normalised normalised = tables.normalise(text);
  const std::string_view characters = normalised.text;
  const std::size_t n = normalised.length();

  // Viterbi. Sums are rounded to float, in this order: where two ways tie, the reference's choice depends on it.
  struct Step {
    float best = -std::numeric_limits<float>::infinity();
    std::uint32_t start = 0;
    int id = 0;
  };
  std::vector<Step> steps(n + 1);
  steps[0].best = 0;
  for (std::size_t start = 0; start < n; ++start) {
    const float here = steps[start].best;
    PieceHash hash;
    const std::size_t last_end = std::min(n, start + tables.longest);
    for (std::size_t end = start + 1; end <= last_end; ++end) {
      for (std::size_t byte = normalised.begin[end - 1]; byte < normalised.begin[end]; ++byte)
        hash.add(characters[byte]);
      const std::size_t begin_byte = normalised.begin[start];
      const int id = tables.find(characters.substr(begin_byte, normalised.begin[end] - begin_byte), hash);
      if (id < 0 || id == tables.unknown) continue;
      const float sum = here + tables.scores[static_cast<std::size_t>(id)];
      if (sum > steps[end].best) steps[end] = {sum, static_cast<std::uint32_t>(start), id};
    }
    const float sum = here + tables.unknown_score;
    Step& next = steps[start + 1];
    // The second condition cannot hold with real scores; with absurd ones it keeps the way back unbroken.
    if (sum > next.best || std::isinf(next.best)) next = {sum, static_cast<std::uint32_t>(start), tables.unknown};
  }

  Tokens tokens;
  const auto add = [&tokens](int id, std::string_view piece, ByteRange source) {
    tokens.ids.push_back(id);
    tokens.pieces.emplace_back(piece);
    tokens.sources.push_back(source);
  };
  add(tables.eos, "</s>", {text.size(), text.size()});
  for (std::size_t end = n; end > 0;) {
    const Step& step = steps[end];
    const std::size_t start = step.start, begin_byte = normalised.begin[start];
    add(step.id, characters.substr(begin_byte, normalised.begin[end] - begin_byte),
        {normalised.source[start].begin, normalised.source[end - 1].end});
    end = start;
  }
  add(tables.bos, "<s>", {0, 0});
  std::ranges::reverse(tokens.ids);
  std::ranges::reverse(tokens.pieces);
  std::ranges::reverse(tokens.sources);
  return tokens;
}

int Tokenizer::piece_count() const {
  return tables_ == nullptr ? 0 : static_cast<int>(tables_->count());
}

std::string_view Tokenizer::piece(int id) const {
  return id < 0 || id >= piece_count() ? std::string_view() : tables_->piece(static_cast<std::size_t>(id));
}

int Tokenizer::find(std::string_view piece) const {
  if (tables_ == nullptr) return -1;
  PieceHash hash;
  for (const char byte : piece) hash.add(byte);
  return tables_->find(piece, hash);
}

int Tokenizer::bos() const {
  return tables_ == nullptr ? 0 : tables_->bos;
}
int Tokenizer::eos() const {
  return tables_ == nullptr ? 0 : tables_->eos;
}
int Tokenizer::unknown() const {
  return tables_ == nullptr ? 0 : tables_->unknown;
}

Result<Tokens> read_text(const Tokenizer& tokenizer, std::string_view text, int limit) {
  if (auto checked = check_text(text); !checked) return std::unexpected(checked.error());
  // A pasted book need not be tokenised to the end to know that it is too long; the count is then a lower bound.
  constexpr std::size_t enough_bytes = 1 << 20;
  const bool cut = text.size() > enough_bytes;
  if (cut) text = text.substr(0, utf8::previous(text, enough_bytes));
  auto tokens = tokenizer.tokenize(text);
  if (!tokens) return tokens;
  const auto count = static_cast<int>(tokens->ids.size());
  if (cut || count > limit) return fail(ErrorCode::too_long, joined(std::max(count, limit + 1), "/", limit));
  const bool only_markers = std::all_of(tokens->pieces.begin() + 1, tokens->pieces.end() - 1,
                                        [](const std::string& piece) { return piece == space_marker_utf8; });
  if (only_markers) return fail(ErrorCode::empty_text);
  return tokens;
}

}  // namespace attention::text
