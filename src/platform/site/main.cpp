// attention_site ROOT OUT [ADDRESS]: reads ROOT/content and ROOT/web/page.html and writes the static pages to OUT.
// ADDRESS is the site's address on the web, with a slash at the end; with it, link previews and search engines get
// absolute links and a sitemap. Without it everything is relative and works in any folder.
#include <cstdio>
#include <filesystem>
#include <format>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "platform/site/pages.h"

namespace attention::site {
namespace {

namespace fs = std::filesystem;

Result<std::string> read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(ErrorCode::file_missing, path.string());
  return std::string(std::istreambuf_iterator<char>(file), {});
}

/// Writes only what changed, so that times stay and later steps have less to do.
Result<bool> write_file(const fs::path& path, std::string_view text) {
  if (const auto before = read_file(path); before && *before == text) return false;
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  std::ofstream file(path, std::ios::binary);
  file << text;
  if (!file.flush()) return fail(ErrorCode::file_missing, "cannot write " + path.string());
  return true;
}

Result<Edition> read_edition(const fs::path& content, const article::Language& language, std::string_view sources) {
  const fs::path folder = content / language.code;
  const auto text = read_file(folder / "article.md"), glossary = read_file(folder / "glossary.md"),
             strings = read_file(folder / "strings.json");
  for (const auto* file : {&text, &glossary, &strings})
    if (!*file) return std::unexpected(file->error());
  const auto located = [&](const Error& error) {
    return std::unexpected(Error{error.code, language.code + ": " + error.detail});
  };
  auto parsed = article::Strings::parse(language, *strings);
  if (!parsed) return located(parsed.error());
  auto document = article::parse_document(language.code, *text, *glossary, sources);
  if (!document) return located(document.error());
  return Edition{language, *std::move(parsed), *std::move(document)};
}

Result<Site> read_site(const fs::path& root, std::string address) {
  Site site;
  site.address = std::move(address);
  const auto languages_json = read_file(root / "content/languages.json"),
             sources = read_file(root / "content/sources.json");
  const auto page = read_file(root / "web/page.html"), licence = read_file(root / "LICENSE");
  for (const auto* file : {&languages_json, &sources, &page, &licence})
    if (!*file) return std::unexpected(file->error());
  site.page_template = *page;
  site.licence = *licence;
  const auto languages = article::parse_languages(*languages_json);
  if (!languages) return std::unexpected(languages.error());
  for (const auto& language : *languages) {
    auto edition = read_edition(root / "content", language, *sources);
    if (!edition) return std::unexpected(edition.error());
    site.editions.push_back(*std::move(edition));
  }
  site.has_preview = fs::exists(root / "assets/images/preview.png");
  site.has_model_card = fs::exists(root / "assets/models/e5/README.md");
  return site;
}

std::string sitemap(const Site& site) {
  std::string out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n";
  for (const auto& edition : site.editions)
    out += std::format("<url><loc>{}{}/</loc></url>\n", site.address, edition.language.code);
  return out + "</urlset>\n";
}

Result<int> write_site(const Site& site, const fs::path& out) {
  int written = 0;
  Error error;
  bool failed = false;
  const auto put = [&](const fs::path& name, std::string_view text) {
    if (failed) return;
    const auto done = write_file(out / name, text);
    if (!done) {
      failed = true;
      error = done.error();
    } else {
      written += *done ? 1 : 0;
    }
  };
  for (const auto& edition : site.editions) {
    const auto page = article_page(site, edition);
    if (!page) return std::unexpected(page.error());
    put(fs::path(edition.language.code) / "index.html", *page);
  }
  put("index.html", entrance_page(site));
  put("licence.html", licence_page(site));
  put("notices.html", notices_page());
  put("404.html", not_found_page(site));
  put("manifest.webmanifest", web_manifest(site));
  put("icon.svg", icon_svg());
  put("robots.txt", site.address.empty()
                        ? std::string("User-agent: *\nAllow: /\n")
                        : std::format("User-agent: *\nAllow: /\nSitemap: {}sitemap.xml\n", site.address));
  if (!site.address.empty()) put("sitemap.xml", sitemap(site));
  if (failed) return std::unexpected(error);
  return written;
}

int run(int count, char** arguments) {
  if (count < 3 || count > 4) {
    std::fputs("usage: attention_site ROOT OUT [ADDRESS/]\n", stderr);
    return 2;
  }
  const auto report = [](const Error& error) {
    std::fprintf(stderr, "attention_site: %s: %s\n", std::string(name_of(error.code)).c_str(), error.detail.c_str());
    return 1;
  };
  std::string address = count == 4 ? arguments[3] : "";
  if (!address.empty() && !address.ends_with('/')) address += '/';
  const auto site = read_site(arguments[1], std::move(address));
  if (!site) return report(site.error());
  const auto written = write_site(*site, arguments[2]);
  if (!written) return report(written.error());
  std::printf("%zu languages, %d pages written\n", site->editions.size(), *written);
  return 0;
}

}  // namespace
}  // namespace attention::site

int main(int count, char** arguments) {
  return attention::site::run(count, arguments);
}
