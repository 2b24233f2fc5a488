"""Near duplicates of samples with datasketch, by the definition of docs/decisions/0035-checks-of-the-dataset.md.

python near-duplicates.py DATASET.jsonl SIMILARITY: writes one JSON document: seconds, and the pairs found.
"""
import json
import re
import sys
import time
import unicodedata

from datasketch import MinHash, MinHashLSH

path, similarity = sys.argv[1], float(sys.argv[2])


def normalise(text):
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).lower()).strip()


def shingles(text):
    return {text[i : i + 5].encode() for i in range(max(1, len(text) - 4))}


def sign(text):
    signature = MinHash(num_perm=128)
    signature.update_batch(list(shingles(text)))
    return signature


started = time.monotonic()
prompts, outputs = MinHashLSH(threshold=similarity, num_perm=128), MinHashLSH(threshold=similarity, num_perm=128)
signatures, pairs = [], []
with open(path, encoding="utf-8") as file:
    for row, line in enumerate(file):
        record = json.loads(line)
        prompt, output = sign(normalise(record["input"])), sign(normalise(record["output"]))
        for other in set(prompts.query(prompt)) & set(outputs.query(output)):
            if min(prompt.jaccard(signatures[other][0]), output.jaccard(signatures[other][1])) >= similarity:
                pairs.append((other, row))
        prompts.insert(row, prompt)
        outputs.insert(row, output)
        signatures.append((prompt, output))
print(json.dumps({"samples": len(signatures), "seconds": time.monotonic() - started, "pairs": pairs}))
