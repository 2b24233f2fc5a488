import { once } from "node:events";
import { appendFileSync, openSync, writeSync } from "node:fs";
import { atomicAppend } from "../files/atomic-append.ts";
import { Journal } from "../files/journal.ts";

/**
 * Run by the tests beside it as a process of its own. `append`: appends lines one call after the other and says "done".
 * `hold`: keeps a journal open until it is killed. `half`: writes half a line without a lock and keeps the file open, and writes
 * the rest when a line comes on stdin. `halves`: writes lines in halves without a lock until it is killed.
 */
const [mode = "", path = "", name = "", count = "0"] = process.argv.slice(2);
const say = (word: string) => process.stdout.write(`${word}\n`);

if (mode === "append") {
  for (let i = 0; i < Number(count); i++) {
    await atomicAppend(path, [JSON.stringify({ name, i, pad: "x".repeat(300) })]);
    if (i === 0) say("first");
  }
  say("done");
} else if (mode === "hold") {
  await Journal.open(path);
  say("held");
  setInterval(() => {}, 1000);
} else if (mode === "half") {
  const fd = openSync(path, "a");
  writeSync(fd, `{"name":"${name}",`);
  say("half");
  await once(process.stdin, "data");
  writeSync(fd, '"rest":true}\n');
  say("done");
  process.exit();
} else {
  for (let i = 0; ; i++) {
    appendFileSync(path, `{"name":"${name}",`);
    await new Promise((resolve) => setTimeout(resolve, 3));
    appendFileSync(path, `"i":${i}}\n`);
    if (i === 0) say("first");
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
}
