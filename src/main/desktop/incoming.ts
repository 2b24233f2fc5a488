import type { OpenRequest } from "./open-request.ts";

/** What is to be opened, in its order. Requests that come before the app is ready wait. */
export class Incoming {
  #waiting: OpenRequest[] = [];
  #take: ((request: OpenRequest) => void) | null = null;

  push(request: OpenRequest): void {
    if (this.#take === null) this.#waiting.push(request);
    else this.#take(request);
  }

  /** All that waited, as one request; what comes from now on goes to `take`. */
  connect(take: (request: OpenRequest) => void): OpenRequest {
    const waited = this.#waiting;
    this.#waiting = [];
    this.#take = take;
    return {
      workspace: waited.find(({ workspace }) => workspace !== null)?.workspace ?? null,
      paths: waited.flatMap(({ paths }) => paths),
    };
  }
}
