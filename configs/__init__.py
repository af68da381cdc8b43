"""The presets, places and studies that come with Corridor: data only, found through sim.scenario.paths."""
