/** @param restMs how long. @returns calls the newest of what it is given once it was given nothing for so long. */
export function createRest(restMs: number): (then: () => void) => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (then) => {
    clearTimeout(timer);
    timer = setTimeout(then, restMs);
  };
}
