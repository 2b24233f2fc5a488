import type { AssayError } from "../../../../contract/index.ts";
import type { FollowedFile, Following, Workspace } from "../../../engine/index.ts";
import type { CommandContext } from "../../command.ts";
import { jsonLine, printable } from "../../output.ts";

/** A line for a person is written this often at most. */
const showMs = 250;

/** Says what followed files are doing: a status line on a terminal, a note when a file is missing, refused or failing, and offsets with `--acks`. */
export function tellProgress(
  { output, options }: Pick<CommandContext, "output" | "options">,
  follower: Workspace["follower"],
  all: readonly Following[],
): { end(): Promise<void> } {
  const offsets = new Map<FollowedFile, number>();
  const notes = new Map<FollowedFile, string>();
  const noticed = new Map<FollowedFile, AssayError | undefined>();
  // What is refused or missing is said at the end.
  const isOnce = options.flag("once");
  let written: Promise<unknown> = Promise.resolve();
  let shownAtMs = Number.NEGATIVE_INFINITY;
  const tell = () => {
    const files = [...new Set(all.flatMap((following) => [...following.files.values()]))];
    for (const file of files) {
      const last = noticed.get(file);
      for (const notice of file.notices.slice(last === undefined ? 0 : file.notices.indexOf(last) + 1))
        output.note(printable(`assay: ${withFix(notice)}`));
      noticed.set(file, file.notices.at(-1));
      const note = isOnce ? "" : formatNote(file);
      if (note !== (notes.get(file) ?? "")) output.note(printable(note === "" ? `assay: ${file.name} is followed.` : `assay: ${note}`));
      notes.set(file, note);
      if (options.flag("acks") && file.offset !== (offsets.get(file) ?? 0)) {
        offsets.set(file, file.offset);
        written = written.then(() => output.write(jsonLine({ file: file.name, offset: file.offset }))).catch(() => {});
      }
    }
    if (performance.now() - shownAtMs < showMs) return;
    shownAtMs = performance.now();
    output.progress(printable(statusLine(files)));
  };
  const unsubscribe = follower.subscribe(tell);
  const timer = setInterval(tell, 1000);
  return {
    end: async () => {
      unsubscribe();
      clearInterval(timer);
      tell();
      output.progress("");
      await written;
    },
  };
}

function formatNote({ name, state, error }: FollowedFile): string {
  if (error !== null) return withFix(error);
  return state === "missing" ? `${name} is not there yet; it is waited for.` : "";
}

const withFix = ({ message, fix }: AssayError) => `${message}${fix === undefined ? "" : ` ${fix}`}`;

function statusLine(files: readonly FollowedFile[]): string {
  const reports = files.map((file) => file.read());
  const sum = (count: (report: (typeof reports)[number]) => number) => reports.reduce((total, report) => total + count(report), 0);
  const perMinute = files.reduce((total, { rate }) => total + rate.read().reduce((a, b) => a + b, 0), 0);
  const behindBytes = files.reduce((total, file) => total + file.behindBytes, 0);
  const what = files.length === 1 ? (files[0]?.name ?? "") : `${files.length} files`;
  const counts = `${sum(({ accepted }) => accepted)} accepted, ${sum(({ duplicates }) => duplicates)} duplicates, ${sum(({ quarantined }) => quarantined)} quarantined`;
  return `${what}  ${counts}; ${perMinute} in the last minute${behindBytes > 0 ? `; ${behindBytes} bytes behind` : ""}`;
}
