/**
 * Unit tests that `npm run check` leaves out: they kill processes, build the package, or read the large data. `npm test` runs them all.
 * Chosen by their share of the suite's time in its JSON report; each took more than 4 s alone on two cores.
 */
export const slowTests = [];
