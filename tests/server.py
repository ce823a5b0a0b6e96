"""A real server on loopback: llama.cpp's own, with a model and a key.

    python server.py MODEL.gguf NAME KEY

Prints its address once it listens, and ends when its standard input does.
"""

import sys

import xllamacpp

model, name, key = sys.argv[1:]
params = xllamacpp.CommonParams()
params.model.path = model
params.model_alias = {name}
params.api_keys = [key]
params.n_ctx = 8192
params.n_parallel = 1
params.cpuparams.n_threads = 2
params.hostnames = ["127.0.0.1"]
params.port = 0
server = xllamacpp.Server(params)
print(server.listening_address, flush=True)
sys.stdin.read()
