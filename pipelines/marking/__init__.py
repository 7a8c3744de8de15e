"""A captured page with the cells marked that figures were read from.

``trace`` finds where in a page each figure stands, ``copy`` makes of it a page that can be shown.
Nothing here reads figures: the reader itself is asked, so that what is marked is what was read.
"""
