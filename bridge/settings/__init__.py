"""The config room: typed settings in layers, their origins, and where Sideman keeps its files."""

from bridge.settings.layers import Layer, Origin
from bridge.settings.leaves import LEAVES, Leaf
from bridge.settings.loading import Config, Sources, load, sources
from bridge.settings.paths import Paths, chosen, paths
from bridge.settings.reloading import Reload, reload
from bridge.settings.resources import bundled
from bridge.settings.structure import Settings

__all__ = [
    "LEAVES",
    "Config",
    "Layer",
    "Leaf",
    "Origin",
    "Paths",
    "Reload",
    "Settings",
    "Sources",
    "bundled",
    "chosen",
    "load",
    "paths",
    "reload",
    "sources",
]
