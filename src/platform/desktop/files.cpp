#include "platform/desktop/files.h"

#include <cstdlib>
#include <format>
#include <fstream>
#include <map>
#include <sstream>

namespace attention::platform {
namespace {

namespace fs = std::filesystem;

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

bool is_root(const fs::path& folder) {
  std::error_code error;
  return fs::exists(folder / "content/languages.json", error) &&
         (fs::exists(folder / "assets/fonts", error) || fs::exists(folder / "fonts", error));
}

fs::path settings_file() {
  std::string folder = variable("XDG_CONFIG_HOME");
  if (folder.empty()) {
    const std::string home = variable("HOME");
    if (home.empty()) return {};
    folder = home + "/.config";
  }
  return fs::path(folder) / "attention" / "settings";
}

std::map<std::string, std::string> settings() {
  std::map<std::string, std::string> result;
  std::ifstream file(settings_file());
  for (std::string line; std::getline(file, line);)
    if (const auto sign = line.find('='); sign != std::string::npos) result[line.substr(0, sign)] = line.substr(sign + 1);
  return result;
}

}  // namespace

Result<AssetFolder> AssetFolder::find(const fs::path& program) {
  std::error_code error;
  const fs::path start = fs::weakly_canonical(program, error).parent_path();
  for (fs::path folder = start; !folder.empty(); folder = folder.parent_path()) {
    if (is_root(folder)) return AssetFolder(folder, start);
    if (is_root(folder / "share/attention")) return AssetFolder(folder / "share/attention", start);
    if (folder == folder.parent_path()) break;
  }
  return fail(ErrorCode::file_missing, std::format("content/ and assets/ are neither in {} nor above it", start.string()));
}

fs::path AssetFolder::path_of(const std::string& path) const {
  std::error_code error;
  const fs::path direct = root_ / path, inside = root_ / "assets" / path;
  return fs::exists(inside, error) ? inside : direct;
}

Result<void> AssetFolder::check(const std::string& path) {
  const fs::path relative(path);
  if (relative.is_absolute()) return fail(ErrorCode::out_of_range, path);
  for (const fs::path& part : relative)
    if (part == "..") return fail(ErrorCode::out_of_range, path);
  return {};
}

Result<Bytes> AssetFolder::read(const std::string& path) const {
  if (auto inside = check(path); !inside) return std::unexpected(inside.error());
  auto bytes = read_file(path_of(path));
  if (!bytes) return fail(ErrorCode::file_missing, path);
  return bytes;
}

Result<fs::path> AssetFolder::find_file(const std::string& path) const {
  if (auto inside = check(path); !inside) return std::unexpected(inside.error());
  std::error_code error;
  for (const fs::path& place : {path_of(path), program_folder_ / path})
    if (fs::is_regular_file(place, error)) return fs::absolute(place, error);
  return fail(ErrorCode::file_missing, path);
}

bool AssetFolder::has(const std::string& path) const {
  std::error_code error;
  return fs::is_regular_file(path_of(path), error);
}

Result<Bytes> read_file(const fs::path& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return fail(ErrorCode::file_missing, path.string());
  const auto size = fs::file_size(path, error);
  if (error) return fail(ErrorCode::file_missing, path.string());
  Bytes bytes(static_cast<std::size_t>(size));
  std::ifstream file(path, std::ios::binary);
  if (!file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()))) return fail(ErrorCode::file_missing, path.string());
  return bytes;
}

Result<void> write_file(const fs::path& path, ByteView bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) return fail(ErrorCode::file_missing, path.string());
  return {};
}

fs::path download_folder() {
  std::error_code error;
  const std::string home = variable("HOME");
  if (const std::string named = variable("XDG_DOWNLOAD_DIR"); !named.empty() && fs::is_directory(named, error)) return named;
  if (!home.empty() && fs::is_directory(home + "/Downloads", error)) return home + "/Downloads";
  if (!home.empty() && fs::is_directory(home, error)) return home;
  return fs::current_path(error);
}

fs::path free_name(const fs::path& folder, const std::string& name) {
  std::error_code error;
  const fs::path wanted = folder / fs::path(name).filename();
  fs::path candidate = wanted;
  for (int i = 2; fs::exists(candidate, error) && i < 10000; ++i)
    candidate = folder / std::format("{} ({}){}", wanted.stem().string(), i, wanted.extension().string());
  return candidate;
}

std::string read_setting(const std::string& key) {
  const auto all = settings();
  const auto found = all.find(key);
  return found == all.end() ? std::string() : found->second;
}

void write_setting(const std::string& key, const std::string& value) {
  const fs::path path = settings_file();
  if (path.empty() || key.contains('=') || key.contains('\n') || value.contains('\n')) return;
  auto all = settings();
  all[key] = value;
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  std::ofstream file(path, std::ios::trunc);
  for (const auto& [name, content] : all) file << name << '=' << content << '\n';
}

}  // namespace attention::platform
