#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/host.h"
#include "article/document.h"
#include "article/strings.h"
#include "widgets/document_view.h"
#include "widgets/fonts.h"
#include "widgets/scene.h"

namespace attention::app {

/// One language's article and strings, parsed.
struct Edition {
  article::Document document;
  article::Strings strings;
  widgets::Hyphenate hyphenate;
};

/// Loads what the page shows: languages, fonts, editions. Nothing here blocks; files arrive between frames.
class Content {
 public:
  Content(Host& host, widgets::Fonts& fonts);

  /// Starts loading an edition; a second call for the same language does nothing.
  void want(const std::string& language);
  /// The edition, once everything that it needs has arrived and parsed; null before, and when it failed.
  const Edition* edition(const std::string& language) const;
  /// Languages and fonts are there.
  bool ready() const { return !languages_.empty() && fonts_.ready(); }
  const std::vector<article::Language>& languages() const { return languages_; }
  /// What went wrong, first error only.
  const std::optional<Error>& error() const { return error_; }

  /// Scores of the head study; empty until their file has arrived.
  const std::optional<widgets::HeadScores>& scores() const { return scores_; }
  /// The learned position rows, [rows, hidden]; empty until their file has arrived.
  const std::vector<float>& position_table() const { return position_table_; }
  int position_rows() const { return position_rows_; }

 private:
  struct Files;
  void load(const std::string& path, std::function<void(Bytes)> done);
  void assemble(const std::string& language);
  void report(const Error& error);

  Host& host_;
  widgets::Fonts& fonts_;
  std::vector<article::Language> languages_;
  std::string sources_;
  std::map<std::string, std::shared_ptr<Files>> files_;
  std::map<std::string, std::unique_ptr<Edition>> editions_;
  std::optional<widgets::HeadScores> scores_;
  std::vector<float> position_table_;
  int position_rows_ = 0;
  std::optional<Error> error_;
};

}  // namespace attention::app
