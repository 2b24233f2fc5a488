import { createRandom } from "./random.ts";

/**
 * Preloaded (`node --import`): the wall clock jumps by up to years every few dozen milliseconds. Monotonic clocks (`performance.now`, timers)
 * are not affected.
 */
const random = createRandom(Number(process.env.ASSAY_FAULTS_CLOCK_SEED ?? 1));
const RealDate = Date;
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

let offsetMs = 0;
let jumpsAtMs = 0;

/** Sometimes the clock stands still: two calls in a row get the same millisecond. */
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
