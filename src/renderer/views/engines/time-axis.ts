/** Ticks of a time axis on round local times, with as few signs as tell them apart. */

const minute = 60;
const hour = 3600;
const day = 86_400;
const fixedSteps = [1, 5, 15, 30, minute, 5 * minute, 15 * minute, 30 * minute, hour, 3 * hour, 6 * hour, 12 * hour] as const;
const daySteps = [1, 2, 7, 14] as const;
const monthSteps = [1, 2, 3, 6, 12, 24, 60, 120] as const;
const longestMonthDays = 31;

export interface TimeTicks {
  ticks: number[];
  label(seconds: number): string;
}

/**
 * @param fromS start of the axis, Unix seconds.
 * @param toS its end.
 * @param most the largest number of ticks there is room for.
 */
export function timeTicks(fromS: number, toS: number, most: number): TimeTicks {
  const atLeast = (toS - fromS) / Math.max(1, most);
  const fixed = fixedSteps.find((step) => step >= atLeast);
  if (fixed !== undefined) return { ticks: fixedTicks(fromS, toS, fixed), label: fixed < minute ? clockWithSeconds : clock };
  const days = daySteps.find((step) => step * day >= atLeast);
  if (days !== undefined) return { ticks: calendarTicks(fromS, toS, (start, index) => atDay(start, index * days)), label: dayOfMonth };
  const months = monthSteps.find((step) => step * longestMonthDays * day >= atLeast) ?? 120;
  const label = months >= 12 ? year : month;
  return { ticks: calendarTicks(fromS, toS, (start, index) => atMonth(start, index * months, months)), label };
}

/** Steps of up to half a day, counted from local midnight. */
function fixedTicks(fromS: number, toS: number, step: number): number[] {
  const midnight = atDay(fromS, 0);
  const first = midnight + Math.ceil((fromS - midnight) / step) * step;
  const ticks: number[] = [];
  for (let tick = first; tick <= toS; tick += step) ticks.push(tick);
  return ticks;
}

function calendarTicks(fromS: number, toS: number, at: (start: number, index: number) => number): number[] {
  const ticks: number[] = [];
  for (let index = 0; ; index += 1) {
    const tick = at(fromS, index);
    if (tick > toS) return ticks;
    if (tick >= fromS) ticks.push(tick);
  }
}

function atDay(startS: number, days: number): number {
  const at = new Date(startS * 1000);
  return new Date(at.getFullYear(), at.getMonth(), at.getDate() + days).getTime() / 1000;
}

function atMonth(startS: number, months: number, step: number): number {
  const at = new Date(startS * 1000);
  const first = step >= 12 ? 0 : Math.floor(at.getMonth() / step) * step;
  return new Date(at.getFullYear(), first + months, 1).getTime() / 1000;
}

const two = (value: number) => String(value).padStart(2, "0");

function clock(seconds: number): string {
  const at = new Date(seconds * 1000);
  if (at.getHours() === 0 && at.getMinutes() === 0) return dayOfMonth(seconds);
  return `${two(at.getHours())}:${two(at.getMinutes())}`;
}

function clockWithSeconds(seconds: number): string {
  const at = new Date(seconds * 1000);
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

function dayOfMonth(seconds: number): string {
  const at = new Date(seconds * 1000);
  return `${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

function month(seconds: number): string {
  const at = new Date(seconds * 1000);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}`;
}

function year(seconds: number): string {
  return String(new Date(seconds * 1000).getFullYear());
}
