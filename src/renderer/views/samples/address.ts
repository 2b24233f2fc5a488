import { checkNames, maxTagCharacters, sampleOrigins, tiers } from "../../../contract/index.ts";
import { placeParts } from "../../review/place.ts";
import { text, texts } from "../../state/address/field.ts";
import { type AddressPart, fieldsPart, valuePart } from "../../state/address/part.ts";
import { emptySampleForm, filterName, type SampleFilterForm } from "./filter-form.ts";

/** What of Samples is in its address. */
export const samplesAddress: readonly AddressPart[] = [
  valuePart("samples.part", "samples", text("part")),
  fieldsPart<SampleFilterForm>(filterName, emptySampleForm, {
    text: text("text", { isQuiet: true }),
    tiers: texts("tier", { among: tiers }),
    origin: text("origin", { among: sampleOrigins }),
    check: text("check", { among: checkNames }),
    tag: text("tag", { maxCharacters: maxTagCharacters }),
  }),
  placeParts.samples,
];
