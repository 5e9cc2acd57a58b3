// Events and requests as bytes. Everything is little-endian and a multiple of four bytes: integers as u32 or i32, floats
// as they are, a text or list as its length and then its elements (texts are filled up with zeros). A message begins with its
// kind; events of a run continue with the request's number. Nothing follows the last field.
#include <bit>
#include <cstring>
#include <limits>
#include <string>
#include <utility>

#include "explain/engine.h"

namespace attention::explain {
namespace {

static_assert(std::endian::native == std::endian::little, "the worker boundary copies floats as they are");

enum class EventKind : std::uint32_t { run_started = 1, layer_finished, run_finished, cut_study_finished, run_failed, load_progress };
enum class RequestKind : std::uint32_t { query = 101, cut_study = 102 };

/// Far above the encoder's sizes; keeps products of two of them from overflowing.
constexpr std::uint32_t largest_extent = 1 << 15;

class Writer {
 public:
  void u32(std::uint32_t value) { raw(&value, sizeof value); }
  void i32(std::int32_t value) { raw(&value, sizeof value); }
  void u64(std::uint64_t value) { raw(&value, sizeof value); }
  void f32(float value) { raw(&value, sizeof value); }
  void f64(double value) { raw(&value, sizeof value); }
  void text(std::string_view value) {
    u32(static_cast<std::uint32_t>(value.size()));
    raw(value.data(), value.size());
    bytes_.resize((bytes_.size() + 3) / 4 * 4);
  }
  void floats(std::span<const float> values) { raw(values.data(), values.size_bytes()); }
  void ints(std::span<const int> values) {
    u32(static_cast<std::uint32_t>(values.size()));
    raw(values.data(), values.size_bytes());
  }
  void reserve(std::size_t size) { bytes_.reserve(size); }
  Bytes take() { return std::move(bytes_); }

 private:
  void raw(const void* from, std::size_t size) {
    if (size == 0) return;
    const std::size_t start = bytes_.size();
    bytes_.resize(start + size);
    std::memcpy(bytes_.data() + start, from, size);
  }
  Bytes bytes_;
};

/// Reads in order; the first thing that does not fit sets the error, after which everything reads as zero.
class Reader {
 public:
  explicit Reader(ByteView bytes) : bytes_(bytes) {}

  template <class T>
  T number() {
    T value{};
    raw(&value, sizeof value);
    return value;
  }
  std::uint32_t u32() { return number<std::uint32_t>(); }
  std::int32_t i32() { return number<std::int32_t>(); }
  /// A number that must lie in [0, limit].
  std::uint32_t extent(std::uint32_t limit = largest_extent) {
    const std::uint32_t value = u32();
    return value <= limit ? value : (broken_ = true, 0);
  }
  /// The length of a list whose elements take at least `element_size` bytes each.
  std::size_t count(std::size_t element_size) {
    const std::uint32_t value = u32();
    return value <= (bytes_.size() - at_) / element_size ? value : (broken_ = true, 0);
  }
  std::string text() {
    std::string value(count(1), '\0');
    raw(value.data(), value.size());
    const std::size_t padding = (4 - value.size() % 4) % 4;
    char zeros[4] = {};
    raw(zeros, padding);
    for (std::size_t i = 0; i < padding; ++i) broken_ = broken_ || zeros[i] != 0;
    return value;
  }
  std::vector<float> floats(std::uint64_t size) {
    if (broken_ || size > (bytes_.size() - at_) / sizeof(float)) return broken_ = true, std::vector<float>();
    std::vector<float> values(static_cast<std::size_t>(size));
    raw(values.data(), values.size() * sizeof(float));
    return values;
  }
  std::vector<int> ints() {
    std::vector<int> values(count(sizeof(int)));
    raw(values.data(), values.size() * sizeof(int));
    return values;
  }
  void refuse() { broken_ = true; }
  bool ok() const { return !broken_; }
  bool finished() const { return !broken_ && at_ == bytes_.size(); }

