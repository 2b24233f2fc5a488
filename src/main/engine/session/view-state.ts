import { AssayError } from "../../../contract/index.ts";
import { atomicWriteInside } from "../files/atomic-write.ts";
import { readSmallFile } from "../files/inside.ts";

/** Many times what a screen keeps. */
export const maxViewStateBytes = 16 * 1024 * 1024;

/** What the screen remembers, in `.assay/view-state.json`. A file that cannot be read is as good as none. */
export async function readViewState(path: string): Promise<{ json: string }> {
  try {
    const json = (await readSmallFile(path, maxViewStateBytes)).toString("utf8");
    JSON.parse(json);
    return { json };
  } catch {
    return { json: "" };
  }
}

/** @throws AssayError invalid_argument when it is not JSON. */
export async function writeViewState(path: string, json: string): Promise<Record<never, never>> {
  try {
    JSON.parse(json);
  } catch (cause) {
    throw new AssayError("invalid_argument", "The view state is not JSON.", { where: "/json", cause });
  }
  await atomicWriteInside(path, json);
  return {};
}
