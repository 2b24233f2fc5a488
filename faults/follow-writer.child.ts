import { appendFileSync } from "node:fs";
import { makeLine } from "./lib/numbered.ts";

// Appends numbered lines to a file, each in two writes, until it is killed or all are there.
const [path = "", first = "0", count = "0"] = process.argv.slice(2);
for (let i = Number(first); i < Number(first) + Number(count); i++) {
  const line = `${makeLine(i)}\n`;
  appendFileSync(path, line.slice(0, 700));
  appendFileSync(path, line.slice(700));
}
