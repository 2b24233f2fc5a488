import type { SampleCheck } from "../check.ts";

export const emptyOutput: SampleCheck = {
  name: "empty-output",
  // \p{S}: an emoji or "✓" is an answer, dots and dashes alone are none.
  find: ({ output }) =>
    /[\p{L}\p{N}\p{S}]/u.test(output) ? null : { field: "output", from: 0, to: output.length, why: "The output is empty." },
};
