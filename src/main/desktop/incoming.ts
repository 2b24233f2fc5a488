import type { OpenRequest } from "./open-request.ts";

/** What is to be opened, in its order. Requests that come before the app is ready wait. */
export class Incoming {
  #waiting: OpenRequest[] = [];
  #take: ((request: OpenRequest) => void) | null = null;

  push(request: OpenRequest): void {
    if (this.#take === null) this.#waiting.push(request);
    else this.#take(request);
  }

  /**
   * What comes from now on goes to `take`.
   * @returns what waited: one request, since macOS hands files over beside the command line, and after it those for yet another workspace.
   */
  connect(take: (request: OpenRequest) => void): [OpenRequest, ...OpenRequest[]] {
    const waited = this.#waiting;
    this.#waiting = [];
    this.#take = take;
    const named = waited.find(({ workspace }) => workspace !== null)?.workspace ?? null;
    const isOther = ({ workspace }: OpenRequest) => workspace !== null && workspace !== named;
    const paths = waited.filter((request) => !isOther(request)).flatMap((request) => request.paths);
    return [{ workspace: named, paths }, ...waited.filter(isOther)];
  }
}
