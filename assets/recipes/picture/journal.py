"""What a training leaves behind as it goes: a line in OUT/log.jsonl now and then, and beside it OUT/latest.pt, from which it resumes."""
import json
import os
import signal
import time

import torch


def save(state, path):
    """A reader of path finds the old state or the new one, never half of it."""
    torch.save(state, path + ".new")
    os.replace(path + ".new", path)


class Journal:
    """One writer for each folder. SIGTERM asks the training to stop after its step; the last line and state are written then too."""

    def __init__(self, out, every):
        os.makedirs(out, exist_ok=True)
        self.out, self.every, self.stopped = out, every, False
        signal.signal(signal.SIGTERM, self._stop)
        self._begin()

    def _stop(self, *_):
        self.stopped = True

    def _begin(self):
        self._mark, self._sums, self._steps, self._samples = time.time(), {}, 0, 0

    @property
    def latest(self):
        return f"{self.out}/latest.pt"

    def saved(self):
        """The state to resume from, or None."""
        return torch.load(self.latest, weights_only=False) if os.path.exists(self.latest) else None

    def add(self, numbers, samples):
        """Losses of one step over so many samples."""
        self._steps += 1
        self._samples += samples
        for k, v in numbers.items():
            self._sums[k] = self._sums.get(k, 0) + v

    def due(self):
        return self.stopped or time.time() - self._mark > self.every

    def write(self, trainer, **more):
        """The line (means since the last one) and the trainer's state, with more beside it; counts the trainer's hours."""
        seconds = time.time() - self._mark
        trainer.hours += seconds / 3600
        line = {"samples": trainer.samples, "steps": trainer.steps, "hours": round(trainer.hours, 3), "rate": round(self._samples / seconds, 1),
                **{k: round(v / self._steps, 5) for k, v in self._sums.items()}}
        with open(f"{self.out}/log.jsonl", "a") as f:
            f.write(json.dumps(line) + "\n")
        print(line, flush=True)
        save({**trainer.state(), **more}, self.latest)
        self._begin()
