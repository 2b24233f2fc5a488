import { expect, it } from "vitest";
import type { JudgeAgreement } from "./judging.ts";
import { agreementInWords, biasInWords, calibrationInWords, leftOutInWords, paceInWords } from "./judging-words.ts";

const share = (n: number, share: number | null, low: number, high: number) => ({ n, share, low, high });
const agreement = (agreed: ReturnType<typeof share>, kappa: JudgeAgreement["kappa"] = null) => ({ agreed, kappa }) as JudgeAgreement;

it.each([
  [agreement(share(0, null, 0, 1)), "Nobody has picked an answer where a judge picked one."],
  [
    agreement(share(6, 5 / 6, 0.436, 0.97), { value: 0.6, low: 0, high: 1 }),
    "The judge and people agree in 83% of 6 (44 to 97%): too few comparisons to rely on.",
  ],
  [
    agreement(share(212, 0.78, 0.72, 0.83), { value: 0.554, low: 0.43, high: 0.66 }),
    "The judge and people agree in 78% of 212 (72 to 83%), Cohen’s κ 0.55 (0.43 to 0.66): moderate agreement beyond chance.",
  ],
  [
    agreement(share(40, 1, 0.91, 1)),
    "The judge and people agree in 100% of 40 (91 to 100%). Cohen’s κ says nothing: both always pick the same place.",
  ],
])("says how far judge and people agree, %#", (given, words) => expect(agreementInWords(given)).toBe(words));

it("says what a score is worth", () => {
  expect(calibrationInWords({ score: 0.9, ...share(120, 0.71, 0.63, 0.78) })).toBe(
    "At a score of 0.9 or more people agreed in 71% of 120 (63 to 78%).",
  );
});

it.each([
  [share(0, null, 0, 1), "People pick the answer that comes first: no cases yet."],
  [share(19, 1, 0.83, 1), "People pick the answer that comes first in 100% of 19 (83 to 100%): too few to tell."],
  [share(210, 0.52, 0.45, 0.59), "People pick the answer that comes first in 52% of 210 (45 to 59%): no leaning can be seen."],
  [share(210, 0.64, 0.57, 0.7), "People pick the answer that comes first in 64% of 210 (57 to 70%): more often than not."],
  [share(210, 0.3, 0.24, 0.37), "People pick the answer that comes first in 30% of 210 (24 to 37%): less often than not."],
  // Of a million the interval is narrow, and a decimal tells it from ½.
  [
    share(1_000_000, 0.502, 0.501, 0.503),
    "People pick the answer that comes first in 50.2% of 1,000,000 (50.1 to 50.3%): a little more often than not.",
  ],
])("calls a leaning what leaves out one half, %#", (given, words) => {
  expect(biasInWords("people", { measure: "earlier", ...given, leftOut: [] })).toBe(words);
});

it("says what is left out, and how fast people were", () => {
  expect(leftOutInWords([])).toBe("");
  expect(
    leftOutInWords([
      { reason: "tie", count: 1200 },
      { reason: "all_bad", count: 3 },
    ]),
  ).toBe("Left out: 1,200 tied, 3 found all bad.");
  expect(paceInWords({ n: 0, medianSeconds: null, tooFast: 0 })).toBe("");
  expect(paceInWords({ n: 200, medianSeconds: 8.25, tooFast: 6 })).toBe(
    "Half of 200 decisions took 8.3 s or less; 3% (6) came within 2 s.",
  );
});
