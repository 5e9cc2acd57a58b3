#include "article/html.h"

#include <format>
#include <map>
#include <set>
#include <string_view>

#include "article/contents.h"
#include "article/formula.h"
#include "article/markup.h"
#include "article/plain_text.h"

namespace attention::article {
namespace {

std::string_view role_class(Role role) {
  switch (role) {
    case Role::none:
      return {};
    case Role::query:
      return "query";
    case Role::key:
      return "key";
    case Role::value:
      return "value";
    case Role::output:
      return "output";
  }
  return {};
}

class Writer {
 public:
  Writer(const Document& document, const Strings& strings) : document_(document), strings_(strings) {
    collect_driving_links();
  }

  void line(const std::vector<Inline>& original) {
    const std::vector<Inline> items = with_citation_marks_apart(original);
    for (std::size_t i = 0; i < items.size();) {
      // Runs of one link share one element, so that a link with emphasis in it stays one link.
      const auto& target = items[i].target;
      std::size_t end = i + 1;
      const bool linked = !target.empty() && is_text(items[i]);
      while (linked && end < items.size() && is_text(items[end]) && items[end].target == target) ++end;
      if (linked) open_link(target);
      for (; i < end; ++i) {
        // The brackets around citations are set like them.
        const bool opens =
            items[i].text == "[" && is_text(items[i]) && i + 1 < items.size() && is_citation(items[i + 1]);
        const bool closes = items[i].text == "]" && is_text(items[i]) && i > 0 && is_citation(items[i - 1]);
        if (opens) out_ += "<span class=\"mark\">";
        item(items[i]);
        if (closes) out_ += "</span>";
      }
      if (linked) out_ += "</a>";
    }
  }

  void blocks(const std::vector<Block>& list, bool top) {
    for (const auto& one : list) {
      block(one);
      // White space only between the outermost blocks: inside, it would become text nodes.
      if (top) out_ += '\n';
    }
  }

  std::string take() { return std::move(out_); }

 private:
  static bool is_text(const Inline& item) {
    return item.kind == Inline::Kind::text || item.kind == Inline::Kind::formula ||
           item.kind == Inline::Kind::line_break;
  }

  static bool is_citation(const Inline& item) { return item.kind == Inline::Kind::citation; }

  /// The same line, with the bracket before a citation and the one after it as runs of their own.
  static std::vector<Inline> with_citation_marks_apart(const std::vector<Inline>& items) {
    std::vector<Inline> result;
    for (std::size_t i = 0; i < items.size(); ++i) {
      Inline rest = items[i];
      const auto add = [&](std::string text) {
        if (text.empty()) return;
        Inline part = items[i];
        part.text = std::move(text);
        result.push_back(std::move(part));
      };
      if (rest.kind != Inline::Kind::text) {
        result.push_back(std::move(rest));
        continue;
      }
      if (i > 0 && is_citation(items[i - 1]) && rest.text.starts_with(']')) {
        add("]");
        rest.text.erase(0, 1);
      }
      if (i + 1 < items.size() && is_citation(items[i + 1]) && rest.text.ends_with('[')) {
        rest.text.pop_back();
        add(rest.text);
        add("[");
      } else {
        add(rest.text);
      }
    }
    return result;
  }

  void collect_driving_links() {
    for_each_block(document_.blocks, [&](const Block& block) {
      const auto collect = [&](const std::vector<Inline>& items) {
        for (const auto& item : items)
          if (const auto query = item.target.find('?'); item.target.starts_with('#') && query != std::string::npos)
            driving_links_[item.target.substr(1, query - 1)].insert(item.target.substr(1));
      };
      collect(block.text);
      for (const auto& row : block.rows)
        for (const auto& cell : row) collect(cell.text);
    });
  }

  void open_link(std::string_view target) {
    std::string_view kind = "class=\"inside\"";
    if (target.starts_with("#term-"))
      kind = "class=\"term\"";
    else if (target.contains('?') && target.starts_with('#'))
      kind = "class=\"drive\"";
    else if (!target.starts_with('#'))
      kind = "class=\"outside\" rel=\"noopener noreferrer\"";
    out_ += std::format("<a {} href=\"{}\">", kind, escape_attribute(target));
  }

