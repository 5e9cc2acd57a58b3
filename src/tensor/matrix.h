#pragma once
#include <cassert>
#include <cstddef>
#include <span>
#include <vector>

namespace attention::tensor {

/// Extents and positions are signed, so that differences of them mean what they say.
using Index = std::ptrdiff_t;

/// A view of a row-major matrix whose rows lie `stride` elements apart; it owns nothing. Parts of a wider matrix (the
/// columns of one head) are views with the wider matrix's stride.
template <class Element>
struct MatrixView {
  Element* data = nullptr;
  Index rows = 0, columns = 0, stride = 0;

  MatrixView() = default;
  MatrixView(Element* first, Index row_count, Index column_count, Index row_stride)
      : data(first), rows(row_count), columns(column_count), stride(row_stride) {}
  MatrixView(Element* first, Index row_count, Index column_count)
      : MatrixView(first, row_count, column_count, column_count) {}
  /// A view to write through is also a view to read through.
  operator MatrixView<const Element>() const { return {data, rows, columns, stride}; }

  Element* row(Index i) const { return data + i * stride; }
  Element& operator()(Index i, Index j) const { return data[i * stride + j]; }
  MatrixView row_range(Index first, Index count) const { return {row(first), count, columns, stride}; }
  MatrixView column_range(Index first, Index count) const { return {data + first, rows, count, stride}; }
};

using Matrix = MatrixView<float>;
using ConstMatrix = MatrixView<const float>;

/// The elements of `values` as a [rows, columns] matrix; their number must agree.
inline Matrix view(std::span<float> values, Index rows, Index columns) {
  assert(static_cast<Index>(values.size()) == rows * columns);
  return {values.data(), rows, columns};
}
inline ConstMatrix view(std::span<const float> values, Index rows, Index columns) {
  assert(static_cast<Index>(values.size()) == rows * columns);
  return {values.data(), rows, columns};
}
inline Matrix view(std::vector<float>& values, Index rows, Index columns) {
  return view(std::span<float>(values), rows, columns);
}
inline ConstMatrix view(const std::vector<float>& values, Index rows, Index columns) {
  return view(std::span<const float>(values), rows, columns);
}

}  // namespace attention::tensor
