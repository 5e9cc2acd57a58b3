#include "app/content.h"

#include <array>
#include <optional>
#include <utility>

#include "app/head_scores.h"
#include "article/hyphenation.h"
#include "base/tensor_file.h"

namespace attention::app {

namespace {

std::string_view text_of(const Bytes& bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

}  // namespace

/// The files of an edition while they arrive.
struct Content::Files {
  std::optional<std::string> article, strings, glossary, patterns;
  bool wants_patterns = false;
};

Content::Content(Host& host, widgets::Fonts& fonts) : host_(host), fonts_(fonts) {
  load("content/languages.json", [this](Bytes bytes) {
    auto languages = article::parse_languages(text_of(bytes));
    if (!languages) return report(languages.error());
    languages_ = std::move(*languages);
    for (const auto& [language, files] : files_) assemble(language);
  });
  load("content/sources.json", [this](Bytes bytes) {
    sources_ = text_of(bytes);
    for (const auto& [language, files] : files_) assemble(language);
  });
  for (int i = 0; i < widgets::face_count; ++i) {
    const auto face = static_cast<widgets::Face>(i);
    const std::string path = "fonts/" + std::string(widgets::file_of(face));
    load(path + ".kern", [this, face, path](Bytes kerning) {
      load(path + ".ttf", [this, face, kerning = std::move(kerning)](Bytes ttf) {
        if (auto added = fonts_.add(face, std::move(ttf), kerning); !added) report(added.error());
      });
    });
  }
  load("models/e5/heads.json", [this](Bytes bytes) {
    auto scores = read_head_scores(text_of(bytes));
    if (!scores) return report(scores.error());
    scores_ = std::move(*scores);
  });
  load("models/e5/embeddings.common.safetensors", [this](Bytes bytes) {
    auto file = TensorFile::parse(std::move(bytes));
    if (!file) return report(file.error());
    const std::array<std::int64_t, 2> shape{-1, -1};
    const auto rows = file->find("position", DType::f32, shape);
    if (!rows) return report(rows.error());
    const auto values = rows->floats();
    if (!values) return report(values.error());
    position_table_.assign(values->begin(), values->end());
    position_rows_ = static_cast<int>(rows->shape[0]);
  });
}

void Content::load(const std::string& path, std::function<void(Bytes)> done) {
  host_.load(path, [this, path, done = std::move(done)](Result<Bytes> bytes) {
    if (bytes) return done(std::move(*bytes));
    Error error = bytes.error();
    if (error.detail.empty()) error.detail = path;
    report(error);
  });
}

void Content::report(const Error& error) {
  if (!error_) error_ = error;
}

void Content::want(const std::string& language) {
  if (files_.contains(language)) return;
  auto files = std::make_shared<Files>();
  files_.emplace(language, files);
  const std::string folder = "content/" + language + '/';
  const auto into = [this, files, language](std::optional<std::string> Files::* member) {
    return [this, files, language, member](Bytes bytes) {
      (*files).*member = std::string(text_of(bytes));
      assemble(language);
    };
  };
  load(folder + "article.md", into(&Files::article));
  load(folder + "strings.json", into(&Files::strings));
  load(folder + "glossary.md", into(&Files::glossary));
}

void Content::assemble(const std::string& language) {
  Files& files = *files_.at(language);
  if (editions_.contains(language) || languages_.empty() || sources_.empty()) return;
  if (!files.article || !files.strings || !files.glossary) return;
  for (const article::Language& known : languages_) {
    if (known.code != language) continue;
    if (!known.hyphenation.empty() && !files.patterns) {
      if (!std::exchange(files.wants_patterns, true)) {
        load("hyphenation/" + known.hyphenation + ".patterns", [this, language](Bytes bytes) {
          files_.at(language)->patterns = std::string(text_of(bytes));
          assemble(language);
        });
      }
      return;
    }
    widgets::Hyphenate hyphenate;
    if (files.patterns) {
      auto patterns = article::Hyphenation::parse(*files.patterns);
      if (!patterns) return report(patterns.error());
      hyphenate = [words = std::move(*patterns)](std::string_view word) {
        const auto divisions = words.divide(word);
        return std::vector<int>(divisions.begin(), divisions.end());
      };
    }
    auto strings = article::Strings::parse(known, *files.strings);
    if (!strings) return report(strings.error());
    auto document = article::parse_document(language, *files.article, *files.glossary, sources_);
    if (!document) return report(document.error());
    editions_.emplace(language, std::make_unique<Edition>(Edition{std::move(*document), std::move(*strings), std::move(hyphenate)}));
    return;
  }
  report({ErrorCode::unknown_name, language});
}

const Edition* Content::edition(const std::string& language) const {
  const auto found = editions_.find(language);
  return found == editions_.end() ? nullptr : found->second.get();
}

}  // namespace attention::app
