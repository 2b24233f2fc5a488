import { expect, it } from "vitest";
import { candidateLetter, withCandidateLetter } from "./candidate-letter.ts";

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
  ["called a candidate 2 b a tie", "called a candidate 2 b a tie"],
  ["promoted 3 candidates to silver", "promoted 3 candidates to silver"],
])("%j reads %j", (description, words) => expect(withCandidateLetter(description)).toBe(words));
