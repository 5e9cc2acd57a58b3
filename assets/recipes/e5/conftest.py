"""pytest settings of the recipes."""


def pytest_configure(config):
    config.addinivalue_line("markers", "slow: makes the model files again (minutes; downloads the package unless it is there)")