  void item(const Inline& one) {
    switch (one.kind) {
      case Inline::Kind::line_break:
        out_ += "<br>";
        return;
      case Inline::Kind::citation: {
        std::string name;
        for (const auto& source : document_.sources)
          if (source.number == one.number)
            name = strings_.format(
                "source.link",
                {{"number", std::to_string(source.number)}, {"authors", source.authors}, {"title", source.title}});
        out_ += std::format(
            "<a class=\"citation\" role=\"doc-biblioref\" id=\"{}\" href=\"{}\" aria-label=\"{}\">{}</a>",
            escape_attribute(one.id), escape_attribute(one.target), escape_attribute(name), escape_text(one.text));
        return;
      }
      case Inline::Kind::back_reference: {
        const auto mention = one.target.substr(one.target.rfind('-') + 1);
        out_ += std::format("<a class=\"back\" role=\"doc-backlink\" href=\"{}\" aria-label=\"{}\">{}</a>",
                            escape_attribute(one.target),
                            escape_attribute(strings_.format("source.back.numbered", {{"index", mention}})),
                            escape_text(one.text));
        return;
      }
      case Inline::Kind::text:
      case Inline::Kind::formula:
        break;
    }
    std::string closing;
    const auto open = [&](std::string_view name, std::string_view attributes = {}) {
      out_ += std::format("<{}{}>", name, attributes);
      closing = std::format("</{}>", name) + closing;
    };
    if (one.role != Role::none) open("span", std::format(" class=\"role {}\"", role_class(one.role)));
    if (one.strong) open("strong");
    if (one.emphasis) open("em");
    if (one.code) open("code");
    if (one.kind == Inline::Kind::formula)
      out_ += to_mathml(one.formula, false);
    else
      out_ += escape_text(one.text);
    out_ += closing;
  }

  /// <name data-block="…" id="…" …>
  void open(std::string_view name, const Block& block, std::string_view attributes = {}) {
    out_ += std::format("<{} data-block=\"{}\"", name, block.index);
    if (!block.id.empty()) out_ += std::format(" id=\"{}\"", escape_attribute(block.id));
    if (!attributes.empty()) out_ += std::format(" {}", attributes);
    out_ += '>';
  }

  void block(const Block& one) {
    switch (one.kind) {
      case Block::Kind::heading:
        heading(one);
        return;
      case Block::Kind::paragraph: {
        std::string_view attributes;
        switch (one.style) {
          case Block::Style::body:
            break;
          case Block::Style::subtitle:
            attributes = "class=\"subtitle\"";
            break;
          case Block::Style::related:
            attributes = "class=\"related\"";
            break;
          case Block::Style::lead:
            attributes = "class=\"lead\"";
            break;
        }
        open("p", one, attributes);
        line(one.text);
        out_ += "</p>";
        return;
      }
      case Block::Kind::list:
        if (one.ordered)
          open("ol", one, one.number != 1 ? std::format("start=\"{}\"", one.number) : std::string());
        else
          open("ul", one);
        blocks(one.children, false);
        out_ += one.ordered ? "</ol>" : "</ul>";
        return;
      case Block::Kind::list_item:
        nested("li", one);
        return;
      case Block::Kind::quote:
        nested("blockquote", one);
        return;
      case Block::Kind::code:
        open("pre", one);
        out_ += std::format("<code>{}</code></pre>", escape_text(one.code));
        return;
      case Block::Kind::table:
        table(one);
        return;
      case Block::Kind::formula:
        open("p", one, "class=\"display\"");
        for (const auto& item : one.text) out_ += to_mathml(item.formula, true);
        out_ += "</p>";
        return;
      case Block::Kind::figure:
        figure(one);
        return;
      case Block::Kind::primer:
        open("details", one, "class=\"primer\"");
        out_ += std::format("<summary data-eyebrow=\"{}\">{}</summary>", escape_attribute(strings_["primer.label"]),
                            escape_text(one.title));
        blocks(one.children, false);
        out_ += "</details>";
        return;
      case Block::Kind::note:
        nested("aside", one,
               std::format("class=\"note\" aria-label=\"{0}\" data-eyebrow=\"{0}\"",
                           escape_attribute(strings_["note.label"])));
        return;
      case Block::Kind::rule:
        open("hr", one);
        return;
      case Block::Kind::sources:
        nested("ol", one, "class=\"sources\"");
        return;
      case Block::Kind::glossary_entry:
        open("section", one, "class=\"entry\"");
        out_ += "<h3>";
        line(one.text);
        out_ += "</h3>";
        blocks(one.children, false);
        out_ += "</section>";
        return;
    }
  }

  void nested(std::string_view name, const Block& one, std::string_view attributes = {}) {
    open(name, one, attributes);
    blocks(one.children, false);
    out_ += std::format("</{}>", name);
  }

