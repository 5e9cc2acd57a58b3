#include "base/tensor_file.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <optional>

#include "base/joined.h"
#include "base/json.h"

namespace attention {

static_assert(std::endian::native == std::endian::little, "tensor bytes are little-endian and used in place");

namespace {

constexpr std::size_t length_bytes = 8;  ///< the header's length, u64
constexpr std::size_t alignment = 8;     ///< of the tensor section, and of every tensor after repacking

struct TypeName {
  DType type;
  std::string_view name;
};
constexpr TypeName type_names[] = {
    {DType::f32, "F32"}, {DType::f16, "F16"}, {DType::i32, "I32"}, {DType::u32, "U32"}, {DType::i8, "I8"}, {DType::u8, "U8"}};

std::optional<DType> type_of(std::string_view name) {
  for (const TypeName& entry : type_names)
    if (entry.name == name) return entry.type;
  return std::nullopt;
}

std::string_view name_of(DType type) {
  for (const TypeName& entry : type_names)
    if (entry.type == type) return entry.name;
  return "?";
}

std::string shape_text(std::span<const std::int64_t> shape) {
  std::string text = "[";
  for (const std::int64_t extent : shape) text += joined(text.size() > 1 ? ", " : "", extent);
  return text + "]";
}

std::unexpected<Error> corrupt(std::string detail) {
  return fail(ErrorCode::file_corrupt, std::move(detail));
}

/// Bytes of a tensor, or nothing when an extent is negative or the size does not fit.
std::optional<std::uint64_t> byte_size(DType type, std::span<const std::int64_t> shape) {
  std::uint64_t size = static_cast<std::uint64_t>(size_of(type));
  for (const std::int64_t extent : shape) {
    if (extent < 0) return std::nullopt;
    const auto factor = static_cast<std::uint64_t>(extent);
    if (factor != 0 && size > std::numeric_limits<std::uint64_t>::max() / factor) return std::nullopt;
    size *= factor;
  }
  return size;
}

template <class T>
Result<std::span<const T>> elements(const TensorView& view, DType wanted) {
  if (view.type != wanted)
    return fail(ErrorCode::shape_mismatch,
                joined("'", view.name, "' is ", name_of(view.type), ", wanted ", name_of(wanted)));
  // A hand-made view over unaligned bytes would be undefined to read; parse() never makes one.
  if (reinterpret_cast<std::uintptr_t>(view.bytes.data()) % alignof(T) != 0)
    return fail(ErrorCode::internal, joined("'", view.name, "' is not aligned"));
  return std::span(reinterpret_cast<const T*>(view.bytes.data()), view.bytes.size() / sizeof(T));
}

}  // namespace

std::int64_t size_of(DType type) {
  switch (type) {
    case DType::f32:
    case DType::i32:
    case DType::u32:
      return 4;
    case DType::f16:
      return 2;
    case DType::i8:
    case DType::u8:
      return 1;
  }
  return 1;
}

Result<std::span<const float>> TensorView::floats() const {
  return elements<float>(*this, DType::f32);
}
Result<std::span<const std::int32_t>> TensorView::ints() const {
  return elements<std::int32_t>(*this, DType::i32);
}
Result<std::span<const std::uint32_t>> TensorView::unsigned_ints() const {
  return elements<std::uint32_t>(*this, DType::u32);
}

struct TensorFile::Contents {
  struct Entry {
    std::string name;
    DType type = DType::f32;
    std::vector<std::int64_t> shape;
    std::size_t offset = 0, size = 0;  ///< in `bytes`
  };

  Bytes bytes;
  std::vector<Entry> entries;        ///< in the header's order
  std::vector<std::size_t> by_name;  ///< indices into `entries`, sorted by name
  std::map<std::string, std::string, std::less<>> metadata;
  std::size_t file_size = 0;

