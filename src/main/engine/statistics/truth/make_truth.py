#!/usr/bin/env python3
"""Write truth.json: what statsmodels, scipy and scikit-learn say, for truth.test.ts to compare with.

    python3 -m venv V && V/bin/pip install -r requirements.txt && V/bin/python make_truth.py

The same versions give the same file.
"""
import json, os, re

import numpy as np
import statsmodels.api as sm
from scipy.stats import beta, binom, binomtest, bootstrap, norm, t
from sklearn.metrics import cohen_kappa_score, confusion_matrix
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

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
    """Places from 0 between which a percentile lies with 95 %: Nyblom's (1992), between the values that binom.ppf finds. Checked by drawing once."""
    def lower(n, p):
        r = int(binom.ppf(0.025, n, p))
        if r < 1:
            return None
        less, more = binom.cdf(r - 1, n, p), binom.cdf(r, n, p)
        return r - 1 + (1 / (1 + r * (1 - p) * (more - 0.025) / ((n - r) * p * (0.025 - less))) if r < n else 0.0)
    own = np.random.default_rng(20261128)
    for n, p in [(100, 0.5), (100, 0.95), (500, 0.99)]:
        low, high = lower(n, p), n - 1 - lower(n, 1 - p)
        drawn = np.sort(own.exponential(size=(20_000, n)), axis=1)
        at = lambda place: drawn[:, int(place)] * (1 - place % 1) + drawn[:, int(place) + 1] * (place % 1)
        held = ((at(low) <= -np.log(1 - p)) & (at(high) >= -np.log(1 - p))).mean()
        assert abs(held - 0.95) < 0.006, (n, p, held)
    rows = []
    for percentile in (1, 10, 50, 90, 95, 99, 99.9):
        for n in (1, 2, 5, 20, 59, 100, 300, 1000, 12_345, 100_000):
            p = percentile / 100
            high = lower(n, 1 - p)
            rows.append({"percentile": percentile, "n": n, "low": lower(n, p), "high": None if high is None else n - 1 - high})
    return rows


def quantiles():
    """Of the beta distribution, Student's t and the normal one."""
    return {
        "beta": [[p, a, b, float(beta.ppf(p, a, b))] for a, b in [(0.5, 0.5), (1, 20), (50.5, 50.5), (496.01, 5.99), (4_750_001.05, 250_000.95)] for p in (0.005, 0.3, 0.5, 0.995)],
        "student": [[p, d, float(t.isf(p, d))] for d in (1.5, 4, 29, 1000) for p in (0.0025, 0.025, 0.2)],
        "normal": [[p, float(norm.isf(p))] for p in (1e-9, 0.0025, 0.025, 0.31)],
    }


def newcombe():
    rows = []
    for ha, na, hb, nb in [(56, 70, 48, 80), (0, 10, 10, 10), (9, 10, 3, 10), (0, 30, 0, 30), (990, 1000, 982, 1000), (45_000, 50_000, 449_000, 500_000)]:
        for alpha in (0.05, 0.05 / 9):
            low, high = confint_proportions_2indep(hb, nb, ha, na, method="newcomb", compare="diff", alpha=alpha)
            rows.append({"a": [ha, na], "b": [hb, nb], "alpha": alpha, "low": low, "high": high})
    return rows


def welch():
    rows = []
    for na, nb in [(5, 8), (40, 12), (300, 500)]:
        one, other = DescrStatsW(rng.beta(5, 2, na)), DescrStatsW(rng.beta(4, 2, nb))
        for alpha in (0.05, 0.01):
            low, high = CompareMeans(other, one).tconfint_diff(alpha=alpha, usevar="unequal")
            moments = lambda d: {"n": int(d.nobs), "mean": d.mean, "variance": d.var_ddof(1)}
            rows.append({"a": moments(one), "b": moments(other), "alpha": alpha, "low": low, "high": high})
    return rows


def mcnemar_rows():
    rows = []
    for only_a, only_b in [(0, 0), (0, 1), (3, 9), (6, 6), (121, 59), (30, 12), (700, 610)]:
        exact = mcnemar([[0, only_a], [only_b, 0]], exact=True).pvalue if only_a + only_b else 1.0
        n, fewer = only_a + only_b, min(only_a, only_b)
        # Twice the one-sided mid-p.
        mid = 2 * binom.cdf(fewer, n, 0.5) - binom.pmf(fewer, n, 0.5)
        rows.append({"only_a": only_a, "only_b": only_b, "exact": exact, "mid_p": float(mid)})
    # Table 1 of Fagerland, Lydersen and Laake (2013), 1 and 7 discordant: exact 0.070, mid-p 0.039.
    assert round(mcnemar([[0, 1], [7, 0]], exact=True).pvalue, 3) == 0.070
    rows.append({"only_a": 1, "only_b": 7, "exact": mcnemar([[0, 1], [7, 0]], exact=True).pvalue, "mid_p": 0.070312500 - float(binom.pmf(1, 8, 0.5))})
    return rows


