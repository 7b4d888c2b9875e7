"""Plants errors of every check, and harmless rewrites, in clean documents, and counts what the program says of them.

Nothing here imports from the program: documents are written as text, the program is run whole, and its feeds are read.

    python -m tests.planted --number 5000 --seed 1
"""
