#pragma once
#include <cstdint>

/// The engine as a module of its own: plain C functions, called by the JavaScript of a Web Worker (or by Node).
/// The module has no network, no clock and no threads; its owner moves bytes in and out. One engine per module.
///
/// Protocol of the owner (names as exported, in JavaScript with an underscore in front):
///
///     engine_create("models/e5/manifest.json")          once; the path is relative to the asset root
///     engine_warm_up()                                  optional, once, while the first files download
///     loop:
///       while (wanted = engine_take_wanted()) fetch each path (in the order given; in parallel as the owner likes),
///                                             retry as the owner likes, then engine_deliver(path, bytes or error)
///       on a message from the page:           engine_submit(bytes) or engine_cancel(id)
///       state = engine_step()                 one slice: at most one encoder layer
///       while (event = engine_take_event())   copy engine_event_length() bytes, post the copy as a transferable
///       state busy:              yield to the message queue (MessageChannel), then step again
///       state waiting_for_files: step again after the next deliver, submit or cancel
///       state idle:              step again after the next submit, cancel or deliver
///
/// Each of engine_submit, engine_cancel, engine_deliver and engine_step may produce events and new wanted files: look
/// for both after every call. A file is wanted once; after a failed or corrupt delivery it is wanted again as soon as
/// a later request needs it. Requests and events are the bytes of encode()/decode_event() in explain/engine.h; the
/// worker only moves them. An event begins with its kind (u32, EventKind) and request number (u32, 0 for progress).
///
/// Memory: pointers are offsets into the module's heap. Arguments are copied during the call and stay the caller's
/// (allocate with engine_allocate, release with engine_release; the heap may grow, so take a fresh view after each
/// call). Results belong to the engine and are valid until the next call of the same function.
extern "C" {

/// `size` bytes, 16-byte aligned; 0 if there is no memory.
std::uint8_t* engine_allocate(std::uint32_t size);
void engine_release(std::uint8_t* pointer);

/// Starts the engine; `manifest_path` is NUL-terminated. A second call replaces the engine and forgets everything.
void engine_create(const char* manifest_path);

/// Accepts an encoded EncoderRequest. Returns 0, or 1 + ErrorCode if the bytes do not decode (nothing is started then).
std::int32_t engine_submit(const std::uint8_t* bytes, std::uint32_t length);
void engine_cancel(std::uint32_t request);

/// Paths of the files that are needed now and were not given out before, most urgent first: UTF-8, NUL-terminated,
/// one path per line, without a trailing line feed. Returns 0 (a null pointer) when nothing new is wanted.
const char* engine_take_wanted();

/// Hands over a file. `error`: 0 = the bytes are the file; 1 = the download failed after its retries (network);
/// 2 = there is no such file. With an error, bytes and length are ignored.
void engine_deliver(const char* path, const std::uint8_t* bytes, std::uint32_t length, std::int32_t error);

/// One slice of work. Returns 0 = busy (call again), 1 = waiting for files, 2 = idle.
std::int32_t engine_step();

/// The next event's bytes, in order, or 0 when there is none; its length is engine_event_length().
const std::uint8_t* engine_take_event();
std::uint32_t engine_event_length();

/// Runs the encoder's code on tiny inputs with zero weights, so that the browser has compiled its hot loops with the
/// optimising compiler before the reader types. Changes nothing else; needs no files. About a tenth of a second.
void engine_warm_up();

}  // extern "C"
