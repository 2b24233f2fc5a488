import type { SampleCheck } from "../check.ts";

/** Shorter prompts ("What is DNA?") are quoted for good reasons. */
const minCharacters = 24;

export const repeatsPrompt: SampleCheck = {
  name: "repeats-prompt",
  find({ input, output }) {
    const prompt = input.trim().replace(/\s+/g, " ");
    if (prompt.length < minCharacters || output.length < prompt.length) return null;
    // White space differs often: the prompt's words have to follow each other.
    const start = prompt.slice(0, 12).toLowerCase();
    const { text, at } = squeeze(output);
    const lower = text.toLowerCase();
    // Lower case can be longer than the text ("İ"): then positions would not fit.
    if (lower.length !== text.length || !lower.includes(start)) return null;
    const from = lower.indexOf(prompt.toLowerCase());
    if (from < 0) return null;
    const to = (at[from + prompt.length - 1] as number) + 1;
    return { field: "output", from: at[from] as number, to, why: "The output repeats the prompt." };
  },
};

/** White space as single spaces, with the position of each character in the original. */
function squeeze(output: string): { text: string; at: Uint32Array } {
  const at = new Uint32Array(output.length);
  let text = "";
  let kept = 0;
  for (const { 0: run, index } of output.matchAll(/\s+|\S+/g)) {
    const isSpace = run.trim() === "";
    const piece = isSpace ? " " : run;
    for (let i = 0; i < piece.length; i++) at[kept++] = index + i;
    text += piece;
  }
  return { text, at };
}
