import { type Labelled, pairs } from "./labelled.ts";

const questions = [
  "What is the tallest mountain in Europe?",
  "How do I boil an egg so that the yolk stays soft?",
  "Write a short poem about the sea in autumn.",
  "Explain the difference between TCP and UDP.",
  "Who wrote the novel “Middlemarch”, and when?",
  "Wie heißt die Hauptstadt von Australien?",
  "List three arguments for and against remote work.",
  "Summarise the following text in one sentence: the dog ran home.",
  "Give me a recipe for lentil soup with carrots.",
  "What does the HTTP status code 418 mean?",
];

export const repeatsPrompt: Labelled = {
  positives: pairs(
    ...questions.map((q): [string, string] => [q, `${q}\n\nHere is what I know about it.`]),
    ...questions.map((q): [string, string] => [q, `Question: ${q.toUpperCase().replaceAll(" ", "  ")}\nAnswer: see below.`]),
    [`First line of a prompt\nand a second one.`, "First line of a prompt and a second one. And an answer."],
    ["Name the planets of the solar system.", "You asked: “Name the planets of the solar system.” They are Mercury, Venus, and so on."],
  ),
  negatives: pairs(
    ["What is DNA?", "What is DNA? DNA is the molecule that carries genes."],
    ["Hello", "Hello! How can I help?"],
    ["What is the tallest mountain in Europe?", "The tallest mountain in Europe is Mount Elbrus."],
    ["How do I boil an egg so that the yolk stays soft?", "To boil an egg so that the yolk stays soft, take six minutes."],
    ["Explain the difference between TCP and UDP.", "The difference between TCP and UDP is that TCP is reliable."],
    ["Wie heißt die Hauptstadt von Australien?", "Die Hauptstadt von Australien heißt Canberra."],
    ["Write a short poem about the sea in autumn.", "The sea in autumn, grey and wide."],
    ["Give me a recipe for lentil soup with carrots.", "A recipe for lentil soup with carrots: chop the carrots."],
    ["Correct the grammar: he go to school", "He goes to school"],
    ["Repeat after me: I love my cat", "I love my cat"],
    ["Translate to German: good morning to all of you", "Guten Morgen euch allen"],
    ["What does the HTTP status code 418 mean?", "The HTTP status code 418 means that the server is a teapot."],
    ["Is it true that the moon is made of cheese?", "It is not true that the moon is made of cheese."],
    ["Name the planets of the solar system.", "The planets of the solar system are eight."],
    ["Who wrote the novel “Middlemarch”, and when?", "The novel “Middlemarch” was written by George Eliot."],
    ["List three arguments for and against remote work.", "Three arguments for remote work, and three against it:"],
    ["Paraphrase: the meeting was moved to Friday", "The meeting now takes place on Friday."],
    ["Can you tell me the time in Tokyo right now?", "I can tell you the time in Tokyo if you tell me yours."],
    ["Write the word hello ten times in a row.", "hello hello hello hello hello hello hello hello hello hello"],
    ["Complete the sentence: the early bird", "the early bird catches the worm"],
    ["", "An answer to nothing."],
    ["What is the tallest mountain in Europe?", "What is the tallest mountain in Asia? That is another question."],
  ),
};
