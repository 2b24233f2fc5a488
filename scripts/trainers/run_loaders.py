#!/usr/bin/env python3
"""Read exports with every loader that this environment holds: python3 run_loaders.py ENVIRONMENT < jobs

A job is one JSON line, {"target": NAME, "folder": PATH, "files": [NAME, …]}; "*" as ENVIRONMENT prints the table of readers instead of running
any. One JSON line a loader and target: {"target", "loader", "ok", "rows", "detail"}. A loader of files reads each file of the export, and their
rows are added up; one of folders reads the folder. trainers.mjs runs this with the Python of each environment.
"""
import json, os, sys, tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import check_loaders as c


def csv_load(path):
    """Read as nearly everybody reads a CSV file."""
    datasets = c.need("datasets")
    ds = datasets.load_dataset("csv", data_files=path, split="train", cache_dir=tempfile.mkdtemp(dir=c.scratch()))
    return len(ds), c.types_of(ds)


def trl_grpo(path):
    """Generates two answers to a prompt and takes one step; the reward sees the other columns."""
    c.need("torch")
    trl = c.need("trl")
    tok, ds = c.tokenizer(), c.hf(path)
    seen = []

    def reward(prompts, completions, ground_truth, **rest):
        seen.extend(ground_truth)
        return [float(i) for i in range(len(completions))]

    with tempfile.TemporaryDirectory() as folder:
        tiny = os.path.join(folder, "tiny")
        c.model(tok).save_pretrained(tiny)
        tok.save_pretrained(tiny)
        args = trl.GRPOConfig(output_dir=folder, max_steps=1, per_device_train_batch_size=2, num_generations=2, max_completion_length=8,
                              report_to="none", use_cpu=True, bf16=False, fp16=False, save_strategy="no", logging_strategy="no",
                              disable_tqdm=True, gradient_checkpointing=False, seed=1)
        t = trl.GRPOTrainer(model=tiny, reward_funcs=reward, args=args, train_dataset=ds, processing_class=tok)
        rows = len(t.train_dataset)
        t.train()
    return rows, "one step; the reward saw %s" % c.short(seen[:1])


def nemo_rl_shape(path):
    """NeMo-RL's readers cannot be installed: what they ask of a row, as its guide has it (lower rank is better)."""
    ds = c.hf(path)
    for i, row in enumerate(ds):
        ranks = [one["rank"] for one in row["completions"]]
        if len(ranks) < 2 or min(ranks) != 0 or len(set(ranks)) < 2 or not all(type(r) is int for r in ranks):
            raise ValueError("row %d: ranks %s" % (i + 1, ranks))
        if row["context"][-1]["role"] == "assistant" or any(one["completion"][-1]["role"] != "assistant" for one in row["completions"]):
            raise ValueError("row %d: roles" % (i + 1))
    return len(ds), "the shape its guide asks for"


JSON = ("datasets", "datasets.load_dataset", c.datasets_load)
FOLDER = "folder"
LF = ("llamafactory", "llamafactory.get_dataset", c.lf_folder, FOLDER)
AX_CHAT = ("axolotl", "axolotl.chat_template", c.ax_chat)
NEMO = ("axolotl", "nemo_automodel.ChatDataset", c.nemo_chat)
TRL_UTILS = ("trl", "trl.data_utils", c.trl_data_utils)
TRL_SFT = ("trl", "trl.SFTTrainer", c.trl_sft)
TRL_REWARD = ("trl", "trl.RewardTrainer", c.trl_reward)
RLHF_SFT = ("axolotl", "openrlhf.SFTDataset", c.orlhf_sft)
RLHF_REWARD = ("axolotl", "openrlhf.RewardDataset", c.orlhf_reward)
MLX = ("mlx", "mlx_lm.load_local_dataset", c.mlx_folder, FOLDER)
TOGETHER = ("together", "together.check_file", c.together_check)


def aws(schema):
    return ("sagemaker", "sagemaker.%s" % schema, c.sagemaker(schema))