 private:
  void raw(void* to, std::size_t size) {
    if (broken_ || size > bytes_.size() - at_) {
      broken_ = true;
      return;
    }
    if (size != 0) std::memcpy(to, bytes_.data() + at_, size);
    at_ += size;
  }
  ByteView bytes_;
  std::size_t at_ = 0;
  bool broken_ = false;
};

void write(Writer& out, const Query& query) {
  out.text(query.text);
  out.u32(static_cast<std::uint32_t>(query.positions));
  out.ints(query.piece_order);
  out.ints(query.position_rows);
  out.u32(static_cast<std::uint32_t>(query.cuts.size()));
  for (const CutLink& cut : query.cuts)
    for (const int value : {cut.layer, cut.head, cut.from_piece, cut.to_piece}) out.i32(value);
}

Query read_query(Reader& in) {
  Query query;
  query.text = in.text();
  query.positions = static_cast<Positions>(in.extent(static_cast<std::uint32_t>(Positions::shuffled)));
  query.piece_order = in.ints();
  query.position_rows = in.ints();
  query.cuts.resize(in.count(16));
  for (CutLink& cut : query.cuts)
    for (int* value : {&cut.layer, &cut.head, &cut.from_piece, &cut.to_piece}) *value = in.i32();
  return query;
}

void write(Writer& out, const CutStudy& study) {
  write(out, study.query);
  for (const int value : {study.layer, study.head, study.from_word}) out.i32(value);
}

CutStudy read_study(Reader& in) {
  CutStudy study;
  study.query = read_query(in);
  for (int* value : {&study.layer, &study.head, &study.from_word}) *value = in.i32();
  return study;
}

/// Without layers: those travel one by one.
void write(Writer& out, const Trace& trace) {
  write(out, trace.query);
  out.u32(static_cast<std::uint32_t>(trace.pieces.size()));
  for (const std::string& piece : trace.pieces) out.text(piece);
  out.ints(trace.ids);
  out.u32(static_cast<std::uint32_t>(trace.words.size()));
  for (const Word& word : trace.words) {
    out.i32(word.first);
    out.i32(word.end);
    out.u32(word.special ? 1 : 0);
    out.text(word.text);
  }
  for (const int value : {trace.layer_count, trace.head_count, trace.hidden}) out.i32(value);
  out.text(trace.model);
  out.floats(trace.embedding);
}

std::shared_ptr<Trace> read_trace(Reader& in) {
  auto trace = std::make_shared<Trace>();
  trace->query = read_query(in);
  trace->pieces.resize(in.count(4));
  for (std::string& piece : trace->pieces) piece = in.text();
  trace->ids = in.ints();
  trace->words.resize(in.count(16));
  const auto pieces = static_cast<std::int64_t>(trace->pieces.size());
  for (Word& word : trace->words) {
    word.first = in.i32();
    word.end = in.i32();
    word.special = in.extent(1) == 1;
    word.text = in.text();
    if (word.first < 0 || word.end <= word.first || word.end > pieces) in.refuse();
  }
  for (int* value : {&trace->layer_count, &trace->head_count, &trace->hidden}) *value = static_cast<int>(in.extent());
  trace->model = in.text();
  if (trace->ids.size() != trace->pieces.size()) in.refuse();
  trace->embedding = in.floats(std::uint64_t{trace->pieces.size()} * static_cast<std::uint64_t>(trace->hidden));
  return trace;
}

void write(Writer& out, const LayerTrace& layer) {
  for (const int value : {layer.heads, layer.pieces, layer.head_size, layer.hidden}) out.i32(value);
  for (const auto* tensor : {&layer.query, &layer.key, &layer.value, &layer.attention, &layer.output}) out.floats(*tensor);
}

std::shared_ptr<LayerTrace> read_layer(Reader& in) {
  auto layer = std::make_shared<LayerTrace>();
  for (int* value : {&layer->heads, &layer->pieces, &layer->head_size, &layer->hidden}) *value = static_cast<int>(in.extent());
  const auto heads = static_cast<std::uint64_t>(layer->heads), pieces = static_cast<std::uint64_t>(layer->pieces);
  for (auto* tensor : {&layer->query, &layer->key, &layer->value})
    *tensor = in.floats(heads * pieces * static_cast<std::uint64_t>(layer->head_size));
  layer->attention = in.floats(heads * pieces * pieces);
  layer->output = in.floats(pieces * static_cast<std::uint64_t>(layer->hidden));
  return layer;
}

struct Encoder {
  Writer& out;

