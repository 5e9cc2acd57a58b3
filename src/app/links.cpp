#include "app/links.h"

#include <algorithm>
#include <charconv>
#include <cstdio>

#include "base/utf8.h"

namespace attention::app {

namespace {

using namespace widgets;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string percent_decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

std::string percent_encode(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
    if (plain) {
      out += c;
    } else {
      char buffer[4];
      std::snprintf(buffer, sizeof buffer, "%%%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
      out += buffer;
    }
  }
  return out;
}

std::optional<int> whole_number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// "6.10" or "1-2": two whole numbers around a separator.
std::optional<std::pair<int, int>> two_numbers(std::string_view text, char separator) {
  const auto at = text.find(separator);
  if (at == std::string_view::npos) return std::nullopt;
  const auto first = whole_number(text.substr(0, at)), second = whole_number(text.substr(at + 1));
  if (!first || !second) return std::nullopt;
  return std::pair{*first, *second};
}

constexpr std::pair<std::string_view, WallSort> sorts[] = {
    {"layer", WallSort::layer},     {"entropy", WallSort::entropy},   {"distance", WallSort::distance},
    {"special", WallSort::special}, {"diagonal", WallSort::diagonal}, {"previous", WallSort::previous}};
constexpr std::pair<std::string_view, OrderMode> modes[] = {
    {"on", OrderMode::on}, {"off", OrderMode::off}, {"shuffled", OrderMode::shuffled}};

template <class Table, class Value>
std::string_view name_in(const Table& table, Value value) {
  for (const auto& [name, candidate] : table) {
    if (candidate == value) return name;
  }
  return {};
}

/// Words are counted from 0 without the start token in links, with it in the state.
constexpr int start_token = 1;

}  // namespace

Link parse_link(std::string_view fragment) {
  if (fragment.starts_with('#')) fragment.remove_prefix(1);
  Link link;
  const auto question = fragment.find('?');
  link.id = percent_decode(fragment.substr(0, question));
  if (question == std::string_view::npos) return link;
  std::string_view rest = fragment.substr(question + 1);
  while (!rest.empty()) {
    const auto end = rest.find('&');
    const std::string_view pair = rest.substr(0, end);
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos) {
      std::string value = percent_decode(pair.substr(equals + 1));
      if (utf8::is_valid(value)) link.values.insert_or_assign(percent_decode(pair.substr(0, equals)), std::move(value));
    }
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  return link;
}

std::string format_link(const Link& link) {
  std::string text = percent_encode(link.id);
  char separator = '?';
  for (const auto& [key, value] : link.values) {
    text += separator + percent_encode(key) + '=' + percent_encode(value);
    separator = '&';
  }
  return text;
}

std::vector<Edit> edits_of(const Link& link, std::string_view figure, HeadChoice default_head) {
  std::vector<Edit> edits;
  const auto value = [&](std::string_view key) -> std::optional<std::string_view> {
    const auto found = link.values.find(key);
    if (found == link.values.end()) return std::nullopt;
    return found->second;
  };
  if (const auto preset = value("preset")) {
    edits.push_back(SelectHead{default_head});
    edits.push_back(SetFlag{SetFlag::Which::hide_special, false});
    edits.push_back(SetFlag{SetFlag::Which::value_norm, false});
    edits.push_back(SetCut{std::nullopt});
    edits.push_back(SetPreset{std::string(*preset)});
  }
  if (const auto text = value("text")) edits.push_back(SetTyped{std::string(*text)});
  if (const auto head = value("head")) {
    if (const auto numbers = two_numbers(*head, '.')) edits.push_back(SelectHead{{numbers->first, numbers->second}});
  }
  const auto word = [&](std::string_view key) -> std::optional<int> {
    const auto text = value(key);
    const auto number = text ? whole_number(*text) : std::nullopt;
    return number ? std::optional(*number + start_token) : std::nullopt;
  };
  const auto piece = [&](std::string_view key) {
    const auto text = value(key);
    return text ? std::max(-1, whole_number(*text).value_or(-1)) : -1;
  };
  if (const auto from = word(figure == "sentence" ? "word" : "from")) edits.push_back(SelectFrom{*from, piece("from_piece")});
  if (const auto to = word("to")) edits.push_back(SelectTo{*to, piece("to_piece")});
  if (const auto special = value("special")) edits.push_back(SetFlag{SetFlag::Which::hide_special, *special == "hide"});
  if (const auto norm = value("norm")) edits.push_back(SetFlag{SetFlag::Which::value_norm, *norm == "on"});
  if (const auto step = value("step")) {
    if (const auto number = whole_number(*step)) edits.push_back(SetStep{*number});
  }
  if (const auto sort = value("sort")) {
    for (const auto& [name, which] : sorts) {
      if (name == *sort) edits.push_back(SetSort{which});
    }
  }
  if (const auto cut = value("cut")) {
    if (const auto numbers = two_numbers(*cut, '-')) {
      edits.push_back(SelectFrom{numbers->first + start_token});
      edits.push_back(SelectTo{numbers->second + start_token});
      edits.push_back(SetCut{numbers->second + start_token});
    }
  }
  if (const auto scope = value("scope")) edits.push_back(SetFlag{SetFlag::Which::cut_whole_layer, *scope == "layer"});
  if (const auto order = value("order")) {
    // "6-5-4-3-2-1-0": the word at each place; apply() takes only permutations.
    std::vector<int> words;
    for (std::string_view rest = *order; !rest.empty();) {
      const auto dash = rest.find('-');
      words.push_back(whole_number(rest.substr(0, dash)).value_or(-1));
      rest = dash == std::string_view::npos ? std::string_view() : rest.substr(dash + 1);
    }
    edits.push_back(SetWordOrder{std::move(words)});
  }
  if (const auto positions = value("positions")) {
    for (const auto& [name, mode] : modes) {
      if (name == *positions) edits.push_back(SetOrderMode{mode});
    }
  }
  return edits;
}

Link link_of(std::string_view figure, std::string_view id, const Scene& scene, bool with_text) {
  Link link{std::string(id), {}};
  auto& values = link.values;
  const ViewState& view = scene.view;
  const auto index = [](int word) { return std::to_string(word - start_token); };
  values["preset"] = scene.sentence.preset;
  if (scene.sentence.preset == "own") {
    values.erase("preset");
    if (with_text) values["text"] = scene.sentence.text;
  }
  values["head"] = std::to_string(view.head.layer) + '.' + std::to_string(view.head.head);
  if (figure == "sentence") {
    values["word"] = index(view.from_word);
    if (view.hide_special) values["special"] = "hide";
    if (view.value_norm) values["norm"] = "on";
  } else if (figure == "microscope") {
    values["from"] = index(view.from_word);
    values["to"] = index(view.to_word);
    values["step"] = std::to_string(view.microscope_step);
    if (view.from_piece >= 0) values["from_piece"] = std::to_string(view.from_piece);
    if (view.to_piece >= 0) values["to_piece"] = std::to_string(view.to_piece);
  } else if (figure == "wall") {
    values["sort"] = name_in(sorts, view.wall_sort);
    values["from"] = index(view.from_word);
    values["to"] = index(view.to_word);
    if (view.cut_to) values["cut"] = index(view.from_word) + '-' + index(*view.cut_to);
    if (view.cut_to && view.cut_whole_layer) values["scope"] = "layer";
  } else if (figure == "order") {
    values["positions"] = name_in(modes, view.order_mode);
    std::string order;
    for (const int word : view.word_order) order += (order.empty() ? "" : "-") + std::to_string(word);
    if (!order.empty()) values["order"] = order;
  }
  return link;
}

}  // namespace attention::app
