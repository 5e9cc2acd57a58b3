"""Two processes that share a batch compute the gradient that one would, and stop together."""
import pytest

torch = pytest.importorskip("torch")
from picture.team import run  # noqa: E402


def work(path, team):
    """Writes the gradient of the mean of squares over this process's share of eight rows."""
    torch.manual_seed(4)
    weight, rows = torch.nn.Parameter(torch.randn(3)), torch.randn(8, 3)
    unused = torch.nn.Parameter(torch.zeros(2))
    ((rows.chunk(team.size)[team.rank] @ weight) ** 2).mean().backward()
    stop = team.average([weight, unused], stop=team.rank == team.size - 1)
    torch.save({"gradient": weight.grad, "stop": stop}, f"{path}.{team.size}.{team.rank}")


def test_shared_gradients(tmp_path):
    path = str(tmp_path / "result")
    for size in (1, 2):
        run(work, path, size)
    alone, *shared = (torch.load(f"{path}.{name}") for name in ("1.0", "2.0", "2.1"))
    for member in shared:
        assert torch.allclose(member["gradient"], alone["gradient"], atol=1e-6) and member["stop"]