# (environment, loader, function[, "folder"])
READERS = {
    "chat": [JSON, TRL_SFT, AX_CHAT, ("llamafactory", "llamafactory.sharegpt+tags", c.lf_chat_as_sharegpt), NEMO, RLHF_SFT,
             ("mlx", "mlx_lm.load_local_dataset", c.mlx_file), TOGETHER, aws("openai_chat")],
    "trl-sft": [JSON, TRL_UTILS, TRL_SFT, RLHF_SFT],
    "trl-preference": [JSON, TRL_UTILS, ("trl", "trl.DPOTrainer", c.trl_dpo), TRL_REWARD,
                       ("axolotl", "axolotl.dpo.chat_template", c.ax_dpo), RLHF_REWARD],
    "trl-kto": [JSON, TRL_UTILS, ("trl", "trl.KTOTrainer", c.trl_kto)],
    "prompt-only": [JSON, ("trl", "trl.GRPOTrainer", trl_grpo)],
    "rft": [JSON],
    "llama-factory": [LF],
    "llama-factory-preference": [LF],
    "llama-factory-kto": [LF],
    "alpaca": [JSON, LF],
    "sharegpt": [JSON, LF, ("axolotl", "axolotl.chat_template", c.ax_sharegpt), NEMO],
    "ranked": [JSON, ("datasets", "NeMo-RL's shape", nemo_rl_shape)],
    "nectar": [JSON, ("axolotl", "axolotl.zephyr.nectar", c.ax_nectar)],
    "reward": [JSON, TRL_REWARD, RLHF_REWARD],
    "openai-preference": [JSON, TOGETHER],
    "hf-dataset": [("datasets", "datasets.load_dataset (folder)", c.hf_folder, FOLDER), TRL_SFT, AX_CHAT, RLHF_SFT,
                   ("verl", "verl.MultiTurnSFTDataset", c.verl_sft)],
    "mlx": [MLX],
    "axolotl": [JSON, AX_CHAT],
    "axolotl-dpo": [JSON, ("axolotl", "axolotl.dpo.chat_template", c.ax_dpo)],
    "verl": [("datasets", "datasets.load_dataset", c.datasets_load), ("verl", "verl.RLHFDataset", c.verl_rl)],
    "gemini": [JSON],
    "gemini-preference": [JSON],
    "nova": [aws("converse")],
    "nova-dpo": [aws("dpo")],
    "anthropic": [JSON],
    "jsonl": [JSON],
    "csv": [("datasets", "datasets.load_dataset (csv)", csv_load)],
    "parquet": [("datasets", "pyarrow", c.pyarrow_read), JSON, ("datasets", "polars", c.polars_read),
                ("datasets", "fastparquet", c.fastparquet_read)],
}


def read(job, loader, function, of="file"):
    line = {"target": job["target"], "loader": loader, "ok": True, "rows": 0, "detail": ""}
    places = [job["folder"]] if of == FOLDER else [os.path.join(job["folder"], name) for name in job["files"]]
    for place in places:
        with c.quiet():
            try:
                rows, line["detail"] = function(place)
                line["rows"] += rows
            except c.Skip as e:
                return dict(line, ok=None, rows=None, detail="not here: %s" % e)
            except (Exception, SystemExit) as e:
                cause = e
                while cause.__cause__ is not None:
                    cause = cause.__cause__
                text = "%s: %s: %s" % (os.path.basename(place), type(cause).__name__, c.short(str(cause), 300))
                return dict(line, ok=False, rows=None, detail=text)
    return line


def main(environment):
    c.warnings.simplefilter("ignore")
    c.logging.disable(c.logging.WARNING)
    if environment == "*":
        return print(json.dumps({target: [[e, loader] for e, loader, *_ in readers] for target, readers in READERS.items()}))
    for text in sys.stdin:
        job = json.loads(text)
        for where, loader, function, *of in READERS.get(job["target"], []):
            if where == environment:
                print(json.dumps(read(job, loader, function, *of)), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
