TITLE """ + __import__("os").abort() + """ \""" {raise SystemExit} \N{BULLET} \x41
COMMENT
"""
raise SystemExit("from a comment")
"""  \" ''' \ 
ENDCOMMENT
NEURON {
    SUFFIX injection
    NONSPECIFIC_CURRENT i
    RANGE g, e
}
PARAMETER {
    g = 0.0001 ("+__import__('os').abort()+")
    e = -60 (mV\)
}
ASSIGNED {
    v (mV)
    i ("""raise""")
}
BREAKPOINT {
    : """ raise SystemExit
    i = g*(v - e)
}
