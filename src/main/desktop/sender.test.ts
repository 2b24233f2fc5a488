import { expect, it } from "vitest";
import { appOrigin } from "./origin.ts";
import { isOwnPage, type SenderFrame } from "./sender.ts";

const own: SenderFrame = { origin: appOrigin, parent: null, detached: false };
const gone = new Proxy(own, {
  get: () => {
    throw new Error("Render frame was disposed before WebFrameMain could be accessed");
  },
});

const frames: [string, () => SenderFrame | null, boolean][] = [
  ["our own page", () => own, true],
  ["a frame that is gone", () => null, false],
  ["a frame that goes while it is read", () => gone, false],
  ["a frame whose place another document took", () => ({ ...own, detached: true }), false],
  ["a frame inside our page", () => ({ ...own, parent: own }), false],
  ["a frame inside our page of another origin", () => ({ origin: "https://example.com", parent: own, detached: false }), false],
  ["another origin", () => ({ ...own, origin: "https://example.com" }), false],
  ["an opaque origin", () => ({ ...own, origin: "null" }), false],
  ["no origin", () => ({ ...own, origin: "" }), false],
  ["an origin that begins like ours", () => ({ ...own, origin: `${appOrigin}.example.com` }), false],
  ["our host by another scheme", () => ({ ...own, origin: "https://app" }), false],
  ["our origin as an address", () => ({ ...own, origin: `${appOrigin}/` }), false],
];

it.each(frames)("%s", (_who, frame, expected) => {
  expect(isOwnPage(frame(), appOrigin)).toBe(expected);
});
