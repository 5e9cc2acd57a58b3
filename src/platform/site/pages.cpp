#include "platform/site/pages.h"

#include <format>

#include "article/html.h"
#include "article/markup.h"
#include "base/json.h"

namespace attention::site {
namespace {

using article::escape_attribute;
using article::escape_text;

std::string value_of(const article::Document& document, std::string_view key) {
  const auto found = document.front.find(key);
  return found == document.front.end() ? std::string() : found->second;
}

std::string language_choice(const Site& site) {
  std::string out = "<ul class=\"choice\">\n";
  for (const auto& edition : site.editions)
    out += std::format("<li><a data-language=\"{0}\" href=\"{0}/\" hreflang=\"{0}\" lang=\"{0}\">{1}</a></li>\n",
                       edition.language.code, escape_text(edition.language.name));
  return out + "</ul>\n";
}

/// The other editions, the preview picture and, where the site's address is known, the canonical one.
std::string head_links(const Site& site, const Edition& edition) {
  const std::string root = site.address.empty() ? "../" : site.address;
  std::string out;
  for (const auto& other : site.editions)
    out += std::format("<link rel=\"alternate\" hreflang=\"{0}\" href=\"{1}{0}/\">\n", other.language.code,
                       escape_attribute(root));
  out += std::format("<link rel=\"alternate\" hreflang=\"x-default\" href=\"{}\">\n", escape_attribute(root));
  if (!site.address.empty()) {
    out += std::format("<link rel=\"canonical\" href=\"{0}{1}/\">\n<meta property=\"og:url\" content=\"{0}{1}/\">\n",
                       escape_attribute(root), edition.language.code);
  }
  if (site.has_preview) {
    out += std::format(
        "<meta property=\"og:image\" content=\"{}images/preview.png\">\n<meta property=\"og:image:alt\" "
        "content=\"{}\">\n<meta name=\"twitter:card\" content=\"summary_large_image\">\n",
        escape_attribute(root), escape_attribute(edition.strings["static.preview_alt"]));
  }
  return out;
}

}  // namespace

std::string plain_page(std::string_view language, std::string_view title, std::string_view head,
                       std::string_view body) {
  return std::format(
      "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'self'; object-src 'none'; base-uri 'none'; "
      "form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
      "<link rel=\"icon\" type=\"image/svg+xml\" href=\"icon.svg\">\n<link rel=\"stylesheet\" "
      "href=\"app/styles.css\">\n<script src=\"app/theme.js\"></script>\n{}"
      "</head>\n<body>\n<main class=\"plain\">\n{}</main>\n</body>\n</html>\n",
      language, escape_text(title), head, body);
}

Result<std::string> article_page(const Site& site, const Edition& edition) {
  const auto& strings = edition.strings;
  const auto& document = edition.document;
  const auto text = [&](std::string_view key) { return escape_attribute(strings[key]); };
  std::string languages;
  for (const auto& other : site.editions) {
    const bool current = other.language.code == edition.language.code;
    languages += std::format(
        "<li><a data-language=\"{0}\" href=\"../{0}/\" hreflang=\"{0}\" lang=\"{0}\" title=\"{1}\" "
        "aria-label=\"{0}: {1}\"{2}>{0}</a></li>",
        other.language.code, escape_attribute(other.language.name), current ? " aria-current=\"true\"" : "");
  }
  const std::string title = value_of(document, "title");
  return article::fill_template(
      site.page_template,
      {{"language", document.language},
       {"title", escape_attribute(title)},
       {"page_title", escape_attribute(strings.format(
                          "app.title.full", {{"title", title}, {"category", value_of(document, "category")}}))},
       {"description", escape_attribute(value_of(document, "description"))},
       {"links", head_links(site, edition)},
       {"skip", text("nav.skip")},
       {"home", text("nav.home")},
       {"top", text("nav.top")},
       {"contents_title", text("contents.title")},
       {"language_title", text("language.title")},
       {"languages", languages},
       {"theme_title", text("theme.title")},
       {"contents", article::contents_html(document, strings)},
       {"noscript", text("static.noscript")},
       {"failed", text("static.failed")},
       {"article", article::article_html(document, strings)},
       {"privacy", text("footer.privacy")},
       {"licence", text("footer.licence")},
       {"notices", text("footer.notices")},
       {"model_card", site.has_model_card ? std::format("<li><a href=\"../models/e5/README.md\">{}</a></li>\n",
                                                        text("footer.model_card"))
                                          : std::string()}});
}

std::string entrance_page(const Site& site) {
  const auto& first = site.editions.front();
  std::string head = std::format("<meta name=\"description\" content=\"{}\">\n",
                                 escape_attribute(value_of(first.document, "description")));
  for (const auto& edition : site.editions)
    head += std::format("<link rel=\"alternate\" hreflang=\"{0}\" href=\"{1}{0}/\">\n", edition.language.code,
                        escape_attribute(site.address));
  head +=
      "<link rel=\"manifest\" href=\"manifest.webmanifest\">\n<script src=\"app/choose_language.js\" defer></script>\n";
  return plain_page(first.language.code, value_of(first.document, "title"), head,
                    std::format("<h1>{}</h1>\n<p>{}</p>\n{}", escape_text(value_of(first.document, "title")),
                                escape_text(first.strings["static.choose_language"]), language_choice(site)));
}

std::string licence_page(const Site& site) {
  return plain_page(
      "en", "Licence", "",
      std::format("<h1>Licence</h1>\n<p>The programs and the text of this page. What others made has licences of its "
                  "own: see the <a href=\"notices.html\">notices</a>.</p>\n<pre>{}</pre>\n<p><a href=\"./\">Back to "
                  "the article</a></p>\n",
                  escape_text(site.licence)));
}

std::string not_found_page(const Site& site) {
  return plain_page("en", "Not found", "",
                    std::format("<h1>Nothing here to attend to</h1>\n<p>This address does not exist. The article does, "
                                "in {} languages:</p>\n{}",
                                site.editions.size(), language_choice(site)));
}

std::string web_manifest(const Site& site) {
  const auto& first = site.editions.front();
  JsonWriter json;
  json.begin_object();
  json.key("name").value(std::string_view(value_of(first.document, "title")));
  json.key("short_name").value(first.strings["app.title"]);
  json.key("description").value(std::string_view(value_of(first.document, "description")));
  json.key("lang").value(std::string_view(first.language.code));
  json.key("start_url").value("./");
  json.key("scope").value("./");
  json.key("display").value("minimal-ui");
  json.key("background_color").value("#fcfbf8");
  json.key("theme_color").value("#fcfbf8");
  json.key("icons").begin_array().begin_object();
  json.key("src").value("icon.svg");
  json.key("sizes").value("any");
  json.key("type").value("image/svg+xml");
  json.key("purpose").value("any");
  json.end_object().end_array().end_object();
  return json.take() + "\n";
}

std::string icon_svg() {
  // Three words and the arcs between them; one arc has most of the weight.
  return R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" role="img" aria-label="Attention">
<rect width="64" height="64" rx="14" fill="#fcfbf8"/>
<g fill="none" stroke="#d55e00" stroke-linecap="round">
<path d="M14 44C14 8 50 8 50 44" stroke-width="2" opacity=".35"/>
<path d="M14 44C14 23 32 23 32 44" stroke-width="6"/>
</g>
<g fill="#1d1c1a"><circle cx="14" cy="48" r="4"/><circle cx="32" cy="48" r="4"/><circle cx="50" cy="48" r="4"/></g>
</svg>
)";
}

}  // namespace attention::site
