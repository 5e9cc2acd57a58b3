#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "article/document.h"
#include "article/strings.h"
#include "base/error.h"

namespace attention::site {

/// A language's edition, read and parsed.
struct Edition {
  article::Language language;
  article::Strings strings;
  article::Document document;
};

/// What the pages need to know about the site as a whole.
struct Site {
  std::vector<Edition> editions;  ///< in the order of the switch; the first is the source language
  std::string page_template;      ///< web/page.html
  std::string licence;            ///< LICENSE
  std::string address;            ///< "https://example.org/attention/", or empty: then every link is relative
  bool has_preview = false;       ///< assets/images/preview.png exists
  bool has_model_card = false;    ///< assets/models/e5/README.md exists
};

/// An edition's page. Errors: as fill_template.
Result<std::string> article_page(const Site& site, const Edition& edition);
/// A page outside the article, at the site's root, in the same dress. `head`, `body`: HTML.
std::string plain_page(std::string_view language, std::string_view title, std::string_view head, std::string_view body);
/// "/": goes on to the reader's language; without JavaScript, a choice.
std::string entrance_page(const Site& site);
std::string licence_page(const Site& site);
/// Everything by others that the page or the program is made of, with its licence.
std::string notices_page();
std::string not_found_page(const Site& site);
std::string web_manifest(const Site& site);
std::string icon_svg();

}  // namespace attention::site
