#pragma once
#include <string_view>
#include <vector>

#include "base/tensor_file.h"
#include "model/manifest.h"
#include "tensor/packed_matrix.h"

namespace attention::model {

/// How a tensor of the model's files is stored.
enum class Storage {
  q4_0_32,  ///< U8 [rows, columns / 32 · 18], a matrix [rows, columns] in 4-bit blocks (tensor/quantised.h)
  vector,   ///< F32 [columns]
  matrix,   ///< F32 [rows, columns]
};
struct ExpectedTensor {
  std::string_view name;
  Storage storage = Storage::vector;
  int rows = 1, columns = 0;
};

/// The one list of what a layer's file holds; the loader and the tests both walk it. Matrices are [out, in].
std::vector<ExpectedTensor> layer_tensors(const EncoderConfig& config);
/// The same for the embeddings' common file.
std::vector<ExpectedTensor> common_tensors(const EncoderConfig& config);

/// The tensor, if it is there with exactly the expected type and shape, and, when quantised, with its scheme and logical
/// shape in the metadata. Errors: file_corrupt, with the tensor's name.
Result<TensorView> find_expected(const TensorFile& file, const ExpectedTensor& expected);

/// One encoder block, ready to run.
struct EncoderLayer {
  tensor::PackedMatrix query_key_value;   ///< hidden → 3 · hidden: all queries, then all keys, then all values
  tensor::PackedMatrix attention_output;  ///< hidden → hidden
  tensor::PackedMatrix intermediate;      ///< hidden → feed_forward
  tensor::PackedMatrix output;            ///< feed_forward → hidden
  std::vector<float> attention_norm_weight, attention_norm_bias;  ///< [hidden], LayerNorm after attention + residual
  std::vector<float> output_norm_weight, output_norm_bias;        ///< [hidden], LayerNorm after feed-forward + residual

  /// A block of zeros, for warming up.
  static EncoderLayer zeros(const EncoderConfig& config);
  std::size_t byte_count() const;
};

/// Decodes the file of layer `layer`. Errors: file_corrupt, with what is wrong.
Result<EncoderLayer> load_encoder_layer(const EncoderConfig& config, const TensorFile& file, int layer);

}  // namespace attention::model
