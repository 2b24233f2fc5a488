import type { Message } from "../../../contract/index.ts";
import type { Item } from "../export/items.ts";

/** One violation of every rule of the targets, among them the faults that were planted for real loaders. */

type Turns = readonly Message[];
type Draft = Item & {
  prompt: Turns;
  completion: Turns;
  chosen: Turns;
  rejected: Turns;
  answers: { completion: Turns; rank: number }[];
  record: Record<string, unknown>;
  line: string;
};
type Plant = (item: Draft) => Partial<Draft>;

const user = (content: string): Message => ({ role: "user", content });
const assistant = (content: string): Message => ({ role: "assistant", content });
const call = (args: string): Message => ({
  role: "assistant",
  content: null,
  tool_calls: [{ id: "1", function: { name: "find", arguments: args } }],
});
const result: Message = { role: "tool", content: "found", tool_call_id: "1" };

/** The item with its answer (the best of several) replaced; a prompt where it has none. */
function withAnswer(item: Draft, answer: Turns): Partial<Draft> {
  if (item.completion !== undefined) return { completion: answer };
  if (item.chosen !== undefined) return { chosen: answer };
  if (item.answers !== undefined) return { answers: item.answers.map((one, i) => (i === 0 ? { ...one, completion: answer } : one)) };
  return { prompt: [...item.prompt.slice(0, -1), ...answer.map((turn) => ({ ...turn, role: "user" }))] };
}
const answerOf = ({ completion, chosen, answers, prompt }: Draft): Turns =>
  completion ?? chosen ?? answers?.[0]?.completion ?? prompt.slice(-1);
const answerSays =
  (content: Message["content"]): Plant =>
  (item) =>
    withAnswer(item, [{ ...assistant(""), ...(content === undefined ? {} : { content }) }]);
const before =
  (...turns: Message[]): Plant =>
  (item) => ({ prompt: [...item.prompt, ...turns] });

/** By rule, each way of breaking it that the items of a target allow, with a name. */
export const violations: Record<string, Record<string, Plant>> = {
  "answers-with-assistant": {
    "a last turn of the user": (item) => withAnswer(item, [user("and then?")]),
    "no turn at all": (item) => withAnswer(item, []),
  },
  "every-turn-says-something": {
    "an empty answer": answerSays(""),
    "an answer that is null": answerSays(null),
    "an answer without content": (item) => withAnswer(item, [{ role: "assistant" }]),
    "an answer of spaces": answerSays(" \n"),
  },
  "content-is-text": {
    "an image": (item) => ({
      prompt: [
        {
          role: "user",
          content: [
            { type: "text", text: "Look." },
            { type: "image_url", image_url: {} },
          ],
        },
        ...item.prompt.slice(1),
      ],
    }),
  },
  "roles-are-known": {
    "a role of another tool": (item) => ({
      prompt: [...item.prompt.slice(0, -1), { role: "ipython", content: "1" }, ...item.prompt.slice(-1)],
    }),
  },
  "system-is-first": {
    "a system turn in the middle": before(assistant("Hello."), { role: "system", content: "late" }, user("Go on.")),
    "a second one at the front": (item) => ({
      prompt: [{ role: "system", content: "one" }, { role: "developer", content: "two" }, ...item.prompt],
    }),
  },
  "valid-text": {
    "half of a pair": (item) =>
      item.record === undefined
        ? withAnswer(item, [assistant("answer \ud83d")])
        : { record: { ...item.record, output: "answer \ud83d" }, line: JSON.stringify({ ...item.record, output: "answer \ud83d" }) },
  },
  "carries-no-reasoning": {
    reasoning: (item) =>
      withAnswer(
        item,
        answerOf(item).map((turn) => ({ ...turn, reasoning: "Hm." })),
      ),
  },
  "prompt-asks": {
    "a prompt that is answered": before(assistant("already answered")),
    "no question": () => ({ prompt: [{ role: "system", content: "Be kind." }] }),
  },
  "answer-asks-nothing": { "a question in between": (item) => withAnswer(item, [assistant("What?"), user("That."), assistant("Ah.")]) },
  "answer-is-one-turn": { "two turns": (item) => withAnswer(item, [assistant("One."), assistant("Two.")]) },
  "roles-alternate": {
    "two questions": before(user("once more")),
    "an answer first": (item) => ({ prompt: [assistant("Hello!"), ...item.prompt] }),
  },
  "arguments-are-objects": {
    "arguments that are no JSON": before(call("{at:"), result),
    "JSON of JSON": before(call(JSON.stringify('{"at":"here"}')), result),
  },
  "results-follow-calls": { "a result without a call": before(assistant("Looking."), result) },
  "says-or-calls": { "text beside a call": before({ ...call("{}"), content: "Looking." }, result) },
  "calls-no-tools": {
    "a call and its result": before(call("{}"), result),
    "a call as the answer": (item) =>
      answerOf(item)[0]?.role === "assistant" ? withAnswer(item, [call("{}")]) : before(call("{}"), result)(item),
  },
  "sides-differ": {
    "equal sides": ({ chosen }) => ({ rejected: chosen }),
    "sides that differ in spaces": ({ chosen }) => ({ rejected: chosen.map((turn) => ({ ...turn, content: `${turn.content}\n` })) }),
  },
  "answers-differ": {
    "equal answers": ({ answers }) => ({ answers: [...answers.slice(0, 2), { ...answers[0], rank: 3 }] as Draft["answers"] }),
  },
  "ranks-differ": {
    "equal ranks": ({ answers }) => ({ answers: answers.map((answer) => ({ ...answer, rank: 1 })) }),
    "one answer": ({ answers }) => ({ answers: answers.slice(0, 1) }),
  },
  "best-is-alone": {
    "two best answers": ({ answers }) => ({ answers: answers.map((answer, i) => (i === 1 ? { ...answer, rank: 1 } : answer)) }),
  },
  "two-answers": { "three answers": ({ answers }) => ({ answers: [...answers, { completion: [assistant("Neither.")], rank: 3 }] }) },
  "margin-is-known": { "no margin": () => ({ margin: null }) as Partial<Draft> },
  "reference-is-known": { "no reference": () => ({ reference: " " }) as Partial<Draft> },
  "prompt-is-short": { "a long prompt": () => ({ prompt: [user("long ".repeat(1_000))] }) },
  "no-reserved-words": {
    "User:": answerSays("As the User: said"),
    "<image>": before(assistant("What?"), user("An <image>.")),
    "[EOS]": answerSays("The end. [EOS]"),
  },
  "no-spaces-at-ends": { "a line end": answerSays("An answer of some length.\n") },
  "answer-is-not-scaffold": { "a letter": answerSays("a"), "a word of the template": answerSays("user") },
  "one-question": {
    "a system prompt": (item) => ({ prompt: [{ role: "system", content: "Be kind." }, ...item.prompt] }),
    "a conversation": (item) => ({ prompt: [user("Hi."), assistant("Hello."), ...item.prompt] }),
  },
};

/** What no fix of its rule mends: there is no telling what was meant. */
export const unmendable: ReadonlySet<string> = new Set(["an answer first", "arguments that are no JSON", "a conversation"]);
