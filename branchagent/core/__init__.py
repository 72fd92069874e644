"""The decisions, without any effect: values in, values out.

Nothing here reads a clock, a disk, a network or a random source, and nothing here logs: times and jitter come in as
arguments. The modules stand in the order of a receipt's way: names, settling, answers, verdicts, retry, health,
schedule, status.
"""
