#pragma once
#include <optional>
#include <span>
#include <vector>

#include "base/tensor_file.h"
#include "model/encoder_weights.h"

namespace attention::model {

/// The first thing that an encoder does with piece ids: the rows of the word table, which come in shards as they are
/// needed, plus position and type rows, then LayerNorm.
class Embeddings {
 public:
  /// Nothing loaded yet.
  Embeddings() = default;
  explicit Embeddings(const EncoderConfig& config) : config_(config) {}

  /// Takes the files. Errors: file_corrupt; the embeddings are then as before.
  Result<void> set_common(TensorFile file);  ///< position rows, type row, LayerNorm
  Result<void> set_index(TensorFile file);   ///< which shard holds which piece
  Result<void> add_rows(TensorFile file);    ///< starter, base or another shard

  bool has_common() const { return common_.has_value(); }
  bool has_index() const { return !shard_of_.empty(); }

  /// What has to be loaded before these ids can be embedded.
  struct Missing {
    bool index = false;       ///< some row is not here, and the index does not say yet where it is
    std::vector<int> shards;  ///< numbers of shards (0 = base), ascending
    bool any() const { return index || !shards.empty(); }
  };
  Missing missing(std::span<const int> ids) const;

  /// LayerNorm(word(ids[i]) + position(position_rows[i]) + type) for each i, as [T, hidden]; a position row of −1 adds none.
  /// Errors: out_of_range for an id or a row that does not exist; file_missing while missing(ids).any() or no common file.
  Result<std::vector<float>> embed(std::span<const int> ids, std::span<const int> position_rows) const;

  /// Row `row` of the learned position table: [hidden]. Errors: out_of_range, file_missing.
  Result<std::span<const float>> position(int row) const;

 private:
  struct Common {
    TensorFile file;  ///< keeps the spans alive
    std::span<const float> position, token_type, norm_weight, norm_bias;
  };
  struct Rows {
    TensorFile file;
    std::span<const std::int32_t> ids;  ///< ascending
    ByteView blocks;
  };
  /// The 4-bit row of a piece, or an empty view.
  ByteView find_row(int id) const;

  EncoderConfig config_;
  std::optional<Common> common_;
  std::vector<Rows> rows_;
  std::vector<std::uint8_t> shard_of_;
};

}  // namespace attention::model
