"""probes.json keeps its schema."""
import json
from pathlib import Path

PROBES = json.loads((Path(__file__).parents[2] / "models/e5/probes.json").read_text())


def test_schema():
    assert PROBES["schema"] == 1
    assert list(PROBES["probes"]) == ["en", "it", "fr", "de"]
    for kinds in PROBES["probes"].values():
        assert set(kinds) == {"own", "other"}
        for tests in kinds.values():
            assert set(tests) == {"seen", "new"}
            for values in tests.values():
                assert len(values) == 13
                assert all(0 <= value["low"] <= value["accuracy"] <= value["high"] <= 1 for value in values)


def test_the_embedding_knows_neither_colour():
    for kinds in PROBES["probes"].values():
        for tests in kinds.values():
            assert all(values[0]["low"] < 0.22 for values in tests.values())
