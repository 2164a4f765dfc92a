"""Time braincell beside other simulators."""
