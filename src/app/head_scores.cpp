#include "app/head_scores.h"

#include "base/json.h"

namespace attention::app {

namespace {

std::vector<double> numbers(const Json& array) {
  std::vector<double> out;
  for (const Json& item : array.items()) out.push_back(item.number_or(0));
  return out;
}

}  // namespace

Result<widgets::HeadScores> read_head_scores(std::string_view text) {
  const auto json = Json::parse(text);
  if (!json) return std::unexpected(json.error());
  widgets::HeadScores scores;
  const auto layer = (*json)["default"].integer("layer"), head = (*json)["default"].integer("head");
  const auto sentences = json->integer("sentences"), per_layer = json->integer("heads_per_layer"), layers = json->integer("layers");
  if (!layer || !head || !sentences || !per_layer || !layers) return fail(ErrorCode::parse, "heads.json: default, sentences or sizes are missing");
  scores.best = {static_cast<int>(*layer), static_cast<int>(*head)};
  scores.sentences = static_cast<int>(*sentences);
  scores.heads_per_layer = static_cast<int>(*per_layer);
  const auto total = static_cast<std::size_t>(*layers * *per_layer);
  for (const auto& [language, families] : (*json)["heads"]["colour"].members()) {
    const Json baselines = (*json)["baselines"]["colour"][language];
    for (const auto& [family, cells] : families.members()) {
      widgets::HeadScores::Family entry{numbers(cells["bind"]), numbers(cells["low"]), numbers(cells["high"]), {}};
      if (entry.bind.size() != total || entry.low.size() != total || entry.high.size() != total) {
        return fail(ErrorCode::parse, "heads.json: colour." + std::string(language) + '.' + std::string(family) + " has not one number per head");
      }
      for (const auto& [rule, value] : baselines[family].members()) {
        if (const auto share = value.number()) entry.rules.emplace(rule, *share);
        else if (value.is_object()) entry.rules.emplace(rule, value["median"].number_or(0));
      }
      scores.languages[std::string(language)].emplace(family, std::move(entry));
    }
  }
  return scores;
}

}  // namespace attention::app
