#pragma once
#include <filesystem>
#include <string>

#include "base/bytes.h"
#include "base/error.h"

namespace attention::platform {

/// Where assets are. Paths are those of the page: "content/en/article.md", "fonts/inter-400.ttf", "models/e5/manifest.json".
class AssetFolder {
 public:
  /// `root` holds content/ and either assets/ or the assets' folders themselves.
  explicit AssetFolder(std::filesystem::path root, std::filesystem::path program_folder = {}) : root_(std::move(root)), program_folder_(std::move(program_folder)) {}
  /// Looks in the program's folder and in the folders above it, and in <prefix>/share/attention. Errors: file_missing.
  static Result<AssetFolder> find(const std::filesystem::path& program);

  /// Errors: file_missing; out_of_range for a path that would leave the folder.
  Result<Bytes> read(const std::string& path) const;
  bool has(const std::string& path) const;
  /// Where that file is on disk; besides the above, one that was made with the program lies in the program's own folder. Errors as read().
  Result<std::filesystem::path> find_file(const std::string& path) const;
  const std::filesystem::path& root() const { return root_; }

 private:
  /// Errors: out_of_range for a path that would leave the folder.
  static Result<void> check(const std::string& path);
  std::filesystem::path path_of(const std::string& path) const;
  std::filesystem::path root_, program_folder_;
};

/// The whole file. Errors: file_missing.
Result<Bytes> read_file(const std::filesystem::path& path);
/// Writes a whole file. Errors: file_missing, if it cannot be written.
Result<void> write_file(const std::filesystem::path& path, ByteView bytes);

/// The reader's folder for downloads, else the home folder, else the current one.
std::filesystem::path download_folder();
/// `folder`/`name`, or with " (2)", " (3)" … before the ending if that is taken.
std::filesystem::path free_name(const std::filesystem::path& folder, const std::string& name);

/// Small settings of the reader: language, theme. One `key=value` per line in the configuration folder.
std::string read_setting(const std::string& key);
void write_setting(const std::string& key, const std::string& value);

}  // namespace attention::platform