  void begin(EventKind kind, RequestId request) const {
    out.u32(static_cast<std::uint32_t>(kind));
    out.u32(request);
  }
  void operator()(const RunStarted& event) const {
    begin(EventKind::run_started, event.request);
    write(out, *event.trace);
  }
  void operator()(const LayerFinished& event) const {
    const LayerTrace& layer = *event.trace;
    out.reserve(64 + sizeof(float) * (3 * layer.query.size() + layer.attention.size() + layer.output.size()));
    begin(EventKind::layer_finished, event.request);
    out.i32(event.layer);
    write(out, layer);
  }
  void operator()(const RunFinished& event) const {
    begin(EventKind::run_finished, event.request);
    out.f64(event.seconds);
  }
  void operator()(const CutStudyFinished& event) const {
    begin(EventKind::cut_study_finished, event.request);
    write(out, event.result.study);
    out.u32(static_cast<std::uint32_t>(event.result.effects.size()));
    for (const CutEffect& effect : event.result.effects) {
      out.i32(effect.to_word);
      out.f32(effect.weight);
      out.f32(effect.change);
    }
  }
  void operator()(const RunFailed& event) const {
    begin(EventKind::run_failed, event.request);
    out.u32(static_cast<std::uint32_t>(event.error.code));
    out.text(event.error.detail);
  }
  void operator()(const LoadProgress& event) const {
    begin(EventKind::load_progress, 0);
    out.u64(event.bytes_loaded);
    out.u64(event.bytes_wanted);
    out.i32(event.layers_ready);
  }
};

Event read_event(Reader& in) {
  const auto kind = static_cast<EventKind>(in.u32());
  const RequestId request = in.u32();
  switch (kind) {
    case EventKind::run_started: return RunStarted{request, read_trace(in)};
    case EventKind::layer_finished: {
      const int layer = static_cast<int>(in.extent());
      return LayerFinished{request, layer, read_layer(in)};
    }
    case EventKind::run_finished: return RunFinished{request, in.number<double>()};
    case EventKind::cut_study_finished: {
      CutStudyFinished event{request, {read_study(in), {}}};
      event.result.effects.resize(in.count(12));
      for (CutEffect& effect : event.result.effects) {
        effect.to_word = in.i32();
        effect.weight = in.number<float>();
        effect.change = in.number<float>();
      }
      return event;
    }
    case EventKind::run_failed: {
      const auto code = static_cast<ErrorCode>(in.extent(error_code_count - 1));
      return RunFailed{request, Error{code, in.text()}};
    }
    case EventKind::load_progress: {
      if (request != 0) in.refuse();
      LoadProgress progress{};
      progress.bytes_loaded = in.number<std::uint64_t>();
      progress.bytes_wanted = in.number<std::uint64_t>();
      progress.layers_ready = in.i32();
      return progress;
    }
  }
  in.refuse();
  return LoadProgress{};
}

}  // namespace

Bytes encode(const Event& event) {
  Writer out;
  std::visit(Encoder{out}, event);
  return out.take();
}

Result<Event> decode_event(ByteView bytes) {
  Reader in(bytes);
  Event event = read_event(in);
  if (!in.finished()) return fail(ErrorCode::file_corrupt, "event");
  return event;
}

Bytes encode(const EncoderRequest& request) {
  Writer out;
  if (const auto* query = std::get_if<Query>(&request.what)) {
    out.u32(static_cast<std::uint32_t>(RequestKind::query));
    out.u32(request.request);
    write(out, *query);
  } else {
    out.u32(static_cast<std::uint32_t>(RequestKind::cut_study));
    out.u32(request.request);
    write(out, std::get<CutStudy>(request.what));
  }
  return out.take();
}

Result<EncoderRequest> decode_request(ByteView bytes) {
  Reader in(bytes);
  const auto kind = static_cast<RequestKind>(in.u32());
  EncoderRequest request{in.u32(), {}};
  switch (kind) {
    case RequestKind::query: request.what = read_query(in); break;
    case RequestKind::cut_study: request.what = read_study(in); break;
    default: in.refuse();
  }
  if (!in.finished()) return fail(ErrorCode::file_corrupt, "request");
  return request;
}

}  // namespace attention::explain
