#include "explain/engine.h"

#include <chrono>
#include <list>
#include <utility>

#include "explain/cut_study_run.h"
#include "explain/encoder_run.h"
#include "explain/engine_files.h"
#include "explain/result_cache.h"

namespace attention::explain {
namespace {

/// Traces in the cache take at most this much; one of 128 tokens has 19 MB.
constexpr std::size_t cache_bytes = 64 << 20;
constexpr std::size_t study_cache_bytes = 1 << 20;

std::size_t bytes_of(const Trace& trace) {
  std::size_t floats = trace.embedding.size();
  for (const auto& layer : trace.layers)
    floats += layer->query.size() + layer->key.size() + layer->value.size() + layer->attention.size() + layer->output.size();
  return floats * sizeof(float) + trace.query.text.size() + trace.pieces.size() * 64;
}

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

struct Engine::Implementation {
  explicit Implementation(std::string manifest_path) : files(std::move(manifest_path)) {}

  /// A request under way: a run of the encoder, and for a study what follows on it.
  struct Job {
    RequestId request = 0;
    EncoderRun run;
    std::optional<CutStudy> study;
    std::optional<CutStudyRun> study_run;
    std::shared_ptr<const Trace> finished;  ///< of the run
    double seconds = 0, slice_began = 0;    ///< of the slices before this one; when this one began
    double run_seconds = 0;                 ///< what the run took whose trace this is, perhaps for an earlier request
  };
  /// A trace and how long the run that made it took: whoever gets it again from the cache is told that time.
  struct FinishedRun {
    std::shared_ptr<const Trace> trace;
    double seconds = 0;
  };

  EngineFiles files;
  model::EncoderScratch scratch;
  ResultCache<Query, FinishedRun> traces{cache_bytes};
  ResultCache<CutStudy, CutStudyResult> studies{study_cache_bytes};
  std::list<Job> jobs;  ///< oldest first
  std::vector<Event> waiting_events;

  void end(std::list<Job>::iterator job, ErrorCode code) {
    waiting_events.push_back(RunFailed{job->request, Error{code, {}}});
    jobs.erase(job);
  }

  /// A newer request ends the older ones that it replaces.
  template <class Condition>
  void cancel_if(Condition condition) {
    for (auto job = jobs.begin(); job != jobs.end();) {
      const auto next = std::next(job);
      if (condition(*job)) end(job, ErrorCode::cancelled);
      job = next;
    }
  }

  Result<Slice> advance(Job& job, std::vector<Event>& events);
  void announce(const Job& job, const Trace& trace, std::vector<Event>& events);
};

/// RunStarted carries everything but the layers.
void Engine::Implementation::announce(const Job& job, const Trace& trace, std::vector<Event>& events) {
  if (job.study) return;
  auto beginning = std::make_shared<Trace>(trace);
  beginning->layers.clear();
  events.push_back(RunStarted{job.request, std::move(beginning)});
}

/// One slice of one job. `finished` means that its last event has been written.
Result<Slice> Engine::Implementation::advance(Job& job, std::vector<Event>& events) {
  if (!job.finished) {
    if (auto known = traces.find(job.run.query())) {
      const Trace& trace = *known->trace;
      announce(job, trace, events);
      if (!job.study)
        for (std::size_t i = 0; i < trace.layers.size(); ++i)
          events.push_back(LayerFinished{job.request, static_cast<int>(i), trace.layers[i]});
      job.finished = known->trace;
      job.run_seconds = known->seconds;
    } else {
      const bool had_started = job.run.trace() != nullptr;
      const std::size_t layers = had_started ? job.run.trace()->layers.size() : 0;
      auto slice = job.run.advance(files, scratch);
      if (!slice || *slice == Slice::waiting_for_files) return slice;
      const auto& trace = job.run.trace();
      if (!had_started) announce(job, *trace, events);
      if (!job.study && trace->layers.size() > layers)
        events.push_back(LayerFinished{job.request, static_cast<int>(layers), trace->layers.back()});
      if (*slice != Slice::finished) return Slice::advanced;
      job.finished = trace;
      job.run_seconds = job.seconds + seconds_now() - job.slice_began;
      traces.insert(trace->query, std::make_shared<FinishedRun>(trace, job.run_seconds), bytes_of(*trace));
    }
    if (job.study) return Slice::advanced;
    return Slice::finished;
  }
  if (auto known = studies.find(*job.study)) {
    events.push_back(CutStudyFinished{job.request, *known});
    return Slice::finished;
  }
  if (!job.study_run) job.study_run.emplace(*job.study, job.finished);
  auto slice = job.study_run->advance(files, scratch);
  if (slice && *slice == Slice::finished) {
    const auto& result = job.study_run->result();
    events.push_back(CutStudyFinished{job.request, result});
    studies.insert(*job.study, std::make_shared<CutStudyResult>(result),
                   256 + job.study->query.text.size() + result.effects.size() * sizeof(CutEffect));
  }
  return slice;
}

Engine::Engine(std::string manifest_path) : implementation_(std::make_unique<Implementation>(std::move(manifest_path))) {}
Engine::~Engine() = default;
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;

void Engine::submit(RequestId request, Query query) {
  implementation_->cancel_if([](const auto&) { return true; });
  implementation_->files.forgive();
  implementation_->jobs.push_back({request, EncoderRun(std::move(query)), {}, {}, {}});
}

void Engine::submit(RequestId request, CutStudy study) {
  // The run of the very sentence that is studied goes on: the study builds on its trace.
  implementation_->cancel_if([&](const auto& job) { return job.study || !(job.run.query() == study.query); });
  implementation_->files.forgive();
  Query query = study.query;
  implementation_->jobs.push_back({request, EncoderRun(std::move(query)), std::move(study), {}, {}});
}

void Engine::cancel(RequestId request) {
  implementation_->cancel_if([&](const auto& job) { return job.request == request; });
}

std::vector<std::string> Engine::take_wanted_files() { return implementation_->files.take_wanted(); }

void Engine::deliver(const std::string& path, Result<Bytes> bytes) {
  implementation_->files.deliver(path, std::move(bytes));
  implementation_->waiting_events.push_back(implementation_->files.progress());
}

Engine::State Engine::step(std::vector<Event>& events) {
  auto& self = *implementation_;
  for (Event& event : self.waiting_events) events.push_back(std::move(event));
  self.waiting_events.clear();
  // Oldest first: a study comes after the run that it builds on.
  if (self.jobs.empty()) return State::idle;
  auto job = self.jobs.begin();
  job->slice_began = seconds_now();
  const auto slice = self.advance(*job, events);
  job->seconds += seconds_now() - job->slice_began;
  if (!slice) {
    events.push_back(RunFailed{job->request, slice.error()});
    self.jobs.erase(job);
  } else if (*slice == Slice::finished) {
    if (!job->study) events.push_back(RunFinished{job->request, job->run_seconds});
    self.jobs.erase(job);
  } else if (*slice == Slice::waiting_for_files) {
    return State::waiting_for_files;
  }
  return self.jobs.empty() ? State::idle : State::busy;
}

}  // namespace attention::explain
