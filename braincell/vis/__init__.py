"""Pictures of morphologies, cells and runs; the drawing libraries are loaded by the first picture."""

from braincell.vis.compare import compare_morphologies as compare_morphologies
from braincell.vis.compare import compare_values as compare_values
from braincell.vis.dendrogram import plot_dendrogram as plot_dendrogram
from braincell.vis.movie import EveryCV as EveryCV
from braincell.vis.movie import plot_movie as plot_movie
from braincell.vis.plot2d import plot2d as plot2d
from braincell.vis.plot3d import plot3d as plot3d
from braincell.vis.raster import plot_raster as plot_raster
from braincell.vis.sholl import plot_sholl as plot_sholl
from braincell.vis.topology import plot_topology as plot_topology
from braincell.vis.traces import plot_traces as plot_traces
