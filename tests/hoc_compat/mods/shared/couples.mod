: Drives the potential outside of the membrane, and weighs the membrane's current.
NEURON { SUFFIX couples RANGE share, weighed GLOBAL drive POINTER outside, current }
PARAMETER { share = 1 drive = 0 }
ASSIGNED { outside current weighed area }
INITIAL { outside = drive*share weighed = share*current*area }
BEFORE BREAKPOINT { outside = drive*share }
AFTER SOLVE { weighed = share*current*area }
