import { expect, it } from "vitest";
import { changing } from "./changing.ts";
import { contract, procedureNames } from "./index.ts";

it("names exactly the procedures that are declared as commands", () => {
  expect([...changing].sort()).toEqual(procedureNames.filter((name) => contract.procedures[name].kind === "command").sort());
});
