import Type, { type TSchema } from "typebox";

/** What the questions have in common: bounds of what is asked, and of what is answered. */

export const object = <Properties extends Record<string, TSchema>>(properties: Properties) =>
  Type.Object(properties, { additionalProperties: false });
export const limit = (most: number) =>
  Type.Optional(Type.Integer({ minimum: 1, maximum: most, description: `At most ${most}; default 20.` }));
export const cursor = Type.Optional(Type.String({ maxLength: 4096, description: "nextCursor of the page before." }));

export const defaultLimit = 20;
/** Characters of one text; an answer's end is seldom what a judge needs most. */
export const maxTextCharacters = 20_000;

export const shorten = (text: string) =>
  text.length <= maxTextCharacters ? text : `${text.slice(0, maxTextCharacters)}… [${text.length - maxTextCharacters} more characters]`;
