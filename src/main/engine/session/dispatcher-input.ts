import { AssayError } from "../../../contract/index.ts";
import { createAjv, type ErrorObject, type ValidateFunction } from "../base/ajv.ts";
import { describeValue, shorten } from "../base/json-value.ts";
import { getTag, tagUnions } from "./tagged-unions.ts";

const ajv = createAjv({ discriminator: true });
const maxValueCharacters = 70;
const compiled = new Map<string, ValidateFunction>();

/** Compiles the check of one procedure's input, once. */
export function prepareCheck(name: string, schema: object): ValidateFunction {
  let validate = compiled.get(name);
  if (!validate) {
    validate = ajv.compile(tagUnions(schema));
    compiled.set(name, validate);
  }
  return validate;
}

/**
 * Checks the input of one procedure against its schema, compiled at the first call.
 * @throws AssayError invalid_argument, with the JSON pointer of the fault in `where`.
 */
export function checkInput(name: string, schema: object, input: unknown): void {
  const validate = prepareCheck(name, schema);
  if (validate(input)) return;
  const errors = validate.errors ?? [];
  const worst = deepest(errors);
  const { pointer, message } = worst ? explain(worst, errors) : { pointer: "", message: "is not what the contract asks for" };
  throw new AssayError("invalid_argument", `${name}: ${pointer === "" ? "the input" : pointer} ${message}.`, {
    where: pointer,
    fix: "Correct the value and try again.",
  });
}

/** In a union every branch fails; the one that got furthest into the value is the one that was meant. */
function deepest(errors: readonly ErrorObject[]): ErrorObject | undefined {
  const depth = (error: ErrorObject) => error.instancePath.split("/").length;
  return errors
    .filter((error) => error.keyword !== "anyOf")
    .reduce<ErrorObject | undefined>((best, error) => (best && depth(best) >= depth(error) ? best : error), undefined);
}

function explain(error: ErrorObject, all: readonly ErrorObject[]): { pointer: string; message: string } {
  const pointer = error.instancePath;
  const params = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case "additionalProperties":
      return { pointer: `${pointer}/${pointerPart(String(params.additionalProperty))}`, message: "is not a known key" };
    case "required":
      return { pointer: `${pointer}/${pointerPart(String(params.missingProperty))}`, message: "is missing" };
    case "enum":
      return { pointer, message: `must be one of ${listed(params.allowedValues)}, not ${describeValue(error.data, maxValueCharacters)}` };
    case "const": {
      const allowed = all
        .filter((other) => other.keyword === "const" && other.instancePath === pointer)
        .map((other) => (other.params as { allowedValue: unknown }).allowedValue);
      return { pointer, message: `must be one of ${listed(allowed)}, not ${describeValue(error.data, maxValueCharacters)}` };
    }
    case "discriminator": {
      const tag = String(params.tag);
      const at = `${pointer}/${pointerPart(tag)}`;
      if (params.tagValue === undefined) return { pointer: at, message: "is missing" };
      const members = (error.parentSchema?.oneOf ?? []) as unknown[];
      const allowed = members.map((member) => getTag(member, tag));
      return { pointer: at, message: `must be one of ${listed(allowed)}, not ${describeValue(params.tagValue, maxValueCharacters)}` };
    }
    default:
      return { pointer, message: `${error.message ?? "is not allowed"}, not ${describeValue(error.data, maxValueCharacters)}` };
  }
}

function listed(values: unknown): string {
  return Array.isArray(values) ? values.map((value) => JSON.stringify(value)).join(", ") : String(values);
}

const maxKeyCharacters = 100;

/** A key as part of a JSON pointer, cut so that a hostile key cannot make the answer huge. */
function pointerPart(key: string): string {
  return shorten(key, maxKeyCharacters).replaceAll("~", "~0").replaceAll("/", "~1");
}