def pass_at_k():
    """The code of Chen et al. (2021), figure 3."""
    def estimate(n, c, k):
        return 1.0 if n - c < k else 1.0 - float(np.prod(1.0 - k / np.arange(n - c + 1, n + 1)))
    rows = []
    for tasks in [[(1, 1), (1, 0)], [(10, 3), (10, 0), (5, 5), (2, 1)], [(200, 1), (200, 40), (200, 199)]]:
        for k in (1, 2, 5, 100):
            some = [(n, c) for n, c in tasks if n >= k]
            rows.append({"tasks": tasks, "k": k, "n": len(some), "share": float(np.mean([estimate(n, c, k) for n, c in some])) if some else None})
    return rows


def shifts():
    """scipy's bootstrap of a difference of percentiles: what `percentileShift` computes without drawing."""
    rows = []
    for percentile, na, nb in [(50, 200, 300), (90, 400, 250), (95, 800, 800), (50, 41, 57)]:
        a, b = np.round(rng.lognormal(6, 0.5, na), 3), np.round(rng.lognormal(6.1, 0.6, nb), 3)
        def statistic(x, y, axis):
            return np.percentile(y, percentile, axis=axis) - np.percentile(x, percentile, axis=axis)
        drawn = bootstrap((a, b), statistic, n_resamples=20_000, method="percentile", rng=rng, batch=2000).confidence_interval
        rows.append({"percentile": percentile, "a": a.tolist(), "b": b.tolist(), "low": drawn.low, "high": drawn.high})
    return rows


def paired():
    """scipy's paired bootstrap of the mean, the median, and the difference of 95th percentiles."""
    n = 150
    a = np.round(rng.lognormal(6, 0.5, n), 3)
    b = np.round(a * rng.lognormal(0.05, 0.2, n), 3)
    statistics = {
        "mean": lambda x, y, axis: np.mean(y - x, axis=axis),
        "median": lambda x, y, axis: np.median(y - x, axis=axis),
        "p95": lambda x, y, axis: np.percentile(y, 95, axis=axis) - np.percentile(x, 95, axis=axis),
    }
    answer = {"a": a.tolist(), "b": b.tolist()}
    # Median and p95 have plain percentile intervals, at Hesterberg's wider level: what the bootstrap is asked for.
    outside = float(norm.sf(np.sqrt(n / (n - 1)) * t.isf(0.025, n - 1)))
    for name, statistic in statistics.items():
        drawn = bootstrap((a, b), statistic, n_resamples=20_000, paired=True, method="percentile", confidence_level=1 - 2 * outside, rng=rng, batch=2000)
        answer[name] = {"value": float(statistic(a, b, 0)), "low": drawn.confidence_interval.low, "high": drawn.confidence_interval.high}
    return answer


def paired_means():
    """Each end by the bootstrap-t or by Student's distribution, whichever is further out. A generator of its own: what others drew stays."""
    rng = np.random.default_rng(20261128)
    rows = []
    for n, values in [(30, rng.lognormal(0, 0.7, 30)), (30, rng.normal(0, 1, 30)), (12, -rng.exponential(1, 12)), (150, rng.lognormal(0, 1, 150) - 1)]:
        values = np.round(values, 4)
        mean, error = values.mean(), values.std(ddof=1) / np.sqrt(n)
        drawn = values[rng.integers(0, n, (20_000, n))]
        with np.errstate(divide="ignore"):
            own = (drawn.mean(1) - mean) / (drawn.std(1, ddof=1) / np.sqrt(n))
        below, above = np.quantile(own, [0.025, 0.975])
        low, high = (float(end) for end in t.interval(0.95, n - 1, mean, error))
        rows.append({"values": values.tolist(), "low": min(low, float(mean - above * error)), "high": max(high, float(mean - below * error)), "student": [low, high]})
    return rows


