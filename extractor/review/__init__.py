"""The review of findings, in a browser or a terminal: a queue, a card for each finding, and one key to decide.

`queue` and `card` turn a run into plain data, `desk` holds an output under review with its decisions, `routes` serves
it as pages to this machine only, and `terminal` shows the same to people without a browser.
"""
