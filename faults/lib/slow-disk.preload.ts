import fs from "node:fs";
import fsPromises, { type FileHandle, open } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { setTimeout as wait } from "node:timers/promises";

/**
 * Preloaded (`node --import`): delays every fsync and fdatasync that JavaScript requests. DuckDB's own keep their speed; its file is a
 * cache.
 */
const delayMs = Number(process.env.ASSAY_FAULTS_FSYNC_MS ?? 0);

const handle = await open(import.meta.filename, "r");
const prototype = Object.getPrototypeOf(handle) as FileHandle;
await handle.close();
for (const name of ["sync", "datasync"] as const) {
  const real = prototype[name];
  prototype[name] = async function (this: FileHandle) {
    await wait(delayMs);
    return real.call(this);
  };
}
type WithCallback = (fd: number, callback: fs.NoParamCallback) => void;
for (const name of ["fsync", "fdatasync"] as const) {
  const real: WithCallback = fs[name];
  const slow: WithCallback = (fd, callback) => void setTimeout(() => real(fd, callback), delayMs);
  Object.assign(fs, { [name]: slow });
}
// With `flush`, writeFile calls fsync itself.
const writeFile = fsPromises.writeFile;
Object.assign(fsPromises, {
  writeFile: async (...all: Parameters<typeof writeFile>) => {
    const [, , options] = all;
    if (typeof options === "object" && options !== null && "flush" in options && options.flush) await wait(delayMs);
    return writeFile(...all);
  },
});
syncBuiltinESMExports();
