#include "model/embeddings.h"

#include <algorithm>
#include <array>
#include <string>

#include "tensor/layer_norm.h"
#include "tensor/quantised.h"

namespace attention::model {
namespace {

std::unexpected<Error> corrupt(std::string detail) { return fail(ErrorCode::file_corrupt, "embeddings: " + detail); }

std::size_t at(int i) { return static_cast<std::size_t>(i); }

}  // namespace

Result<void> Embeddings::set_common(TensorFile file) {
  Common common;
  const std::array targets{&common.position, &common.token_type, &common.norm_weight, &common.norm_bias};
  const auto tensors = common_tensors(config_);
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const auto found = find_expected(file, tensors[i]);
    if (!found) return std::unexpected(found.error());
    const auto values = found->floats();
    if (!values) return std::unexpected(values.error());
    *targets[i] = *values;
  }
  common.file = std::move(file);
  common_ = std::move(common);
  return {};
}

Result<void> Embeddings::set_index(TensorFile file) {
  const auto found = file.find("shard", DType::u8, std::array{std::int64_t{config_.vocabulary}});
  if (!found) return corrupt(found.error().detail);
  shard_of_.resize(found->bytes.size());
  std::ranges::transform(found->bytes, shard_of_.begin(), [](std::byte b) { return std::to_integer<std::uint8_t>(b); });
  return {};
}

Result<void> Embeddings::add_rows(TensorFile file) {
  const auto ids = file.find("ids", DType::i32, std::array{std::int64_t{-1}});
  if (!ids) return corrupt(ids.error().detail);
  const auto values = ids->ints();
  if (!values) return corrupt(values.error().detail);
  if (!std::ranges::is_sorted(*values, std::less_equal<>()) ||
      (!values->empty() && (values->front() < 0 || values->back() >= config_.vocabulary)))
    return corrupt("ids are not ascending piece ids");
  const auto rows = find_expected(file, {"rows", Storage::q4_0_32, static_cast<int>(values->size()), config_.hidden});
  if (!rows) return std::unexpected(rows.error());
  Rows added{{}, *values, rows->bytes};
  added.file = std::move(file);
  rows_.push_back(std::move(added));
  return {};
}

ByteView Embeddings::find_row(int id) const {
  const auto row_bytes = static_cast<std::size_t>(tensor::quantised_row_bytes(config_.hidden));
  for (const Rows& rows : rows_) {
    const auto found = std::ranges::lower_bound(rows.ids, id);
    if (found != rows.ids.end() && *found == id)
      return rows.blocks.subspan(static_cast<std::size_t>(found - rows.ids.begin()) * row_bytes, row_bytes);
  }
  return {};
}

Embeddings::Missing Embeddings::missing(std::span<const int> ids) const {
  Missing result;
  for (const int id : ids) {
    if (id < 0 || id >= config_.vocabulary || !find_row(id).empty()) continue;
    if (shard_of_.empty()) {
      result.index = true;
    } else {
      result.shards.push_back(shard_of_[at(id)]);
    }
  }
  std::ranges::sort(result.shards);
  result.shards.erase(std::ranges::unique(result.shards).begin(), result.shards.end());
  return result;
}

Result<std::vector<float>> Embeddings::embed(std::span<const int> ids, std::span<const int> position_rows) const {
  if (!common_) return fail(ErrorCode::file_missing, "embeddings: common file");
  if (ids.size() != position_rows.size())
    return fail(ErrorCode::shape_mismatch, std::to_string(ids.size()) + " ids, " + std::to_string(position_rows.size()) + " position rows");
  const auto hidden = at(config_.hidden);
  std::vector<float> result(ids.size() * hidden);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (ids[i] < 0 || ids[i] >= config_.vocabulary) return fail(ErrorCode::out_of_range, "piece id " + std::to_string(ids[i]));
    if (position_rows[i] < -1 || position_rows[i] >= config_.positions)
      return fail(ErrorCode::out_of_range, "position row " + std::to_string(position_rows[i]));
    const ByteView row = find_row(ids[i]);
    if (row.empty()) return fail(ErrorCode::file_missing, "embeddings: no row for piece " + std::to_string(ids[i]));
    const auto to = std::span(result).subspan(i * hidden, hidden);
    tensor::decode_quantised_row(row, to);
    if (position_rows[i] >= 0) {
      const auto position = common_->position.subspan(at(position_rows[i]) * hidden, hidden);
      for (std::size_t j = 0; j < hidden; ++j) to[j] += position[j];
    }
    for (std::size_t j = 0; j < hidden; ++j) to[j] += common_->token_type[j];
  }
  tensor::layer_norm(tensor::view(result, static_cast<tensor::Index>(ids.size()), config_.hidden), common_->norm_weight,
                     common_->norm_bias, config_.epsilon);
  return result;
}

Result<std::span<const float>> Embeddings::position(int row) const {
  if (!common_) return fail(ErrorCode::file_missing, "embeddings: common file");
  if (row < 0 || row >= config_.positions) return fail(ErrorCode::out_of_range, "position row " + std::to_string(row));
  return common_->position.subspan(at(row) * at(config_.hidden), at(config_.hidden));
}

}  // namespace attention::model
