#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace attention::text {

/// A part of a prompt and its weight; 1 is neutral. Weights are what the grammar says, so from outside they can be
/// negative, huge, infinite or not a number: prompt_weights.h refuses what cannot be computed with.
struct PromptPart {
  std::string text;
  double weight = 1;
  bool operator==(const PromptPart&) const = default;
};

/// Longer prompts are refused: nesting makes the grammars quadratic in the length.
inline constexpr std::size_t prompt_byte_limit = 16384;

/// AUTOMATIC1111 stable-diffusion-webui, `parse_prompt_attention` (modules/prompt_parser.py): `(a)` × 1.1, `[a]` ÷ 1.1,
/// `(a:1.3)` × 1.3, nesting multiplies, brackets are escaped by a backslash, unclosed ones reach to the end, neighbours
/// of equal weight join. The word BREAK comes out as a part of its own with weight -1. Prompt scheduling (`[a:b:3]`)
/// and AND, which that program resolves beforehand, are not part of this grammar. Digits are ASCII digits. Errors:
/// invalid_utf8; too_long, "<bytes>/<limit>"; parse, for a weight like `1.2.3`, which that program refuses too.
Result<std::vector<PromptPart>> parse_a1111(std::string_view prompt);

/// ComfyUI, `token_weights` (comfy/sd1_clip.py): `(a)` × 1.1, `(a:1.3)` sets 1.3 whatever is around it, only
/// parentheses count and only where they balance. The weight is whatever Python reads as a float (`1e1`, ` .5`, `inf`),
/// digit separators excepted. Errors: invalid_utf8; too_long.
Result<std::vector<PromptPart>> parse_comfy(std::string_view prompt);

/// compel (src/compel/prompt_parser.py): `word++`, `(a phrase)1.3`, `"a phrase"-`, `(a phrase).attend(0.8)`; each `+`
/// × 1.1, each `-` × 0.9, nesting multiplies, neighbours of equal weight join with a space. Errors: invalid_utf8;
/// too_long; unsupported, with the operator (.swap, .blend, .and, LoRA); parse, when nested deeper than 50.
Result<std::vector<PromptPart>> parse_compel(std::string_view prompt);

}  // namespace attention::text
