import { appendFileSync, readFileSync } from "node:fs";
import { makeExecution } from "./lines.ts";

// Appends executions to a file, each in two writes, until it is killed. What a killed one left half written is ended first.
const [path = "", prefix = ""] = process.argv.slice(2);
const text = readFileSync(path, "utf8");
if (text !== "" && !text.endsWith("\n")) appendFileSync(path, "\n");
let next = 0;
setInterval(() => {
  for (let i = 0; i < 10; i++) {
    const line = makeExecution(`${prefix}-${next++}`, "followed");
    appendFileSync(path, line.slice(0, 60));
    appendFileSync(path, line.slice(60));
  }
}, 10);
