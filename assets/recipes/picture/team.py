"""Several processes, one core each, that train one model: each draws its share of every batch, and their gradients are averaged (gloo).

One process with two threads is far from twice as fast as one thread: the work is thousands of small operations.
"""
import os
import tempfile

import torch
import torch.distributed as distributed
import torch.multiprocessing


class Team:
    """This process's place in the team."""

    def __init__(self, rank=0, size=1):
        self.rank, self.size = rank, size

    @property
    def first(self):
        """Only the first process writes files and prints."""
        return self.rank == 0

    def average(self, parameters, stop=False):
        """Averages the parameters' gradients in place. → does any process want to stop? The answer is the same in all of them."""
        if self.size == 1:
            return stop
        gradients = [p.grad for p in parameters if p.grad is not None]
        joined = torch.cat([*(g.flatten() for g in gradients), torch.tensor([float(stop)])])
        distributed.all_reduce(joined)
        joined /= self.size
        for g, part in zip(gradients, joined.split([*(g.numel() for g in gradients), 1])):
            g.copy_(part.view_as(g))
        return bool(joined[-1] > 0)


def _member(rank, work, size, meeting, args):
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[rank % len(cores)]})
    torch.set_num_threads(1)
    distributed.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank, world_size=size)
    try:
        work(args, Team(rank, size))
    finally:
        distributed.destroy_process_group()


def run(work, args, processes):
    """work(args, team), in this process or in so many."""
    if processes == 1:
        return work(args, Team())
    with tempfile.TemporaryDirectory() as folder:
        torch.multiprocessing.spawn(_member, (work, processes, f"{folder}/meeting", args), processes)
