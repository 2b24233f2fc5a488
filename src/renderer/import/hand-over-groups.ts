/** Files of a folder may say something about each other: their imports start in one call, once all of them are handed over. */

/** A file, and the folder that it was dropped in: "" for files that were dropped or picked themselves. */
export interface DroppedFile {
  file: File;
  folder: string;
}

/** As many grants as one call takes; see `imports.start`. */
const maxFiles = 1000;
/** In a browser tab a file has to be uploaded first: large ones should not keep each other waiting. */
const maxBytes = 1024 ** 3;

/** The files by folder, in their order. A folder with more files, or more in them, than one call should wait for becomes several groups. */
export function groupByFolder(dropped: readonly DroppedFile[], limits = { maxFiles, maxBytes }): File[][] {
  const groups: File[][] = [];
  const open = new Map<string, { files: File[]; bytes: number }>();
  for (const { file, folder } of dropped) {
    let group = open.get(folder);
    if (group === undefined || group.files.length >= limits.maxFiles || group.bytes + file.size > limits.maxBytes) {
      group = { files: [], bytes: 0 };
      groups.push(group.files);
      open.set(folder, group);
    }
    group.files.push(file);
    group.bytes += file.size;
  }
  return groups;
}

/**
 * Collects answers of groups of files, in any order, and gives each group's grants out once it is whole: the groups in their order.
 * @param sizes number of files of each group.
 */
export class GroupedAnswers {
  readonly #answers: (string | null | undefined)[];
  readonly #ends: number[] = [];
  #taken = 0;
  #group = 0;

  constructor(sizes: readonly number[]) {
    let end = 0;
    for (const size of sizes) {
      end += size;
      this.#ends.push(end);
    }
    this.#answers = new Array(end).fill(undefined);
  }

  /** @param grant null: this file could not be handed over. */
  set(position: number, grant: string | null): void {
    this.#answers[position] = grant;
  }

  /** The grants of the next group; undefined while it is not whole, and at the end. Empty where none of its files came. */
  next(): string[] | undefined {
    const end = this.#ends[this.#group];
    if (end === undefined) return undefined;
    const answers = this.#answers.slice(this.#taken, end);
    if (answers.includes(undefined)) return undefined;
    this.#taken = end;
    this.#group++;
    return answers.filter((grant) => typeof grant === "string");
  }
}
