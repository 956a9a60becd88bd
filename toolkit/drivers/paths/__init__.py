"""What leads to what: direct, indirect and total effects in a drawing of arrows between scores."""

from toolkit.drivers.paths.fit import PathFit, fit_paths
from toolkit.drivers.paths.model import PathModel, path_model

__all__ = ["PathFit", "PathModel", "fit_paths", "path_model"]
