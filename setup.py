"""Names the packages: those found by looking, and configs/, which is installed as the data package corridor_configs.

Everything else stands in pyproject.toml, which can either look for packages or be told them, but not both.
"""
from setuptools import find_packages, setup

setup(
    packages=[*find_packages(include=["sim", "sim.*", "experiments", "experiments.*"]), "corridor_configs"],
    package_dir={"corridor_configs": "configs"},
)
