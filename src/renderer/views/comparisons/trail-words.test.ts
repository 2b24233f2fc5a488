import { describe, expect, it } from "vitest";
import { splitTrailWords } from "./words.ts";

describe("the words of a decision on a narrow line", () => {
  it("keep the tier, the tie and the winner whole at the end", () => {
    expect(splitTrailWords("promoted candidate 2 (gpt-x) of c-1 to gold")).toEqual({ head: "promoted B (gpt-x) of c-1", tail: " to gold" });
    expect(splitTrailWords("marked c-1 as a tie")).toEqual({ head: "marked c-1 as", tail: " a tie" });
    expect(splitTrailWords("set candidate 1 (a) of c-1 as the winner").tail).toBe(" the winner");
  });

  it("are one part where the end is a long name", () => {
    const words = "rejected candidate 1 (gpt-x) of fc-3bUtfTeH4GihKyjFnprsNg";
    expect(splitTrailWords(words)).toEqual({ head: "rejected A (gpt-x) of fc-3bUtfTeH4GihKyjFnprsNg", tail: "" });
  });

  it("name a candidate the same while it is being saved", () => {
    expect(splitTrailWords("promote candidate B of c-1 to gold").head).toBe("promote B of c-1");
  });

  it("lose nothing", () => {
    for (const words of ["", "skipped", "edited sample s-1", "promoted 3 candidates to silver"]) {
      const { head, tail } = splitTrailWords(words);
      expect(head + tail).toBe(words);
    }
  });
});