  Result<void> read_metadata(const Json& object);
  Result<void> read_entry(std::string_view name, const Json& description, std::size_t data_begin);
  Result<void> check_layout(std::size_t data_begin) const;
  Result<void> index_names();
  void align();
};

Result<void> TensorFile::Contents::read_metadata(const Json& object) {
  if (!object.is_object()) return corrupt("__metadata__ is not an object");
  for (const auto& [key, value] : object.members()) {
    if (!value.is_string()) return corrupt(joined("metadata '", key, "' is not a string"));
    if (!metadata.emplace(key, *value.string()).second) return corrupt(joined("metadata '", key, "' occurs twice"));
  }
  return {};
}

Result<void> TensorFile::Contents::read_entry(std::string_view name, const Json& description, std::size_t data_begin) {
  Entry entry;
  entry.name = name;
  const auto type_name = description.string("dtype");
  if (!type_name) return corrupt(joined("'", name, "' has no dtype"));
  const auto type = type_of(*type_name);
  if (!type) return corrupt(joined("'", name, "' has the unknown dtype '", *type_name, "'"));
  entry.type = *type;

  if (!description["shape"].is_array()) return corrupt(joined("'", name, "' has no shape"));
  for (const Json& item : description["shape"].items()) {
    const auto extent = item.integer();
    if (!extent || *extent < 0) return corrupt(joined("'", name, "' has an extent that is not a size"));
    entry.shape.push_back(*extent);
  }

  const Json offsets = description["data_offsets"];
  const auto begin = offsets[std::size_t{0}].integer(), end = offsets[std::size_t{1}].integer();
  if (offsets.size() != 2 || !begin || !end) return corrupt(joined("'", name, "' has no data_offsets"));
  const auto available = static_cast<std::int64_t>(bytes.size() - data_begin);
  if (*begin < 0 || *end < *begin || *end > available)
    return corrupt(joined("'", name, "' lies at ", *begin, "…", *end, " of ", available, " data bytes"));
  if (byte_size(entry.type, entry.shape) != static_cast<std::uint64_t>(*end - *begin))
    return corrupt(
        joined("'", name, "' has ", *end - *begin, " bytes, its shape ", shape_text(entry.shape), " does not"));

  entry.offset = data_begin + static_cast<std::size_t>(*begin);
  entry.size = static_cast<std::size_t>(*end - *begin);
  entries.push_back(std::move(entry));
  return {};
}

/// The format allows neither overlaps nor holes: the tensors cover the data section exactly.
Result<void> TensorFile::Contents::check_layout(std::size_t data_begin) const {
  std::vector<const Entry*> order;
  order.reserve(entries.size());
  for (const Entry& entry : entries) order.push_back(&entry);
  std::ranges::sort(order, {}, [](const Entry* entry) { return std::pair(entry->offset, entry->size); });
  std::size_t position = data_begin;
  for (const Entry* entry : order) {
    if (entry->offset != position)
      return corrupt(joined("'", entry->name, "' ", entry->offset < position ? "overlaps" : "leaves a hole after", " another tensor"));
    position += entry->size;
  }
  if (position != bytes.size())
    return corrupt(joined(bytes.size() - position, " bytes at the end belong to no tensor"));
  return {};
}

Result<void> TensorFile::Contents::index_names() {
  by_name.resize(entries.size());
  for (std::size_t i = 0; i < by_name.size(); ++i) by_name[i] = i;
  const auto name = [this](std::size_t i) -> const std::string& { return entries[i].name; };
  std::ranges::sort(by_name, {}, name);
  const auto twin = std::ranges::adjacent_find(by_name, {}, name);
  if (twin != by_name.end()) return corrupt(joined("'", name(*twin), "' occurs twice"));
  return {};
}

/// Makes every tensor start at a multiple of its element's size, so that it can be read in place. Files whose writer
/// aligned them (the usual case) stay untouched; the others are copied once.
void TensorFile::Contents::align() {
  const auto base = reinterpret_cast<std::uintptr_t>(bytes.data());
  const bool aligned = std::ranges::all_of(entries, [base](const Entry& entry) {
    return entry.size == 0 || (base + entry.offset) % static_cast<std::uintptr_t>(size_of(entry.type)) == 0;
  });
  if (aligned) return;
  std::size_t total = 0;
  for (const Entry& entry : entries) total += (entry.size + alignment - 1) / alignment * alignment;
  Bytes packed(total);
  std::size_t position = 0;
  for (Entry& entry : entries) {
    if (entry.size > 0) std::memcpy(packed.data() + position, bytes.data() + entry.offset, entry.size);
    entry.offset = position;
    position += (entry.size + alignment - 1) / alignment * alignment;
  }
  bytes = std::move(packed);
}

Result<TensorFile> TensorFile::parse(Bytes bytes) {
  auto contents = std::make_shared<Contents>();
  contents->file_size = bytes.size();
  contents->bytes = std::move(bytes);
  const Bytes& data = contents->bytes;

  std::uint64_t header_length = 0;
  if (data.size() < length_bytes) return corrupt("shorter than a header");
  std::memcpy(&header_length, data.data(), length_bytes);
  if (header_length > data.size() - length_bytes)
    return corrupt(joined("the header's length ", header_length, " exceeds the file"));
  const std::size_t data_begin = length_bytes + static_cast<std::size_t>(header_length);

  const auto header =
      Json::parse({reinterpret_cast<const char*>(data.data()) + length_bytes, static_cast<std::size_t>(header_length)});
  if (!header) return corrupt("header: " + header.error().detail);
  if (!header->is_object()) return corrupt("the header is not an object");
  bool metadata_seen = false;
  for (const auto& [name, description] : header->members()) {
    const bool is_metadata = name == "__metadata__";
    if (is_metadata && std::exchange(metadata_seen, true)) return corrupt("__metadata__ occurs twice");
    if (auto read =
            is_metadata ? contents->read_metadata(description) : contents->read_entry(name, description, data_begin);
        !read)
      return std::unexpected(read.error());
  }
  if (auto checked = contents->check_layout(data_begin); !checked) return std::unexpected(checked.error());
  if (auto indexed = contents->index_names(); !indexed) return std::unexpected(indexed.error());
  contents->align();

  TensorFile file;
  file.contents_ = std::move(contents);
  return file;
}

Result<TensorView> TensorFile::find(std::string_view name) const {
  if (contents_ != nullptr) {
    const auto& entries = contents_->entries;
    const auto found = std::ranges::lower_bound(contents_->by_name, name, {},
                                                [&](std::size_t i) -> std::string_view { return entries[i].name; });
    if (found != contents_->by_name.end() && entries[*found].name == name) {
      const Contents::Entry& entry = entries[*found];
      return TensorView{entry.name, entry.type, entry.shape,
                        ByteView(contents_->bytes).subspan(entry.offset, entry.size)};
    }
  }
  return fail(ErrorCode::unknown_name, joined("tensor '", name, "'"));
}

Result<TensorView> TensorFile::find(std::string_view name, DType type, std::span<const std::int64_t> shape) const {
  auto view = find(name);
  if (!view) return view;
  const bool fits = std::ranges::equal(
      view->shape, shape, [](std::int64_t is, std::int64_t wanted) { return wanted == -1 || is == wanted; });
  if (view->type != type || !fits)
    return fail(ErrorCode::shape_mismatch, joined("'", name, "' is ", name_of(view->type), " ", shape_text(view->shape), ", wanted ", name_of(type), " ", shape_text(shape)));
  return view;
}

std::vector<std::string_view> TensorFile::names() const {
  std::vector<std::string_view> result;
  if (contents_ == nullptr) return result;
  result.reserve(contents_->entries.size());
  for (const Contents::Entry& entry : contents_->entries) result.push_back(entry.name);
  return result;
}

const std::map<std::string, std::string, std::less<>>& TensorFile::metadata() const {
  static const std::map<std::string, std::string, std::less<>> none;
  return contents_ == nullptr ? none : contents_->metadata;
}

std::size_t TensorFile::byte_count() const {
  return contents_ == nullptr ? 0 : contents_->file_size;
}

Bytes write_tensor_file(std::span<const TensorSource> tensors,
                        const std::map<std::string, std::string, std::less<>>& metadata) {
  JsonWriter writer;
  writer.begin_object();
  if (!metadata.empty()) {
    writer.key("__metadata__").begin_object();
    for (const auto& [key, value] : metadata) writer.key(key).value(value);
    writer.end_object();
  }
  std::size_t position = 0;
  for (const TensorSource& tensor : tensors) {
    writer.key(tensor.name).begin_object().key("dtype").value(name_of(tensor.type)).key("shape").begin_array();
    for (const std::int64_t extent : tensor.shape) writer.value(extent);
    writer.end_array().key("data_offsets").begin_array().value(static_cast<std::int64_t>(position));
    position += tensor.bytes.size();
    writer.value(static_cast<std::int64_t>(position)).end_array().end_object();
  }
  writer.end_object();

  std::string header = writer.take();
  header.append((alignment - header.size() % alignment) % alignment, ' ');  // the data section then starts aligned
  const std::uint64_t header_length = header.size();
  Bytes bytes(length_bytes + header.size() + position);
  std::memcpy(bytes.data(), &header_length, length_bytes);
  std::memcpy(bytes.data() + length_bytes, header.data(), header.size());
  std::size_t offset = length_bytes + header.size();
  for (const TensorSource& tensor : tensors) {
    if (!tensor.bytes.empty()) std::memcpy(bytes.data() + offset, tensor.bytes.data(), tensor.bytes.size());
    offset += tensor.bytes.size();
  }
  return bytes;
}

}  // namespace attention
