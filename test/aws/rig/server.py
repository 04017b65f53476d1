"""The AWS API, which ends when its standard input does: so it outlives nobody, however its starter ended."""
import os
import sys
import threading

from moto.server import main


def watch():
    sys.stdin.buffer.read()
    os._exit(0)


threading.Thread(target=watch, daemon=True).start()
main(["-H", "127.0.0.1", "-p", "0"])
