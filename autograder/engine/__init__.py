"""The grading engine: warm kernels in sealed rooms, asked from outside.

From the outside in: :mod:`.provisioner` is what Jupyter sees, and :mod:`.manager` what our own
Execute does. A :mod:`.lease` asks the :mod:`.zygote`, one warm process, for a forked kernel; a
:mod:`.supervisor` closes a :mod:`.sandbox` around it and watches it. :mod:`.execute` runs a
notebook's cells there, and :mod:`.channel` asks the student's functions for answers that are
judged elsewhere.
"""
