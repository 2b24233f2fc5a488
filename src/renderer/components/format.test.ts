import { describe, expect, it } from "vitest";
import {
  candidateLetter,
  formatAgo,
  formatBytes,
  formatCount,
  formatMs,
  formatNoun,
  formatNumber,
  formatPercent,
  formatRate,
  formatScore,
  formatTime,
  keepUnits,
  shortName,
  splitDates,
  visibleText,
  withCandidateLetter,
} from "./format.ts";

describe("numbers", () => {
  it("are grouped as the reader's locale does", () => {
    expect([0, 999, 1204, 1_234_567].map(formatCount)).toEqual(["0", "999", "1,204", "1,234,567"]);
    expect(formatCount(-1204)).toBe("-1,204");
    expect(formatNumber(1204.5, 1, 1, "de-DE")).toBe("1.204,5");
  });

  it("hold no narrow space that a copied number would carry along", () => {
    expect(formatNumber(1_234_567, 0, 0, "fr-FR")).toBe("1\u00a0234\u00a0567");
  });

  it("writes a dash for what is not known, never 0", () => {
    for (const format of [formatCount, formatMs, formatBytes, formatPercent, formatScore, formatTime, formatAgo, formatRate]) {
      expect(format(null)).toBe("—");
      expect(format(undefined)).toBe("—");
      expect(format(Number.NaN)).toBe("—");
    }
  });

  it("gives milliseconds a unit that fits, also where rounding crosses a border", () => {
    expect(formatMs(0)).toBe("0 ms");
    expect(formatMs(0.416)).toBe("0.42 ms");
    expect(formatMs(842)).toBe("842 ms");
    expect(formatMs(999.6)).toBe("1.00 s");
    expect(formatMs(3810)).toBe("3.81 s");
    expect(formatMs(9996)).toBe("10.0 s");
    expect(formatMs(59_970)).toBe("1 min");
    expect(formatMs(125_000)).toBe("2 min 5 s");
    expect(formatMs(3_599_900)).toBe("1 h");
    expect(formatMs(10 ** 10)).toBe("116 d");
  });

  it("counts bytes in decimal units, as the model cap is", () => {
    expect(formatBytes(512)).toBe("512 B");
    expect(formatBytes(200_000_000)).toBe("200 MB");
    expect(formatBytes(999_600)).toBe("1 MB");
    expect(formatBytes(1_234_000)).toBe("1.23 MB");
  });

  it("never rounds almost all to all, or almost none to none", () => {
    expect(formatPercent(0.9604)).toBe("96.0%");
    expect(formatPercent(1)).toBe("100.0%");
    expect(formatPercent(0)).toBe("0.0%");
    expect(formatPercent(0.99999)).toBe(">99.9%");
    expect(formatPercent(0.00001)).toBe("<0.1%");
  });

  it("writes scores, rates and nouns", () => {
    expect(formatScore(0.9)).toBe("0.900");
    expect(formatRate(3.25)).toBe("3.3/s");
    expect(formatRate(1204)).toBe("1,204/s");
    expect(formatNoun(1, "file")).toBe("1 file");
    expect(formatNoun(0, "file")).toBe("0 files");
  });
});

describe("times", () => {
  it("are local, to the second", () => {
    const at = new Date(2026, 10, 23, 4, 5, 9);
    expect(formatTime(at.getTime() / 1000)).toBe("2026-11-23 04:05:09");
    expect(formatTime(1e17)).toBe("—");
  });

  it("say how long ago", () => {
    expect([500, 12_900, 180_000, 7_200_000, 5 * 86_400_000].map(formatAgo)).toEqual([
      "just now",
      "12 s ago",
      "3 min ago",
      "2 h ago",
      "5 d ago",
    ]);
  });
});

