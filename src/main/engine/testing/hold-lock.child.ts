import { acquireLock } from "../lock/lock.ts";

/**
 * Run by lock.test.ts as a process of its own: takes the lock of the folder it is given, says on stdout what came of it
 * ("held" or the error's code), and, when it holds it, waits: for "release" on stdin, or to be killed.
 */
const [folder = ""] = process.argv.slice(2);
const say = (word: string) => process.stdout.write(`${word}\n`);

process.stdin.on("end", () => process.exit(0));
try {
  const lock = await acquireLock(folder);
  say("held");
  process.stdin.once("data", () => void lock.release().then(() => say("released")));
} catch (thrown) {
  say(thrown instanceof Error && "code" in thrown ? String(thrown.code) : String(thrown));
  process.stdin.resume();
}
