import { afterEach, expect, it } from "vitest";
import { formatCommand, getProgram, setProgram } from "./program.ts";

afterEach(() => setProgram({ isCheckout: false }));

it("is the installed command, unless an entry says that this is a clone", () => {
  expect(formatCommand("verify --repair")).toBe("assay verify --repair");
  setProgram({ isCheckout: true });
  expect(getProgram()).toBe("npm run --silent assay --");
  expect(formatCommand("verify --repair")).toBe("npm run --silent assay -- verify --repair");
});
