// Validation alone: plain Node, one thread, a stream of chunks, JSON.parse and a compiled Ajv check of each line.
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { StringDecoder } from "node:string_decoder";
import { Ajv } from "ajv";

const schema = JSON.parse(await readFile(new URL("../../schemas/v1/engine_execution.json", import.meta.url), "utf8"));
const isValid = new Ajv({ strict: false, logger: false }).compile(schema);
const decoder = new StringDecoder("utf8");
let rest = "";
let valid = 0;
for await (const chunk of createReadStream(process.argv[2], { highWaterMark: 1024 * 1024 })) {
  const lines = (rest + decoder.write(chunk)).split("\n");
  rest = lines.pop() ?? "";
  for (const line of lines) if (isValid(JSON.parse(line))) valid++;
}
process.stdout.write(String(valid));
