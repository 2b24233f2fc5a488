#!/usr/bin/env python3
"""Write truth.json: what statsmodels, scipy and scikit-learn say, for truth.test.ts to compare with.

    python3 -m venv V && V/bin/pip install -r requirements.txt && V/bin/python make_truth.py

The same versions give the same file.
"""
import json, os, re

import numpy as np
from scipy.stats import binom, binomtest
from sklearn.metrics import cohen_kappa_score, confusion_matrix
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.proportion import proportion_confint

here = os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(20260501)


def wilson():
    cases = [(0, 1), (1, 1), (0, 10), (10, 10), (3, 10), (85, 120), (212, 400), (7.5, 12), (499_000, 1_000_000)]
    rows = []
    for hits, n in cases:
        low, high = proportion_confint(hits, n, method="wilson")
        if float(hits).is_integer():
            # Two libraries, one interval.
            other = binomtest(int(hits), n).proportion_ci(method="wilson")
            assert abs(other.low - low) < 1e-9 and abs(other.high - high) < 1e-9
        rows.append({"hits": hits, "n": n, "low": low, "high": high})
    return rows


def raters():
    """Two raters of a few categories; the second says what the first says at a known rate, else anything."""
    rows = []
    for categories, n, rate in [(2, 20, 0.8), (2, 212, 0.78), (3, 150, 0.5), (5, 1000, 0.9), (4, 60, 0.0), (2, 40, 1.0)]:
        one = rng.integers(0, categories, n)
        other = np.where(rng.random(n) < rate, one, rng.integers(0, categories, n))
        table = confusion_matrix(one, other, labels=range(categories))
        result = cohens_kappa(table)
        assert abs(result.kappa - cohen_kappa_score(one, other)) < 1e-12
        rows.append({
            "one": one.tolist(), "other": other.tolist(), "table": table.tolist(),
            "kappa": result.kappa, "low": result.kappa_low, "high": result.kappa_upp,
        })
    return rows


def calibration():
    """A judge whose pick people share the more often the higher its score."""
    rows = []
    for n in (30, 600):
        hundredths = rng.integers(0, 101, n)
        agreed = rng.random(n) < 0.4 + 0.58 * hundredths / 100
        def share(chosen):
            k, m = int(agreed[chosen].sum()), int(chosen.sum())
            low, high = proportion_confint(k, m, method="wilson") if m else (0, 1)
            return {"n": m, "share": k / m if m else None, "low": low, "high": high}
        from_score = [{"score": step / 100, **share(hundredths >= step)} for step in range(101)]
        tenths = np.minimum(hundredths // 10, 9)
        by_tenth = [{"score": t / 10, **share(tenths == t)} for t in range(10) if (tenths == t).any()]
        lowest = {str(wanted): next((p["score"] for p in from_score if round(100 * p["score"]) in hundredths and p["low"] >= wanted), None) for wanted in (0.9, 0.75, 0.5)}
        rows.append({"scores": (hundredths / 100).tolist(), "agreed": agreed.tolist(), "from_score": from_score, "by_tenth": by_tenth, "lowest": lowest})
    return rows


def style():
    """Markdown counted as LMArena's style control counts it (add_markdown_info.py of arena-hard-auto), added up, code blocks taken out."""
    def count(text):
        text = re.sub(r"```([^`]*)```", "", text)
        return sum(len(re.findall(pattern, text, re.MULTILINE)) for pattern in (
            r"^#{1}\s", r"^#{2}\s", r"^#{3}\s", r"^#{4}\s", r"^#{5}\s", r"^#{6}\s",
            r"^\s*\d+\.\s", r"^\s*[-*+]\s", r"\*\*[^*\n]+\*\*", r"__[^_\n]+__",
        ))
    texts = [
        "", "plain words, 2. not a list", "# One\n\n## Two\ntext\n### Three", "#no header\n####### seven",
        "- a\n- b\n  * c\n+ d", "1. one\n2. two\n10. ten\n3.no", "**bold** and __also__, ** not **\n**no\nt**",
        "# h\n- **x**: y\n1. z\n```\n# in code\n- in code\n```\n__end__", "- \n- \n\n\n- a", "*emphasis* only", "snake__case__name",
    ]
    return [{"text": text, "count": count(text)} for text in texts]


def percentile_ranks():
    """Ranks from 0 between which a percentile lies with at least 95 %, and how sure that is."""
    rows = []
    for percentile in (1, 10, 50, 90, 95, 99, 99.9):
        for n in (1, 2, 5, 20, 59, 100, 300, 1000, 12_345, 100_000):
            p = percentile / 100
            lower, upper = int(binom.ppf(0.025, n, p)), int(binom.ppf(0.975, n, p))
            low, high = (lower - 1 if lower >= 1 else None), (upper if upper + 1 <= n else None)
            # X(l) <= q < X(u) where l, counted from 1, to u - 1 of the values are below q.
            if low is not None and high is not None:
                assert binom.cdf(high, n, p) - binom.cdf(low, n, p) >= 0.95 - 1e-9
            rows.append({"percentile": percentile, "n": n, "low": low, "high": high})
    return rows


if __name__ == "__main__":
    truth = {"wilson": wilson(), "raters": raters(), "calibration": calibration(), "style": style(), "percentile_ranks": percentile_ranks()}
    with open(os.path.join(here, "truth.json"), "w") as file:
        json.dump(truth, file, separators=(",", ":"))
        file.write("\n")
