"""What a training leaves behind: means since the last line, a state to resume from, and a last line when it is asked to stop."""
import json
import os
import signal

import pytest

pytest.importorskip("torch")

from picture.journal import Journal  # noqa: E402


class Counter:
    samples, steps, hours = 0, 0, 0.0

    def state(self):
        return {"samples": self.samples}


@pytest.fixture
def journal(tmp_path):
    before = signal.getsignal(signal.SIGTERM)
    yield Journal(str(tmp_path / "run"), every=1e9)
    signal.signal(signal.SIGTERM, before)


def lines(journal):
    with open(f"{journal.out}/log.jsonl") as f:
        return [json.loads(line) for line in f]


def test_a_line_holds_the_means_since_the_last_one(journal):
    trainer = Counter()
    for losses in ((1.0, 3.0), (5.0, 7.0)):
        for loss in losses:
            journal.add({"loss": loss}, 4)
            trainer.samples += 4
            trainer.steps += 1
        journal.write(trainer)
    assert [(r["samples"], r["steps"], r["loss"]) for r in lines(journal)] == [(8, 2, 2.0), (16, 4, 6.0)]


def test_a_training_resumes_from_what_was_written_last(journal):
    assert journal.saved() is None
    trainer = Counter()
    for trainer.samples in (3, 9):
        journal.add({}, 1)
        journal.write(trainer, branch_start=5)
    assert Journal(journal.out, 1).saved() == {"samples": 9, "branch_start": 5}
    assert sorted(os.listdir(journal.out)) == ["latest.pt", "log.jsonl"]


def test_a_signal_makes_the_next_line_due(journal):
    assert not journal.due() and not journal.stopped
    os.kill(os.getpid(), signal.SIGTERM)
    assert journal.due() and journal.stopped
