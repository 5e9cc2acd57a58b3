#pragma once
#include <cstddef>
#include <list>
#include <memory>
#include <utility>

namespace attention::explain {

/// Finished results by what was asked, bounded by bytes: the least recently used go first. A result that is larger than the
/// whole bound is not kept.
template <class Key, class Value>
class ResultCache {
 public:
  explicit ResultCache(std::size_t byte_limit) : limit_(byte_limit) {}

  /// The result, which becomes the most recently used, or null.
  std::shared_ptr<const Value> find(const Key& key) {
    for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) {
      if (!(entry->key == key)) continue;
      entries_.splice(entries_.begin(), entries_, entry);
      return entries_.front().value;
    }
    return nullptr;
  }

  void insert(Key key, std::shared_ptr<const Value> value, std::size_t bytes) {
    for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) {
      if (!(entry->key == key)) continue;
      bytes_ -= entry->bytes;
      entries_.erase(entry);
      break;
    }
    if (bytes > limit_) return;
    bytes_ += bytes;
    entries_.push_front({std::move(key), std::move(value), bytes});
    while (bytes_ > limit_) {
      bytes_ -= entries_.back().bytes;
      entries_.pop_back();
    }
  }

  std::size_t byte_count() const { return bytes_; }
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    Key key;
    std::shared_ptr<const Value> value;
    std::size_t bytes = 0;
  };
  std::size_t limit_, bytes_ = 0;
  std::list<Entry> entries_;  ///< most recently used first
};

}  // namespace attention::explain