describe("visibleText", () => {
  it("shows what a name would hide", () => {
    expect(visibleText("gpt\u202e4\u0000\u200b")).toBe("gpt⟨U+202E⟩4⟨U+0000⟩⟨U+200B⟩");
    expect(visibleText("a\nb")).toBe("a↵b");
    expect(visibleText("\ud800")).toBe("⟨U+D800⟩");
  });

  it("leaves ordinary text alone, whatever its script", () => {
    expect(visibleText("日本語 Ελ 🙂 e\u0301")).toBe("日本語 Ελ 🙂 e\u0301");
  });

  it("marks each character of a name of blanks alone", () => {
    expect(visibleText(" \u3000")).toBe("⟨U+0020⟩⟨U+3000⟩");
    expect(visibleText("\u3164")).toBe("⟨U+3164⟩");
    expect(visibleText(" a ")).toBe(" a ");
    expect(visibleText("")).toBe("");
  });

  it("keeps the joiners of an emoji, and marks them elsewhere", () => {
    const [couple, england] = ["👩\u200d❤\ufe0f\u200d👨", "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}"];
    expect(visibleText(`a ${couple}${england}!`)).toBe(`a ${couple}${england}!`);
    expect(visibleText("g\u200dpt 🙂\u200d🙂")).toBe("g⟨U+200D⟩pt 🙂⟨U+200D⟩🙂");
    expect(visibleText(`\u202e${couple}`)).toBe(`⟨U+202E⟩${couple}`);
  });
});

it.each([
  [0, "A"],
  [1, "B"],
  [25, "Z"],
  [26, "AA"],
  [51, "AZ"],
  [52, "BA"],
  [701, "ZZ"],
  [702, "AAA"],
])("candidate %i is %s", (position, letter) => expect(candidateLetter(position)).toBe(letter));

it.each([
  ["promoted candidate 2 (b) of c-1 to gold", "promoted candidate B (b) of c-1 to gold"],
  ["undone: rejected candidate 27 (b) of c-1", "undone: rejected candidate AA (b) of c-1"],
  ["Undone: set candidate 1 (a) of c-1 as the winner", "Undone: set candidate A (a) of c-1 as the winner"],
  ["promoted candidate 1 (candidate 2 ) of candidate 3 to gold", "promoted candidate A (candidate 2 ) of candidate 3 to gold"],
  ["skipped candidate 2", "skipped candidate 2"],
  ["marked a candidate 2 b as a tie", "marked a candidate 2 b as a tie"],
  ["promoted 3 candidates to silver", "promoted 3 candidates to silver"],
])("%j reads %j", (description, words) => expect(withCandidateLetter(description)).toBe(words));

it("shortens a name in its middle, by whole characters", () => {
  expect(shortName("gpt-4")).toBe("gpt-4");
  expect(shortName("replicate/meta/llama-2-13b-chat:f4e2de70", 21)).toBe("replicate/…t:f4e2de70");
  expect([...shortName("😀".repeat(50), 11)]).toHaveLength(11);
  expect(shortName("a\u202eb")).toBe("a⟨U+202E⟩b");
});

it("keepUnits keeps numbers and their units on one line, whatever is written after them", () => {
  expect(keepUnits("slower by 310 ms (250 to 380 ms), 6.6% of 12 minutes")).toBe(
    "slower by 310\u00a0ms (250 to 380\u00a0ms), 6.6% of 12 minutes",
  );
});

it("splitDates finds the dates of a sentence", () => {
  const said = "gpt-x since 2026-11-24 is slower, last 2025-12-27 00:56 UTC.";
  const parts = splitDates(said);
  expect(parts.filter(({ isDate }) => isDate).map(({ part }) => part)).toEqual(["2026-11-24", "2025-12-27 00:56 UTC"]);
  expect(parts.map(({ at, part }) => said.startsWith(part, at))).toEqual(parts.map(() => true));
  expect(parts.map(({ part }) => part).join("")).toBe(said);
  expect(splitDates("gpt-x")).toEqual([{ at: 0, part: "gpt-x", isDate: false }]);
});