  void heading(const Block& one) {
    std::string eyebrow;
    if (one.level == 1) {
      if (const auto category = document_.front.find("category"); category != document_.front.end())
        eyebrow = category->second;
      if (const auto minutes = document_.front.find("reading_minutes"); minutes != document_.front.end())
        eyebrow += (eyebrow.empty() ? "" : " · ") + strings_.format("contents.minutes", {{"minutes", minutes->second}});
    } else if (one.level == 2 && one.number >= 0) {
      eyebrow = strings_.format("contents.chapter", {{"number", std::to_string(one.number)}});
    }
    const auto name = std::format("h{}", one.level);
    open(name, one, eyebrow.empty() ? std::string() : std::format("data-eyebrow=\"{}\"", escape_attribute(eyebrow)));
    line(one.text);
    out_ += std::format("</{}>", name);
  }

  void table(const Block& one) {
    open("div", one, "class=\"table\"");
    out_ += "<table>";
    bool in_body = false;
    for (std::size_t i = 0; i < one.rows.size(); ++i) {
      const auto& row = one.rows[i];
      const bool header = !row.empty() && row[0].header;
      if (i == 0 && header) out_ += "<thead>";
      if (!header && !in_body) {
        out_ += i > 0 ? "</thead><tbody>" : "<tbody>";
        in_body = true;
      }
      out_ += "<tr>";
      for (const auto& cell : row) {
        out_ += cell.header ? "<th scope=\"col\">" : "<td>";
        line(cell.text);
        out_ += cell.header ? "</th>" : "</td>";
      }
      out_ += "</tr>";
    }
    out_ += in_body ? "</tbody>" : one.rows.empty() ? "" : "</thead>";
    out_ += "</table></div>";
  }

  void figure(const Block& one) {
    std::string options;
    for (const auto& [key, value] : one.figure.options) options += (options.empty() ? "" : "&") + key + "=" + value;
    const auto& name = one.figure.figure;
    open("figure", one,
         std::format("class=\"figure\" data-figure=\"{}\" data-options=\"{}\"", escape_attribute(name),
                     escape_attribute(options)));
    // A link that drives the figure still leads to it where no program runs: each has its anchor here.
    if (const auto links = driving_links_.find(one.id); links != driving_links_.end())
      for (const auto& link : links->second)
        out_ += std::format("<span class=\"anchor\" data-silent id=\"{}\"></span>", escape_attribute(link));
    const auto title = strings_[name + ".name"];
    out_ += std::format("<figcaption data-silent><strong>{}</strong> <span>{}</span></figcaption>", escape_text(title),
                        escape_text(strings_["static.figure." + name]));
    out_ += "<div class=\"fallback\" data-silent>";
    const auto preset = one.figure.options.find("preset");
    const auto key = "preset." + (preset != one.figure.options.end() ? preset->second : std::string("example"));
    if (strings_.contains(key)) out_ += std::format("<p class=\"sentence\">{}</p>", escape_text(strings_[key]));
    out_ += std::format("<p>{}</p>", escape_text(strings_.format("static.figure", {{"name", std::string(title)}})));
    out_ += "</div></figure>";
  }

  const Document& document_;
  const Strings& strings_;
  std::map<std::string, std::set<std::string>, std::less<>> driving_links_;  ///< figure id → the links' fragments
  std::string out_;
};

}  // namespace

std::string article_html(const Document& document, const Strings& strings) {
  Writer writer(document, strings);
  writer.blocks(document.blocks, true);
  return writer.take();
}

std::string inline_html(const std::vector<Inline>& line, const Document& document, const Strings& strings) {
  Writer writer(document, strings);
  writer.line(line);
  return writer.take();
}

std::string contents_html(const Document& document, const Strings& strings) {
  std::string out = "<ol class=\"chapters\">";
  bool coming = false;
  const auto line_to_come = [&] {
    if (!coming) out += std::format("<li class=\"coming\">{}</li>", escape_text(strings["contents.coming"]));
    coming = true;
  };
  for (const auto& chapter : contents(document)) {
    if (chapter.number < 0) line_to_come();
    out += chapter.number >= 0
               ? std::format("<li><a href=\"#{}\"><span class=\"number\">{}</span>{}</a>", chapter.id, chapter.number,
                             escape_text(chapter.title))
               : std::format("<li class=\"end\"><a href=\"#{}\">{}</a>", chapter.id, escape_text(chapter.title));
    if (!chapter.sections.empty()) {
      out += "<ol>";
      for (const auto& section : chapter.sections)
        out += std::format("<li><a href=\"#{}\">{}</a></li>", section.id, escape_text(section.title));
      out += "</ol>";
    }
    out += "</li>";
  }
  line_to_come();
  return out + "</ol>";
}

}  // namespace attention::article
