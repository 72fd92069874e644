"""The whole agent in a world where time, disk, service, threads and crashes follow one seed.

Real: the agent, conductor, pipeline, sender, session, gate, cabinet, core, examining (PDFium) and the journal on real
SQLite. Simulated: what `branchagent.machine.Machine` gives, the service, and the people at the branch. The same seed
gives the same run, to the last step: `python -m tests.simulation 4711`.
"""
