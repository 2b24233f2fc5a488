import { useRef } from "react";
import { type KeyMap, useDigitsClaimed, useKeys } from "../components/keys.ts";
import { navigate, viewNames } from "../state/navigation.ts";
import { openKeysHelp } from "./keys-help-store.ts";
import { openPalette } from "./palette-store.ts";

const sequenceMs = 1500;

/** Keys that work in every view: ? for the keys, a number for a view; where a view needs numbers itself, g and then the number. */
export function useShellKeys(): void {
  const claimed = useDigitsClaimed();
  const pressedG = useRef(Number.NEGATIVE_INFINITY);
  const afterG = () => performance.now() - pressedG.current < sequenceMs;
  const map: KeyMap = {
    "?": openKeysHelp,
    g: () => {
      pressedG.current = performance.now();
    },
  };
  if (!claimed) for (const [index, view] of viewNames.entries()) map[String(index + 1)] = () => navigate(view);
  useKeys(map, { shell: true });
  useKeys({ "mod+k": openPalette }, { everywhere: true });
  const sequence: KeyMap = {};
  for (const [index, view] of viewNames.entries()) {
    sequence[String(index + 1)] = () => {
      pressedG.current = Number.NEGATIVE_INFINITY;
      navigate(view);
    };
  }
  useKeys(sequence, { shell: true, first: afterG });
}
