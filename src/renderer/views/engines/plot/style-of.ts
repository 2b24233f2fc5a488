import { type EngineStyle, unknownStyle } from "../../../state/engine-style.ts";

export const styleOf = (styles: ReadonlyMap<string, EngineStyle>, engineId: string): EngineStyle => styles.get(engineId) ?? unknownStyle;
