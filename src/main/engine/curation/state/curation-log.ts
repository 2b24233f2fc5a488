import type { LockOptions } from "../../files/file-lock.ts";
import type { WriteGate } from "../../files/journal.ts";
import type { ReadJournal } from "../../files/read-journal.ts";
import type { SampleVersion } from "../log/event.ts";
import { EventLog } from "../log/event-log.ts";
import { LogState } from "./log-state.ts";

/** curation.jsonl and the state that follows from it, with the texts that the state leaves in the file. */
export class CurationLog {
  readonly events: EventLog;
  readonly state: LogState;

  private constructor(events: EventLog, state: LogState) {
    this.events = events;
    this.state = state;
  }

  /** Opens or creates the log. @throws AssayError permission, refused (a folder), io … */
  static async open(path: string, gate?: WriteGate, lock?: LockOptions): Promise<CurationLog> {
    const state = new LogState();
    return new CurationLog(await EventLog.open(path, state, gate, lock), state);
  }

  /** Reads a log without changing it. @throws AssayError permission, io … */
  static async read(journal: ReadJournal): Promise<CurationLog> {
    const state = new LogState();
    return new CurationLog(await EventLog.read(journal, state), state);
  }

  /** The note on a comparison; "" without one. @throws AssayError damaged, io … */
  async readNote(comparison: string): Promise<string> {
    const note = this.state.decided(comparison)?.note;
    return note ? this.events.readNote(note) : "";
  }

  /** What a sample that curation knows is now; null while it is not in the dataset. @throws AssayError damaged, io … */
  async readSample(ref: string): Promise<SampleVersion | null> {
    const version = this.state.samples.get(ref)?.version;
    return version ? this.events.readSample(version) : null;
  }
}
