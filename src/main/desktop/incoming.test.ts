import { expect, it } from "vitest";
import { Incoming } from "./incoming.ts";
import type { OpenRequest } from "./open-request.ts";

it("keeps what comes before the app is ready as one request, but for those of another workspace, and passes on what comes later", () => {
  const incoming = new Incoming();
  incoming.push({ workspace: null, paths: ["/a"] });
  incoming.push({ workspace: "/w", paths: [] });
  incoming.push({ workspace: "/other", paths: ["/b"] });
  incoming.push({ workspace: "/w", paths: ["/c"] });
  const later: OpenRequest[] = [];
  expect(incoming.connect((request) => later.push(request))).toEqual([
    { workspace: "/w", paths: ["/a", "/c"] },
    { workspace: "/other", paths: ["/b"] },
  ]);
  expect(later).toEqual([]);
  const request = { workspace: null, paths: ["/d"] };
  incoming.push(request);
  expect(later).toEqual([request]);
});
