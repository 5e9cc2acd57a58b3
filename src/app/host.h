#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/error.h"
#include "explain/engine.h"
#include "widgets/controls.h"

namespace attention::app {

/// A run of one style in one laid-out line of the article, for the text layer: the browser lets a transparent span take
/// exactly this width here. Runs come in reading order; `last_of_line` closes a line.
struct LineBox {
  int block = 0;          ///< Block::index of the leaf that holds the text
  int first = 0, end = 0; ///< range of the block's plain text in bytes (UTF-8), as written by the static HTML; a drawn soft hyphen is not in it
  float x = 0, baseline = 0, width = 0, height = 0, font_size = 0;  ///< height = line height
  bool last_of_line = true;
};
/// Where a block stands in the document. One layout decides, the C++ one.
struct BlockBox { int block = 0; widgets::Rect rect; };
struct PageLayout {
  float width = 0, height = 0;   ///< of the whole document, device pixels
  std::vector<BlockBox> blocks;
  std::vector<LineBox> lines;
  std::string language;
};

/// What the reader's surroundings are like now.
struct Environment {
  float width = 1280, height = 800;   ///< viewport, device pixels
  float scale = 1;                    ///< device pixels per CSS pixel (devicePixelRatio)
  float scroll = 0;                   ///< document y at the viewport's top, device pixels
  bool dark = false, reduced_motion = false, touch = false;
  /// The platform keeps a real twin of every control (the browser): presses, text and keys then come only from
  /// take_control_events(), the pointer serves hovering and dragging, and the bar, the contents and the footer are the
  /// page's own elements. Without it (the desktop) widgets react to the pointer and the keyboard themselves.
  bool mirrored = false;
  std::string language;               ///< wanted at start
  std::string fragment;               ///< address after '#', at start and when it changes
};

/// A word drawn by somebody else because no shipped font has its glyphs: one alpha channel, shaped right.
struct DrawnWord { int width = 0, height = 0; float baseline = 0; Bytes alpha; };

/// Everything that the application may ask of its platform; desktop/ and web/ implement it. All calls come from frame().
class Host {
 public:
  virtual ~Host() = default;
  /// Reads an asset ("content/en/article.md", "fonts/Inter.ttf"); `done` is called later, between frames, or at once.
  virtual void load(const std::string& path, std::function<void(Result<Bytes>)> done) = 0;
  virtual void submit(explain::RequestId request, const explain::Query& query) = 0;
  virtual void submit(explain::RequestId request, const explain::CutStudy& study) = 0;
  virtual void cancel(explain::RequestId request) = 0;
  /// Events that arrived since the last call.
  virtual std::vector<explain::Event> take_events() = 0;
  virtual std::vector<widgets::ControlEvent> take_control_events() = 0;
  virtual Environment environment() = 0;

  virtual void publish(const PageLayout& layout) = 0;                           ///< text layer; called only when it changed
  virtual void publish(const std::vector<widgets::Control>& controls) = 0;      ///< accessible mirror; called only when it changed
  virtual void publish(const widgets::DataTable& table) = 0;                    ///< answer to a press on "<figure>.table"
  virtual void set_address(const std::string& fragment, bool push) = 0;
  virtual void set_language(const std::string& code, const std::string& title) = 0;  ///< lang, title, address, switch of the static text
  virtual void scroll_to(float y, bool animated) = 0;
  virtual void focus_control(const std::string& id) = 0;
  virtual void copy_text(const std::string& text) = 0;
  /// Saves the pixels of `area` (document coordinates), as drawn now, as a PNG picture.
  virtual void save_picture(const std::string& name, const widgets::Rect& area) = 0;
  virtual void save_file(const std::string& name, const std::string& mime, ByteView bytes) = 0;
  /// A web address, or without a scheme one of the files that come with the program ("LICENSE", "NOTICES.txt").
  virtual void open_link(const std::string& url) = 0;
  virtual void set_cursor(const std::string& css_name) = 0;                     ///< "pointer", "text", "grab", "default"
  virtual void remember(const std::string& key, const std::string& value) = 0;  ///< language and theme only
  virtual std::string recall(const std::string& key) = 0;
  /// Asks for another frame after `seconds` (0 = the next one). Without it no frame is drawn until something happens.
  virtual void wake(double seconds) = 0;
  virtual double now() = 0;                                                     ///< seconds, monotonic
  /// The page's address without its fragment, for links to be shared; empty where there is none (the desktop).
  virtual std::string address() { return {}; }
  /// A word in a script that no shipped font covers; empty if the platform cannot draw it either.
  virtual DrawnWord draw_word(const std::string& word, float font_size) = 0;
};

}  // namespace attention::app
