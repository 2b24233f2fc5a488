import { randomOf } from "./random.ts";

/**
 * Loaded before the command line (`node --import`): the clock of the wall jumps back and forward, by up to years, every few dozen
 * milliseconds. What only measures how long something took (`performance.now`, timers) goes on as it does on any machine.
 */
const random = randomOf(Number(process.env.ASSAY_FAULTS_CLOCK_SEED ?? 1));
const RealDate = Date;
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

let offsetMs = 0;
let jumpsAtMs = 0;

/** Sometimes the clock stands: two calls in a row get the same millisecond after a jump back to where it was. */
function now(): number {
  if (performance.now() >= jumpsAtMs) {
    jumpsAtMs = performance.now() + random.between(5, 60);
    const most = random.pick([0, 2000, 5 * minuteMs, dayMs, 20 * 365 * dayMs]);
    offsetMs = random.between(-most, most);
  }
  return RealDate.now() + offsetMs;
}

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given, newTarget) => Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget) as object,
  apply: () => new RealDate(now()).toString(),
  get: (target, key) => (key === "now" ? now : Reflect.get(target, key)),
});
