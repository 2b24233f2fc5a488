import { currentView, navigate } from "../navigation.ts";
import { readAllViewState, subscribeToViewState } from "../view-state.ts";
import { workspaceStore } from "../workspace.ts";
import { type AddressTable, addressStep, readAddress, writeAddress } from "./address.ts";

/** Browsers ignore a page that rewrites its address much more often. Steps of Back are written at once. */
const quietMs = 250;
/** Of this tab: the address it had when it was reloaded, where that was not written yet. */
const storageKey = "assay.address";

/**
 * Keeps the address bar and the view state the same: what is looked at has an address, Back and forward walk through what was looked at,
 * and an address that was opened, typed or followed shows what it names.
 */
export class FollowedAddress {
  readonly #table: AddressTable;
  #written = "";
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** A quiet change that is not written yet. */
  #quiet: string | undefined;

  constructor(table: AddressTable) {
    this.#table = table;
  }

  /** What is on screen, as an address. */
  get now(): string {
    return writeAddress(this.#table, currentView(), readAllViewState());
  }

  /** Shows what the address names, if it names a view, and follows from then on. Call it once, when the view state has been read. */
  start(): void {
    this.#show(takeUnwritten() ?? window.location.hash);
    this.#replace();
    subscribeToViewState(() => this.#follow());
    window.addEventListener("popstate", (event) => this.#return(event.state));
    window.addEventListener("pagehide", () => {
      if (this.now !== this.#written) keepUnwritten(this.now);
    });
  }

  /** Another workspace is open: its own address replaces the one of the workspace before. */
  startOver(): void {
    this.#replace();
  }

  /** Goes to an address that `findAddress` found. */
  open(address: string): void {
    this.#show(address);
  }

  #show(hash: string): void {
    const address = readAddress(this.#table, hash);
    if (address !== null) navigate(address.view, address.values);
  }

  /** Back, forward, or somebody changed the address. What a record is called in another workspace says nothing in this one. */
  #return(state: unknown): void {
    const isOther = isWritten(state) && state.generation !== generationNow();
    const hash = window.location.hash;
    this.#written = hash;
    this.#show(isOther ? (hash.split("?")[0] ?? "") : hash);
    this.#replace();
  }

  #follow(): void {
    const next = this.now;
    if (next === this.#written) return;
    if (addressStep(this.#table, next) === addressStep(this.#table, this.#written)) {
      this.#timer ??= setTimeout(() => this.#replace(), quietMs);
      this.#quiet = next;
      return;
    }
    // Back leads to what was there just before the step.
    if (this.#quiet !== undefined) this.#write("replaceState", this.#quiet);
    this.#write("pushState", next);
  }

  #replace(): void {
    this.#write("replaceState", this.now);
  }

  #write(how: "pushState" | "replaceState", address: string): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#quiet = undefined;
    this.#written = address;
    window.history[how]({ generation: generationNow() }, "", address);
  }
}

const generationNow = () => workspaceStore.getState().generation;
const isWritten = (state: unknown): state is { generation: number } => typeof state === "object" && state !== null && "generation" in state;

function keepUnwritten(address: string): void {
  try {
    window.sessionStorage.setItem(storageKey, address);
  } catch {
    // No storage: a reload shows where the tab was a moment before.
  }
}

/** @returns what `keepUnwritten` kept, once, and only for a reload: an address that was typed wins. */
function takeUnwritten(): string | undefined {
  try {
    const kept = window.sessionStorage.getItem(storageKey);
    window.sessionStorage.removeItem(storageKey);
    const [navigation] = performance.getEntriesByType("navigation");
    return kept !== null && navigation instanceof PerformanceNavigationTiming && navigation.type === "reload" ? kept : undefined;
  } catch {
    return undefined;
  }
}
