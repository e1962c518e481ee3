"""Bytes in, a `Reading` out: the readers of each format, what they find, and the processes they run in.

Start reading at `extractors.read`.
"""
