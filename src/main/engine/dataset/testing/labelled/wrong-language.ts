import { type Labelled, pairs } from "./labelled.ts";

const en = "The city has two universities and a large harbour, and most people work in trade or in one of the many small workshops.";
const de =
  "Die Stadt hat zwei Universitäten und einen großen Hafen, und die meisten Menschen arbeiten im Handel oder in einer der vielen kleinen Werkstätten.";
const fr =
  "La ville possède deux universités et un grand port, et la plupart des habitants travaillent dans le commerce ou dans un petit atelier.";
const es =
  "La ciudad tiene dos universidades y un gran puerto, y la mayoría de la gente trabaja en el comercio o en uno de los pequeños talleres.";
const it =
  "La città ha due università e un grande porto, e la maggior parte della gente lavora nel commercio o in una delle tante piccole botteghe.";
const ja = "この街には二つの大学と大きな港があり、多くの人々は貿易や小さな工房で働いています。";
const zh = "这座城市有两所大学和一个很大的港口，大多数人从事贸易或者在许多小作坊里工作。";
const ru = "В городе два университета и большой порт, и большинство людей работает в торговле или в одной из небольших мастерских.";
const ar = "في المدينة جامعتان وميناء كبير، ويعمل معظم الناس في التجارة أو في إحدى الورش الصغيرة الكثيرة.";
const ko = "이 도시에는 두 개의 대학과 큰 항구가 있으며 대부분의 사람들은 무역이나 작은 공방에서 일합니다.";

const askEn = "What can you tell me about the city and the people who live there? Please write a short description for visitors.";
const askDe = "Was kannst du mir über die Stadt und ihre Bewohner erzählen? Bitte schreibe eine kurze Beschreibung für Besucher.";
const askFr = "Que peux-tu me dire de la ville et de ses habitants ? Merci d'écrire une courte description pour les visiteurs.";
const askEs = "¿Qué puedes contarme sobre la ciudad y la gente que vive allí? Escribe una breve descripción para los visitantes.";
const askRu = "Что вы можете рассказать о городе и о людях, которые там живут? Напишите короткое описание для гостей.";
const askZh = "你能告诉我这座城市和那里居民的情况吗？请为游客写一段简短的介绍。";
const askJa = "この街とそこに住む人々について教えてください。観光客のために短い紹介文を書いてください。";

export const wrongLanguage: Labelled = {
  positives: pairs(
    [askEn, de],
    [askEn, fr],
    [askEn, es],
    [askEn, it],
    [askEn, ja],
    [askEn, zh],
    [askEn, ru],
    [askEn, ar],
    [askEn, ko],
    [askDe, en],
    [askDe, fr],
    [askDe, es],
    [askDe, zh],
    [askFr, en],
    [askFr, de],
    [askEs, en],
    [askEs, de],
    [askRu, en],
    [askRu, de],
    [askZh, en],
    [askZh, ja],
    [askJa, en],
    [askJa, zh],
  ),
  negatives: pairs(
    [askEn, en],
    [askDe, de],
    [askFr, fr],
    [askEs, es],
    [askRu, ru],
    [askZh, zh],
    [askJa, ja],
    ["Translate the following sentence into German for me, please: the city has two universities.", de],
    ["Please write a description of the city in French. It should be short and useful for visitors.", fr],
    ["How do you say this in Japanese? The city has two universities and a large harbour.", ja],
    ["Übersetze den folgenden Satz bitte ins Englische: Die Stadt hat zwei Universitäten und einen Hafen.", en],
    ["请把下面这段话翻译成英文：这座城市有两所大学和一个很大的港口。", en],
    [askEn, "Paris"],
    [askEn, "Hamburg, Bremen, Kiel, Rostock"],
    [askDe, "OK"],
    [askEn, "42"],
    [askDe, "```python\ndef describe(city):\n    return the_name_of(city) and is_in_the(harbour)\n```"],
    [askEn, "You can call it “Die Stadt hat zwei Universitäten und einen großen Hafen”, as the old sign at the gate says to all of you."],
    [askFr, "https://fr.wikipedia.org/wiki/The_city_and_the_harbour_of_the_north"],
    ["Which language is this text in, and what does it say? Die Stadt hat zwei Universitäten.", de],
    ["Schreibe bitte auf Englisch eine kurze Beschreibung der Stadt für unsere Besucher.", en],
    ["Answer in Spanish: what can you tell me about the city and the people who live there?", es],
    ["SELECT * FROM cities", en],
    ["def f(x): return x", "def f(x):\n    return x + 1"],
  ),
};