def paired_shares():
    """Agresti and Min's formula, from the counts of a table (as in R's contingencytables, `Wald_CI_AgrestiMin_paired_2x2`)."""
    rows = []
    for n11, n12, n21, n22 in [(1, 1, 7, 12), (59, 6, 16, 80), (28, 0, 0, 2), (10, 0, 0, 0), (4000, 90, 140, 800)]:
        n = n11 + n12 + n21 + n22 + 2
        error = np.sqrt(n12 + n21 + 1 - (n12 - n21) ** 2 / n) / n
        for alpha in (0.05, 0.05 / 9):
            half = float(norm.isf(alpha / 2) * error)
            # First right and second wrong is n12: the second minus the first.
            rows.append({"counts": [n11, n12, n21, n22], "alpha": alpha, "low": (n21 - n12) / n - half, "high": (n21 - n12) / n + half})
    return rows


def fit(rows, rivals, styles):
    """GLM with errors by comparison; the strengths are moved to a mean of 0."""
    y = np.array([r["score"] for r in rows])
    x = np.zeros((len(rows), rivals + styles))
    for i, r in enumerate(rows):
        x[i, r["first"]], x[i, r["second"]] = 1, -1
        x[i, rivals:] = r.get("style", [])
    weights = np.array([r["weight"] for r in rows])
    # The first rival is at 0; scores times weights are what GLM's frequencies mean.
    result = sm.GLM(y, x[:, 1:], family=sm.families.Binomial(), freq_weights=weights).fit(
        cov_type="cluster", cov_kwds={"groups": np.array([r["group"] for r in rows]), "use_correction": False}, tol=1e-12, maxiter=200)
    center = np.eye(rivals + styles) - np.pad(np.full((rivals, rivals), 1 / rivals), (0, styles))
    params = center @ np.concatenate([[0], result.params])
    cov = center @ np.pad(result.cov_params(), ((1, 0), (1, 0))) @ center.T
    return {"strengths": params[:rivals].tolist(), "styles": params[rivals:].tolist(), "errors": np.sqrt(np.diag(cov)).tolist()}


def bradley_terry():
    def draw(groups, rivals, styles, several):
        rows = []
        for g in range(groups):
            size = int(rng.integers(2, several + 1))
            who = rng.choice(rivals, size, replace=False)
            best = int(rng.integers(0, size))
            tie = rng.random() < 0.15
            for other in range(size):
                if other == best:
                    continue
                row = {"first": int(who[best]), "second": int(who[other]), "score": 0.5 if tie else float(rng.random() < 0.5 + 0.1 * (who[best] - who[other]) / rivals), "weight": 1 / (size - 1), "group": g}
                if styles:
                    row["style"] = np.round(rng.normal(0, 1, styles), 3).tolist()
                rows.append(row)
        return rows
    answer = []
    for groups, rivals, styles, several in [(200, 4, 0, 2), (300, 5, 0, 4), (250, 4, 2, 3)]:
        rows = draw(groups, rivals, styles, several)
        answer.append({"rivals": rivals, "style_count": styles, "rows": rows, **fit(rows, rivals, styles)})
    # A. Agresti, Categorical Data Analysis, 3rd ed. (2013), table 11.10: American League 1987, home and away together. Wins of the row over the column.
    wins = [[0, 7, 9, 7, 7, 9, 11], [6, 0, 7, 5, 11, 9, 9], [4, 6, 0, 7, 7, 8, 12], [6, 8, 6, 0, 6, 7, 10], [6, 2, 6, 7, 0, 7, 12], [4, 4, 5, 6, 6, 0, 6], [2, 4, 1, 3, 1, 7, 0]]
    rows = [{"first": i, "second": j, "score": 1.0, "weight": 1.0, "group": f"{i} {j} {g}"} for i in range(7) for j in range(7) for g in range(wins[i][j])]
    found = fit(rows, 7, 0)["strengths"]
    published = [1.58, 1.44, 1.29, 1.25, 1.11, 0.68, 0.0]
    assert all(abs(one - found[6] - other) < 0.006 for one, other in zip(found, published)), found
    return {"drawn": answer, "baseball": {"wins": wins, "published": published}}


if __name__ == "__main__":
    truth = {
        "wilson": wilson(), "raters": raters(), "calibration": calibration(), "style": style(), "percentile_ranks": percentile_ranks(),
        "quantiles": quantiles(), "newcombe": newcombe(), "welch": welch(), "mcnemar": mcnemar_rows(), "pass_at_k": pass_at_k(),
        "shifts": shifts(), "paired": paired(), "paired_means": paired_means(), "paired_shares": paired_shares(), "bradley_terry": bradley_terry(),
    }
    with open(os.path.join(here, "truth.json"), "w") as file:
        json.dump(truth, file, separators=(",", ":"))
        file.write("\n")
