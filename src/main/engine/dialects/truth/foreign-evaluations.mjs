/**
 * Expected numbers of the evaluation files in ../shared/data/foreign, made without Assay's code:
 *   node foreign-evaluations.mjs FOLDER        writes foreign-evaluations.json beside this script
 * A score counts out of 10; a vote names a winner only where one side is ahead; a judge that failed gives nothing.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = process.argv[2];
const out = {};

const text = (file) => readFileSync(join(root, file), "utf8");
const array = (file) => JSON.parse(text(file));
function lines(file) {
  const good = [];
  for (const line of text(file).split("\n")) {
    try {
      if (line.trim()) good.push(JSON.parse(line));
    } catch {}
  }
  return good;
}
function count(names) {
  const counts = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
function spread(values, digits) {
  if (values.length === 0) return { n: 0 };
  const round = (x) => Math.round(x * 10 ** digits) / 10 ** digits;
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return { n: values.length, min: round(Math.min(...values)), max: round(Math.max(...values)), mean: round(mean) };
}
const records = (ex = 0, cr = 0, ts = 0) => ({ engine_execution: ex, comparison_result: cr, training_sample: ts });
const put = (file, dialect, truth) => {
  out[file] = { dialect, ...truth };
};

// AlpacaEval: 1 is the first output, 2 the second, 1.5 and 0 are a tie.
for (const name of ["annotations_gpt4.vicuna-13b", "annotations_weighted.NullModel", "annotations_weighted.claude-2"]) {
  const rows = array(`alpaca_eval/${name}.json`).filter(({ preference }) => typeof preference === "number");
  const side = ({ preference: p }) => (p === 0 || p === 1.5 ? 0 : p > 1.5 ? 2 : 1);
  put(`alpaca_eval/${name}.json`, "alpaca-eval", {
    records: records(0, rows.length),
    candidates: { 2: rows.length },
    engines: count(rows.flatMap((row) => [row.generator_1, row.generator_2])),
    winner: count(rows.map((row) => (side(row) === 0 ? "tie" : row[`generator_${side(row)}`]))),
  });
}
for (const name of ["NullModel", "claude-2", "text_davinci_003"]) {
  const rows = array(`alpaca_eval/model_outputs.${name}.json`);
  const engines = count(rows.map(({ generator }) => generator));
  put(`alpaca_eval/model_outputs.${name}.json`, "alpaca-eval", { records: records(rows.length), engines, latency_ms: { n: 0 } });
}
put("alpaca_eval/leaderboard_alpacaeval2.csv", "alpaca-eval", { records: records() });

// Judgements of single answers: the first score of a question, model and turn counts. Across the models of all files of a folder there is one
// comparison a question, turn and judge, in the file whose name comes first.
function judgements(folder, files) {
  const seen = new Set();
  const groups = new Map();
  for (const file of [...files].sort()) {
    const valid = [];
    const own = new Set();
    for (const row of lines(`${folder}/${file}`)) {
      if (typeof row.score !== "number" || row.score < 0) continue;
      const turn = row.turn ?? 1;
      const key = JSON.stringify([String(row.question_id), row.model, turn]);
      if (!own.has(key)) valid.push(row);
      own.add(key);
      if (seen.has(key)) continue;
      seen.add(key);
      const group = JSON.stringify([String(row.question_id), turn, row.judge]);
      if (!groups.has(group)) groups.set(group, { file, scores: [] });
      groups.get(group).scores.push([row.model, row.score]);
    }
    const scores = valid.map(({ score }) => score / 10);
    put(`${folder}/${file}`, "mt-bench", { records: records(valid.length), quality_score: spread(scores, 6) });
  }
  for (const file of files) {
    const own = [...groups.values()].filter((group) => group.file === file && group.scores.length > 1);
    const winners = own.map(({ scores }) => {
      const best = Math.max(...scores.map(([, score]) => score));
      const top = scores.filter(([, score]) => score === best);
      return top.length === 1 ? top[0][0] : "tie";
    });
    const truth = out[`${folder}/${file}`];
    truth.records.comparison_result = own.length;
    truth.candidates = count(own.map(({ scores }) => scores.length));
    truth.winner = count(winners);
  }
}
judgements("arena_bench_v1", ["judgment.gpt-3.5-turbo-1106.REAL_BLANK_LINE.jsonl", "judgment.gpt-3.5-turbo.two_key_sets.jsonl"]);
judgements("japanese_mt_bench", ["gpt-4_single.jsonl"]);
judgements("crlf", ["mt_bench_gpt-4_single.crlf.jsonl", "vicuna_bench_gpt-3.5-turbo_single.crlf.jsonl"]);

// Answers: one execution a turn.
for (const file of ["arena_bench_v1/answer.claude-2", "japanese_mt_bench/answers.ELYZA", "crlf/mt_bench_reference_gpt-4.crlf"]) {
  const turns = lines(`${file}.jsonl`).flatMap(({ model_id, choices }) => choices[0].turns.map(() => model_id));
  put(`${file}.jsonl`, "mt-bench", { records: records(turns.length), engines: count(turns) });
}
put("japanese_mt_bench/question_full.REAL_BAD_LINE.jsonl", "mt-bench", { records: records() });
put("crlf/mt_bench_question.crlf.jsonl", "mt-bench", { records: records() });

// arena-hard: votes without texts, answers, questions.
const battles = lines("arena_hard/arena_hard_battles.jsonl");
put("arena_hard/arena_hard_battles.jsonl", "arena", {
  records: records(0, battles.length),
  winner: count(battles.map((row) => row[row.winner] ?? "tie")),
});
for (const file of ["v0.1_answer.gpt-4-0613", "v2.0_answer.o3-mini"]) {
  const rows = lines(`arena_hard/${file}.jsonl`);
  put(`arena_hard/${file}.jsonl`, "arena-hard", { records: records(rows.length), engines: count(rows.map(({ model }) => model)) });
}
for (const file of ["v0.1_question", "v2.0_question"]) put(`arena_hard/${file}.jsonl`, "arena-hard", { records: records() });

// BFCL: seconds; lists of lists are summed; a traceback is a failure without a latency.
const sum = (value) => (Array.isArray(value) ? value.reduce((total, one) => total + sum(one), 0) : value);
const bfcl = ["gemma4-e4b.live_multiple", "gemma4-e4b.simple_python"];
for (const engine of ["chat", "responses"]) bfcl.push(`gpt-oss-20b-${engine}.web_search.nested_latency`);
for (const name of bfcl) {
  const rows = lines(`bfcl_v4_pr/${name}.jsonl`);
  const good = rows.filter((row) => !("traceback" in row));
  const latencies = good.map(({ latency }) => sum(latency) * 1000);
  put(`bfcl_v4_pr/${name}.jsonl`, "bfcl", {
    records: records(rows.length),
    success: { ok: good.length, failed: rows.length - good.length },
    latency_ms: spread(latencies, 3),
  });
}

// Reviews of two answers that are in files of their own.
const answers = new Map();
for (const file of ["answer_bard", "answer_gpt35", "answer_vicuna-13b-20230322-new-hp-fp16"]) {
  const rows = lines(`fastchat/${file}.jsonl`);
  for (const row of rows) answers.set(row.answer_id, row.model_id);
  const engines = count(rows.map(({ model_id }) => model_id));
  put(`fastchat/${file}.jsonl`, "fastchat-reviews", { records: records(rows.length), engines });
}
const vicuna = "vicuna-13b-20230322-new-hp-fp16";
for (const file of [`gpt-3.5-turbo_review_${vicuna}_${vicuna}`, `review_bard_${vicuna}`, "review_gpt35_vicuna-13b-20230322-clean-lang"]) {
  const known = (row) => answers.has(row.answer1_id) && answers.has(row.answer2_id) && row.score.every((score) => score >= 0);
  const rows = lines(`fastchat/${file}.jsonl`).filter(known);
  const winner = ({ score: [a, b], answer1_id, answer2_id }) => (a === b ? "tie" : answers.get(a > b ? answer1_id : answer2_id));
  put(`fastchat/${file}.jsonl`, "fastchat-reviews", { records: records(0, rows.length), winner: count(rows.map(winner)) });
}
put("fastchat/question.jsonl", "fastchat-reviews", { records: records() });
const chats = array("fastchat/dummy_conversation.sharegpt.json").filter(({ conversations }) => conversations.at(-1)?.from === "gpt");
put("fastchat/dummy_conversation.sharegpt.json", "sharegpt", { records: records(0, 0, chats.length) });

const runs = lines("latitude/results.jsonl");
const solved = runs.filter((run) => run.solved).length;
put("latitude/results.jsonl", "latitude", {
  records: records(runs.length),
  engines: count(runs.map(({ model }) => model)),
  success: { ok: solved, failed: runs.length - solved },
  latency_ms: spread(
    runs.map(({ wallMs }) => wallMs),
    3,
  ),
});
put("simple_qa/simple_qa_test_set.csv", "simple-qa", { records: records() });

writeFileSync(join(import.meta.dirname, "foreign-evaluations.json"), `${JSON.stringify(out, null, 1)}\n`);
