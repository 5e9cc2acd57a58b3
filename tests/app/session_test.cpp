#include "app/session.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/app/quiet_host.h"
#include "tests/support/figures.h"

using namespace attention;
using namespace attention::app;
using namespace attention::widgets;

namespace {

/// A host that only writes down what the session asks of the engine.
class RecordingHost final : public test::QuietHost {
 public:
  std::vector<std::pair<explain::RequestId, explain::Query>> queries;
  std::vector<std::pair<explain::RequestId, explain::CutStudy>> studies;
  std::vector<explain::RequestId> cancelled;

  void submit(explain::RequestId request, const explain::Query& query) override { queries.emplace_back(request, query); }
  void submit(explain::RequestId request, const explain::CutStudy& study) override { studies.emplace_back(request, study); }
  void cancel(explain::RequestId request) override { cancelled.push_back(request); }
  void load(const std::string&, std::function<void(Result<Bytes>)>) override {}
};

/// What the engine would say of a run that succeeds, layer by layer.
std::vector<explain::Event> run_of(explain::RequestId request, const explain::Query& query, int layers = 2) {
  auto trace = std::make_shared<explain::Trace>();
  trace->query = query;
  trace->layer_count = layers;
  trace->head_count = 12;
  trace->words = {{0, 1, "", true}, {1, 2, "w", false}, {2, 3, "", true}};
  trace->pieces = {"<s>", "w", "</s>"};
  std::vector<explain::Event> events{explain::RunStarted{request, trace}};
  for (int layer = 0; layer < layers; ++layer) events.push_back(explain::LayerFinished{request, layer, std::make_shared<explain::LayerTrace>()});
  events.push_back(explain::RunFinished{request, 0.01});
  return events;
}

}  // namespace

TEST_CASE("session: equal wishes ask once; the answer becomes the scene's trace", "[unit]") {
  RecordingHost host;
  Session session(host);
  Scene scene;
  const Wishes wishes{.sentence = {.text = "a"}, .order_off = {}, .order_off_moved = {}, .order_on_moved = {}, .order_shuffled = {}, .cut = {}};
  session.update(wishes);
  session.update(wishes);
  REQUIRE(host.queries.size() == 1);
  CHECK(session.apply(run_of(host.queries[0].first, host.queries[0].second), scene));
  REQUIRE(scene.trace != nullptr);
  CHECK(scene.trace->layers.size() == 2);
  CHECK(scene.status.kind == RunStatus::Kind::finished);
  session.update(wishes);
  CHECK(host.queries.size() == 1);
}

TEST_CASE("session: the sentence goes first, the other runs wait their turn", "[unit]") {
  RecordingHost host;
  Session session(host);
  Scene scene;
  Wishes wishes;
  wishes.sentence.text = "a";
  wishes.order_off = explain::Query{.text = "a", .positions = explain::Positions::off, .piece_order = {}, .position_rows = {}, .cuts = {}};
  session.update(wishes);
  REQUIRE(host.queries.size() == 1);
  CHECK(host.queries[0].second.positions == explain::Positions::on);
  session.apply(run_of(host.queries[0].first, host.queries[0].second), scene);
  session.update(wishes);
  REQUIRE(host.queries.size() == 2);
  CHECK(host.queries[1].second.positions == explain::Positions::off);
  session.apply(run_of(host.queries[1].first, host.queries[1].second), scene);
  CHECK(scene.order_off != nullptr);
}

TEST_CASE("session: a failed run leaves the old trace, marked as old, and is not asked again", "[unit]") {
  RecordingHost host;
  Session session(host);
  Scene scene;
  Wishes wishes;
  wishes.sentence.text = "a";
  session.update(wishes);
  session.apply(run_of(host.queries[0].first, host.queries[0].second), scene);
  wishes.sentence.text = "much too long";
  session.update(wishes);
  REQUIRE(host.queries.size() == 2);
  session.apply({explain::RunFailed{host.queries[1].first, {ErrorCode::too_long, "300/128"}}}, scene);
  CHECK(scene.status.kind == RunStatus::Kind::failed);
  CHECK(scene.status.error->code == ErrorCode::too_long);
  CHECK(scene.status.old);
  REQUIRE(scene.trace != nullptr);
  CHECK(scene.trace->query.text == "a");
  session.update(wishes);
  CHECK(host.queries.size() == 2);
}

TEST_CASE("session: layers of a run that was replaced are ignored", "[unit]") {
  RecordingHost host;
  Session session(host);
  Scene scene;
  Wishes wishes;
  wishes.sentence.text = "a";
  session.update(wishes);
  const auto late = run_of(host.queries[0].first, host.queries[0].second);
  wishes.sentence.text = "b";
  session.update(wishes);
  session.apply(late, scene);
  CHECK(scene.trace == nullptr);
  session.apply(run_of(host.queries[1].first, host.queries[1].second), scene);
  CHECK(scene.trace->query.text == "b");
}
