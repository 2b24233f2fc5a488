import { createHmac, timingSafeEqual } from "node:crypto";
import { join } from "node:path";
import { atomicWriteInside } from "../files/atomic-write.ts";
import { makeFolderInside, readSmallFile } from "../files/inside.ts";
import { digest, isPlace, type Place } from "./place.ts";

const maxBytes = 64 * 1024;
/** A rotation leaves the renamed file's place behind; more of them than this were read to their end long ago. */
const maxPlaces = 8;

/**
 * The places of what was followed at one path: `.assay/follow/<digest of the path>.json`, the old one or the new one, never half. It is a cache: without it
 * a file is read from its start, and its lines are duplicates. It is signed with this machine's key, since a workspace may come from anywhere, and a
 * place decides what is passed over.
 */
export class PlaceFile {
  readonly #folder: string;
  readonly #file: string;
  readonly #path: string;
  readonly #key: Buffer;

  /** @param folder `.assay/follow`. @param path of the followed file, absolute. */
  constructor(folder: string, path: string, key: Buffer) {
    this.#folder = folder;
    this.#file = join(folder, `${digest(Buffer.from(path, "utf8")).slice(0, 32)}.json`);
    this.#path = path;
    this.#key = key;
  }

  /** Newest last; none where they cannot be read or are not this machine's. */
  async read(): Promise<Place[]> {
    try {
      const { places, hmac } = JSON.parse((await readSmallFile(this.#file, maxBytes)).toString("utf8")) as Record<string, unknown>;
      if (!Array.isArray(places) || !places.every(isPlace) || typeof hmac !== "string") return [];
      const [given, expected] = [Buffer.from(hmac, "hex"), Buffer.from(this.#sign(places), "hex")];
      return given.length === expected.length && timingSafeEqual(given, expected) ? places : [];
    } catch {
      return [];
    }
  }

  /** Keeps the newest of them. @throws AssayError disk_full, permission, io; the old ones stay then. */
  async write(places: readonly Place[]): Promise<void> {
    const kept = places.slice(-maxPlaces);
    await makeFolderInside(this.#folder);
    await atomicWriteInside(this.#file, `${JSON.stringify({ path: this.#path, places: kept, hmac: this.#sign(kept) })}\n`);
  }

  #sign(places: readonly Place[]): string {
    return createHmac("sha256", this.#key)
      .update(`assay-follow\n${this.#path}\n${JSON.stringify(places)}`)
      .digest("hex");
  }
}
