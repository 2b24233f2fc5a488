#!/usr/bin/env python3
"""Read an exported data set with the loaders that will read it, on CPU and without network.

    python3 check_loaders.py TARGET PATH [--only NAME] [--strict] [--no-train]

TARGET: trl-sft trl-preference trl-kto chat alpaca sharegpt llama-factory hf-dataset parquet openai-preference mlx verl ranked
        nova nova-dpo
PATH:   a .jsonl, .json or .parquet file; a folder for llama-factory, hf-dataset and mlx

One JSON line for each loader of the target: {"loader", "ok", "rows", "detail"}. ok true: the loader read the file; rows: how many
rows it kept (fewer than the file has: it dropped some in silence); ok false: it refused, detail says why; ok null: the loader
is not installed here. Exit: 0 all that ran read it, 1 one refused, 2 usage, 3 nothing ran.

Every loader lives in a virtual environment of its own (requirements-*.txt): run this file with each one's python.
--strict gives the tokenizer a chat template that raises on a late system message and on roles that do not alternate (as Mistral's and
Gemma's do); the default template takes everything (as Qwen's does). --no-train stops after preprocessing.
"""
import atexit, contextlib, importlib, importlib.machinery, json, logging, os, shutil, sys, tempfile, types, warnings

for key, value in {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false",
                   "CUDA_VISIBLE_DEVICES": "", "TRANSFORMERS_VERBOSITY": "error", "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
                   "TQDM_DISABLE": "1", "AXOLOTL_DO_NOT_TRACK": "1", "DO_NOT_TRACK": "1", "WANDB_MODE": "disabled",
                   "OMP_NUM_THREADS": "2", "PYTHONIOENCODING": "utf-8", "TRL_EXPERIMENTAL_SILENCE": "1"}.items():
    os.environ.setdefault(key, value)

# The tokenizer has about one token a byte, and no row may be left out for its length: that is for whoever trains to set.
MAX_TOKENS = 16384
STRICT = False
TRAIN = True
CHATML = ("{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\n' }}{% if m['role'] == 'assistant' %}{% generation %}"
          "{{ m['content'] + '<|im_end|>' }}{% endgeneration %}{{ '\n' }}{% else %}{{ m['content'] + '<|im_end|>\n' }}{% endif %}"
          "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}")
ALTERNATE = ("{% set ns = namespace(i=0) %}{% for m in messages %}{% if m['role'] == 'system' %}{% if not loop.first %}"
             "{{ raise_exception('System message must be first') }}{% endif %}{% else %}{% if (m['role'] == 'user') != (ns.i % 2 == 0) %}"
             "{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}{% endif %}"
             "{% set ns.i = ns.i + 1 %}{% endif %}{% endfor %}")


class Skip(Exception):
    """The loader cannot be had in this environment."""


def need(name):
    """Import a module, or skip the loader with the reason."""
    try:
        return importlib.import_module(name)
    except Exception as e:  # an import can fail in many ways; each one means: not here
        raise Skip("%s: %s: %s" % (name, type(e).__name__, str(e).splitlines()[0][:160] if str(e) else ""))


# ---------------------------------------------------------------- helpers

def short(value, limit=220):
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=True, default=str)
    return text if len(text) <= limit else text[:limit] + "…"


def tokenizer():
    """A byte-level BPE tokenizer trained on the spot: no hub, no download."""
    tk, tf = need("tokenizers"), need("transformers")
    t = tk.Tokenizer(tk.models.BPE())
    t.pre_tokenizer = tk.pre_tokenizers.ByteLevel(add_prefix_space=False)
    t.decoder = tk.decoders.ByteLevel()
    special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|pad|>"]
    t.train_from_iterator(["user assistant system tool hello"], tk.trainers.BpeTrainer(
        vocab_size=300, special_tokens=special, initial_alphabet=tk.pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    fast = tf.PreTrainedTokenizerFast(tokenizer_object=t, eos_token="<|im_end|>", pad_token="<|pad|>", bos_token=None,
                                      model_max_length=MAX_TOKENS)
    fast.chat_template = (ALTERNATE if STRICT else "") + CHATML
    return fast


def model(tok, reward=False):
    """A model of a few thousand random weights."""
    tf = need("transformers")
    config = tf.LlamaConfig(vocab_size=len(tok), hidden_size=16, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2,
                            num_key_value_heads=2, max_position_embeddings=MAX_TOKENS, pad_token_id=tok.pad_token_id,
                            eos_token_id=tok.eos_token_id, bos_token_id=None, num_labels=1)
    return (tf.LlamaForSequenceClassification if reward else tf.LlamaForCausalLM)(config)


def kind(path):
    return "parquet" if path.endswith(".parquet") else "json"


SCRATCH = []


def scratch():
    """One folder for all caches, gone at exit: nothing is read from an earlier run's cache."""
    if not SCRATCH:
        SCRATCH.append(tempfile.mkdtemp(prefix="check-loaders-"))
        atexit.register(shutil.rmtree, SCRATCH[0], ignore_errors=True)
    return SCRATCH[0]


def hf(path, **kw):
    """The way nearly every trainer opens a local file."""
    datasets = need("datasets")
    return datasets.load_dataset(kind(path), data_files=path, split="train", cache_dir=tempfile.mkdtemp(dir=scratch()), **kw)


def types_of(ds):
    return short({k: str(v) for k, v in ds.features.items()}, 600)


def each(ds, read, drop=None):
    """Call read on every row; the first failing row is named."""
    kept, last = 0, None
    for i in range(len(ds)):
        try:
            last = read(ds[i])
        except Exception as e:
            raise ValueError("row %d: %s: %s" % (i + 1, type(e).__name__, short(str(e), 160)))
        kept += 0 if drop and drop(last) else 1
    return kept, last


def strategy(**data):
    """The argument object OpenRLHF's data sets read their keys from."""
    return types.SimpleNamespace(args=types.SimpleNamespace(data=types.SimpleNamespace(**data)), print=lambda *a: None)


# ---------------------------------------------------------------- datasets, pyarrow, polars, fastparquet

def without_null(value):
    if isinstance(value, dict):
        return {k: without_null(v) for k, v in value.items() if v is not None}
    return [without_null(v) for v in value] if isinstance(value, list) else value


def datasets_load(path):
    """Also compares what came out with what the file says: dates, mixed types and big integers change in silence."""
    ds = hf(path)
    if not path.endswith(".parquet"):
        with open(path, encoding="utf-8-sig", newline="\n") as f:
            text = f.read()
        rows = json.loads(text) if text.lstrip().startswith("[") else [json.loads(line) for line in text.split("\n") if line.strip()]
        if len(rows) != len(ds):
            raise ValueError("read, but %d rows of %d came out" % (len(ds), len(rows)))
        for i, row in enumerate(rows):
            a, b = without_null(row), without_null(ds[i])
            if a != b or repr(type(a)) != repr(type(b)):
                key = next((k for k in a if a.get(k) != b.get(k)), "?") if isinstance(a, dict) else "?"
                raise ValueError("read, but row %d came out different: %s: %s became %s (%s)" % (
                    i + 1, key, short(a.get(key), 80), short(str(b.get(key)), 80), ds.features.get(key)))
    return len(ds), types_of(ds)


def hf_folder(path):
    datasets = need("datasets")
    seen = []
    for name in datasets.get_dataset_config_names(path):
        for split, ds in datasets.load_dataset(path, name, cache_dir=tempfile.mkdtemp(dir=scratch())).items():
            seen.append((name, split, len(ds), types_of(ds)))
    return sum(s[2] for s in seen), short([list(s) for s in seen], 900)


def pyarrow_read(path):
    pq = need("pyarrow.parquet")
    t = pq.read_table(path)
    t.validate(full=True)
    return t.num_rows, short({f.name: str(f.type) for f in t.schema}, 600)


def fastparquet_read(path):
    f = need("fastparquet").ParquetFile(path)
    df = f.to_pandas()
    return len(df), short({c: str(t) for c, t in df.dtypes.items()}, 400)


def polars_read(path):
    pl = need("polars")
    df = pl.read_parquet(path) if kind(path) == "parquet" else pl.read_ndjson(path, infer_schema_length=None)
    return df.height, short({c: str(t) for c, t in df.schema.items()}, 600)


# ---------------------------------------------------------------- TRL

def trl_args(cls, folder, **kw):
    return cls(output_dir=folder, max_steps=1, per_device_train_batch_size=2, report_to="none", use_cpu=True, bf16=False, fp16=False,
               save_strategy="no", logging_strategy="no", disable_tqdm=True, gradient_checkpointing=False, max_length=MAX_TOKENS, seed=1, **kw)


def trl_data_utils(path):
    u = need("trl.data_utils")
    tok, ds = tokenizer(), hf(path)
    def read(row):
        talk = u.is_conversational(row)
        if "conversations" in row:
            row = u.maybe_convert_to_chatml(row)
            talk = u.is_conversational(row)
        if "chosen" in row and "rejected" in row and "prompt" not in row:
            row = u.extract_prompt(row)
        keep = {k: v for k, v in row.items() if k in ("messages", "prompt", "completion", "chosen", "rejected", "label")}
        return {"conversational": talk, "text": u.maybe_apply_chat_template(keep, tok)}
    kept, last = each(ds, read)
    if "chosen" in ds.column_names and "prompt" in ds.column_names:
        kept_kto = len(u.unpair_preference_dataset(ds.select_columns([c for c in ("prompt", "chosen", "rejected") if c in ds.column_names])))
        return kept, short(last) + " unpaired: %d rows" % kept_kto
    return kept, short(last)


def trl_train(trainer, config, path, reward=False, **kw):
    need("torch")
    trl = need("trl")
    if not hasattr(trl, "__version__"):
        raise Skip("trl: only a folder of that name")
    tok, ds = tokenizer(), hf(path)
    with tempfile.TemporaryDirectory() as folder:
        tiny = os.path.join(folder, "tiny")  # DPO and KTO load their reference model again by its path
        model(tok, reward).save_pretrained(tiny)
        tok.save_pretrained(tiny)
        t = getattr(trl, trainer)(model=tiny, args=trl_args(getattr(trl, config), folder, **kw), train_dataset=ds, processing_class=tok)
        rows = len(t.train_dataset)
        first = t.train_dataset[0]
        seen = {k: tok.decode(v) if k.endswith("input_ids") or k.endswith("_ids") else v for k, v in first.items() if k not in ("attention_mask",)}
        trained = None
        if TRAIN:
            loss = t.train().training_loss
            trained = "nan" if loss != loss else round(loss, 3)
    return rows, "one step, loss %s; row 1: %s" % (trained, short(seen, 320))


def trl_sft(path):
    return trl_train("SFTTrainer", "SFTConfig", path)


def trl_dpo(path):
    return trl_train("DPOTrainer", "DPOConfig", path)


def trl_reward(path):
    return trl_train("RewardTrainer", "RewardConfig", path, reward=True)


def trl_kto(path):
    return trl_train("KTOTrainer", "KTOConfig", path)


# ---------------------------------------------------------------- LLaMA-Factory

def lf_import():
    """mm_plugin imports torchaudio although only audio rows use it; an empty module stands in where it is missing or does not fit."""
    need("torch")
    try:
        import torchaudio  # noqa: F401
    except Exception:
        for name in [n for n in sys.modules if n.split(".")[0] == "torchaudio"]:
            del sys.modules[name]
        stand_in = types.ModuleType("torchaudio")
        stand_in.__spec__ = importlib.machinery.ModuleSpec("torchaudio", None)
        sys.modules["torchaudio"] = stand_in
    return need("llamafactory.data"), need("llamafactory.hparams")


def lf_get(folder, name, stage):
    data, hp = lf_import()
    tf = need("transformers")
    tok = tokenizer()
    model_args = hp.ModelArguments(model_name_or_path="none", cache_dir=os.path.join(folder, ".cache"))
    data_args = hp.DataArguments(dataset=name, dataset_dir=folder, template="chatml", cutoff_len=MAX_TOKENS, overwrite_cache=True)
    with tempfile.TemporaryDirectory() as out:
        training = tf.Seq2SeqTrainingArguments(output_dir=out, use_cpu=True, report_to="none")
        template = data.get_template_and_fix_tokenizer(tok, data_args)
        ds = data.get_dataset(template, model_args, data_args, training, stage=stage, tokenizer=tok)["train_dataset"]
        first = ds[0]
        key = "chosen_input_ids" if "chosen_input_ids" in first else "input_ids"
        return len(ds), "%s, stage %s: %s" % (name, stage, short(tok.decode(first[key]), 200))


def lf_stage(entry):
    if entry.get("ranking"):
        return "rm"
    return "kto" if entry.get("columns", {}).get("kto_tag") else "sft"


def lf_folder(path):
    """A folder with dataset_info.json, read the way training reads it."""
    lf_import()
    with open(os.path.join(path, "dataset_info.json"), encoding="utf-8") as f:
        info = json.load(f)
    rows, said = 0, []
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(path, os.path.join(folder, "d"))
        for name, entry in info.items():
            n, detail = lf_get(os.path.join(folder, "d"), name, lf_stage(entry))
            rows += n
            said.append(detail)
    return rows, short("; ".join(said), 600)


def lf_file(path, entry):
    lf_import()
    with tempfile.TemporaryDirectory() as folder:
        name = "data" + os.path.splitext(path)[1]
        shutil.copyfile(path, os.path.join(folder, name))
        with open(os.path.join(folder, "dataset_info.json"), "w", encoding="utf-8") as f:
            json.dump({"x": dict(entry, file_name=name)}, f)
        return lf_get(folder, "x", lf_stage(entry))


def columns(path):
    with open(path, encoding="utf-8-sig") as f:
        for line in f:
            if line.strip():
                row = json.loads(line)
                return row if isinstance(row, dict) else row[0]
    return {}


TAGS = {"role_tag": "role", "content_tag": "content", "user_tag": "user", "assistant_tag": "assistant", "system_tag": "system"}


def lf_alpaca(path):
    row = columns(path)
    names = {"prompt": "instruction", "response": "output"}
    names.update({k: v for k, v in {"query": "input", "system": "system", "history": "history", "kto_tag": "kto_tag"}.items() if v in row})
    ranking = "chosen" in row and "rejected" in row
    if ranking:
        names.update({"chosen": "chosen", "rejected": "rejected"})
    return lf_file(path, {"formatting": "alpaca", "columns": names, "ranking": ranking})


def lf_sharegpt(path):
    row = columns(path)
    names = {"messages": "conversations"}
    names.update({k: k for k in ("system", "tools", "chosen", "rejected", "kto_tag") if k in row})
    return lf_file(path, {"formatting": "sharegpt", "columns": names, "ranking": "chosen" in row})


def lf_chat_as_sharegpt(path):
    return lf_file(path, {"formatting": "sharegpt", "columns": {"messages": "messages"}, "tags": TAGS})


def lf_chat_as_openai(path):
    return lf_file(path, {"formatting": "openai", "columns": {"messages": "messages"}, "tags": TAGS})


# ---------------------------------------------------------------- Axolotl

def ax_cfg(**kw):
    need("datasets")
    return need("axolotl.utils.dict").DictDefault(dict({"train_on_inputs": False, "sequence_len": MAX_TOKENS, "chat_template": "tokenizer_default"}, **kw))


def ax_chat(path, field="messages"):
    mod = need("axolotl.prompt_strategies.chat_template")
    tok, ds = tokenizer(), hf(path)
    conf = {"type": "chat_template", "field_messages": field}
    if field == "conversations":
        conf["message_property_mappings"] = {"role": "from", "content": "value"}
    load = getattr(mod, "load", None) or mod.StrategyLoader()
    s = load(tok, ax_cfg(), conf)
    idle = []
    def read(row):
        r = s.tokenize_prompt(row)
        learned = [x for x in r["labels"] if x != -100] if r and r.get("labels") else []
        idle.extend([] if learned else [1])
        return r, tok.decode(learned)
    kept, last = each(ds, read, drop=lambda r: not r[0] or not r[0].get("input_ids"))
    return kept, "rows that learn nothing: %d; last row learns: %s" % (len(idle), short(last[1]))


def ax_sharegpt(path):
    return ax_chat(path, "conversations")


def ax_dpo(path):
    mod = need("axolotl.prompt_strategies.dpo.chat_template")
    tok, ds = tokenizer(), hf(path)
    row = ds[0]
    cfg = ax_cfg(datasets=[{"field_messages": "messages" if "messages" in row else "prompt"}])
    whole = "prompt" not in row and "messages" not in row
    fn, _ = (mod.argilla_chat if whole else mod.default)(cfg)
    def read(row):
        r = fn(row, tokenizer=tok)
        for side in ("chosen", "rejected"):
            if "[[dummy_message]]" in r[side]:  # Axolotl looks for the answer in the rendered text and found it in the scaffold
                raise ValueError("read, but %s became %r: an empty answer, or one that also occurs in the template's own text" % (side, r[side]))
        return r
    kept, last = each(ds, read)
    return kept, short(last)


def ax_nectar(path):
    """Axolotl sorts by rank and takes the LAST as chosen: the highest number is the best answer."""
    fn = need("axolotl.prompt_strategies.dpo.zephyr").nectar({})
    kept, last = each(hf(path), lambda r: fn({"prompt": r["prompt"], "answers": r["answers"]}))
    return kept, short(last)


# ---------------------------------------------------------------- OpenRLHF

def orlhf_sft(path):
    mod = need("openrlhf.datasets")
    tok, ds = tokenizer(), hf(path)
    pair = "completion" in ds.column_names
    data = mod.SFTDataset(ds, tok, MAX_TOKENS, strategy(input_key="prompt" if pair else "messages", output_key="completion" if pair else None,
                                                 apply_chat_template=True), num_processors=None)
    kept, _ = each(data, lambda r: r)
    return kept, short({"prompt": data.prompts[0], "response": data.responses[0]})


def orlhf_reward(path):
    mod = need("openrlhf.datasets")
    tok, ds = tokenizer(), hf(path)
    talk = not isinstance(ds[0]["chosen"], str)
    data = mod.RewardDataset(ds, tok, MAX_TOKENS, strategy(prompt_key="prompt" if "prompt" in ds.column_names else None, chosen_key="chosen",
                                                    rejected_key="rejected", apply_chat_template=talk), is_dpo=True, num_processors=None)
    kept, _ = each(data, lambda r: r)
    return kept, short({"prompt": data.prompts[0], "chosen": data.chosens[0], "rejected": data.rejects[0]})


# ---------------------------------------------------------------- NeMo AutoModel, verl, MLX, Together

def nemo_chat(path):
    mod = need("nemo_automodel.components.datasets.llm.chat_dataset")
    ds = mod.ChatDataset(path, tokenizer(), shuffle_seed=None)
    idle = []
    kept, last = each(ds, lambda r: idle.append(all(x == -100 for x in r["labels"])) or r)
    return kept, "rows that learn nothing: %d; %s" % (sum(idle), short({k: len(v) if hasattr(v, "__len__") else v for k, v in last.items()} if last else {}))


def verl_rl(path):
    mod, oc = need("verl.utils.dataset.rl_dataset"), need("omegaconf")
    with tempfile.TemporaryDirectory() as folder:
        local = os.path.join(folder, os.path.basename(path))
        shutil.copyfile(path, local)
        cfg = oc.OmegaConf.create({"cache_dir": folder, "prompt_key": "prompt", "max_prompt_length": MAX_TOKENS, "filter_overlong_prompts": True,
                                   "filter_overlong_prompts_workers": 1, "truncation": "error", "return_raw_chat": True})
        ds = mod.RLHFDataset(data_files=local, tokenizer=tokenizer(), config=cfg)
        kept, last = each(ds, lambda r: r)
        graded = [r for r in (ds.dataframe[i] for i in range(len(ds))) if not (r.get("reward_model") or {}).get("ground_truth")]
    return kept, "rows without a ground truth: %d; %s" % (len(graded), short({k: v for k, v in (last or {}).items() if k != "dummy_tensor"}))


def verl_sft(path):
    mod, oc = need("verl.utils.dataset.multiturn_sft_dataset"), need("omegaconf")
    cfg = oc.OmegaConf.create({"messages_key": "messages", "max_length": MAX_TOKENS, "truncation": "error", "pad_mode": "no_padding"})
    tok = tokenizer()
    ds = mod.MultiTurnSFTDataset(parquet_files=path, tokenizer=tok, config=cfg)
    idle = []
    kept, last = each(ds, lambda r: idle.append(not bool(r["loss_mask"].bool().any())) or r)
    return kept, "rows that learn nothing: %d; last row learns: %s" % (sum(idle), short(tok.decode(last["input_ids"][last["loss_mask"].bool()])))


def verl_rm(path):
    mod = need("verl.utils.dataset.rm_dataset")
    with tempfile.TemporaryDirectory() as folder:
        ds = mod.RMDataset(path, tokenizer(), cache_dir=folder, max_length=MAX_TOKENS)
        kept, last = each(ds, lambda r: r)
    return kept, short({k: list(v.shape) for k, v in last.items()})


def verl_any(path):
    """verl reads one of three shapes; the columns say which."""
    need("verl.utils.dataset.rl_dataset")
    names = set(hf(path).column_names)
    if "messages" in names:
        return verl_sft(path)
    return verl_rm(path) if {"chosen", "rejected"} <= names else verl_rl(path)


def mlx_folder(path):
    mod = need("mlx_lm.tuner.datasets")
    from pathlib import Path
    config = types.SimpleNamespace(mask_prompt="text" not in columns(os.path.join(path, "train.jsonl")))
    sets = mod.load_local_dataset(Path(path), tokenizer(), config)
    rows, said = 0, []
    for name, data in zip(("train", "valid", "test"), sets):
        kept, last = each(data, data.process) if len(data) else (0, None)
        rows += kept
        said.append("%s: %s %d" % (name, type(data).__name__, kept))
    if not len(sets[0]):
        raise ValueError("no rows in train.jsonl: mlx_lm.lora refuses to train")
    return rows, "; ".join(said)


def mlx_file(path):
    with tempfile.TemporaryDirectory() as folder:
        shutil.copyfile(path, os.path.join(folder, "train.jsonl"))
        return mlx_folder(folder)


def together_check(path):
    try:
        mod = importlib.import_module("together.lib.utils.files")
    except Exception:
        mod = need("together.utils.files")
    from pathlib import Path
    report = mod.check_file(Path(path))
    if not report.get("is_check_passed"):
        raise ValueError(short(str(report.get("message")), 300))
    full = hasattr(mod, "validate_messages") or hasattr(mod, "validate_preference_openai")
    return report.get("num_samples"), "%s check of together %s" % ("full" if full else "syntax only", need("together").__version__)


def sagemaker(schema):
    """AWS's own JSON schemas, shipped in sagemaker-train, applied to every row (its detector looks at the first row only)."""
    def read(path):
        detector = need("sagemaker.ai_registry.dataset_format_detector").DatasetFormatDetector
        jsonschema = need("jsonschema")
        rule = detector._load_schema(schema)
        with open(path, encoding="utf-8") as f:
            rows = [json.loads(line) for line in f if line.strip()]
        for i, row in enumerate(rows):
            try:
                jsonschema.validate(row, rule)
            except jsonschema.ValidationError as e:
                raise ValueError("row %d: %s at %s" % (i + 1, short(e.message, 160), "/".join(map(str, e.absolute_path))))
        return len(rows), "schema %s; detector says %s" % (schema, detector.validate_dataset(path))
    return read


LOADERS = {
    "trl-sft": [("datasets.load_dataset", datasets_load), ("trl.data_utils", trl_data_utils), ("trl.SFTTrainer", trl_sft),
                ("openrlhf.SFTDataset", orlhf_sft)],
    "trl-preference": [("datasets.load_dataset", datasets_load), ("trl.data_utils", trl_data_utils), ("trl.DPOTrainer", trl_dpo),
                       ("trl.RewardTrainer", trl_reward), ("axolotl.dpo.chat_template", ax_dpo), ("openrlhf.RewardDataset", orlhf_reward)],
    "trl-kto": [("datasets.load_dataset", datasets_load), ("trl.data_utils", trl_data_utils), ("trl.KTOTrainer", trl_kto)],
    "chat": [("datasets.load_dataset", datasets_load), ("trl.SFTTrainer", trl_sft), ("axolotl.chat_template", ax_chat),
             ("llamafactory.sharegpt+tags", lf_chat_as_sharegpt), ("llamafactory.openai", lf_chat_as_openai),
             ("nemo_automodel.ChatDataset", nemo_chat), ("openrlhf.SFTDataset", orlhf_sft), ("mlx_lm.load_local_dataset", mlx_file),
             ("together.check_file", together_check), ("sagemaker.openai_chat", sagemaker("openai_chat"))],
    "alpaca": [("datasets.load_dataset", datasets_load), ("llamafactory.alpaca", lf_alpaca)],
    "sharegpt": [("datasets.load_dataset", datasets_load), ("llamafactory.sharegpt", lf_sharegpt), ("axolotl.chat_template", ax_sharegpt),
                 ("nemo_automodel.ChatDataset", nemo_chat)],
    "llama-factory": [("llamafactory.get_dataset", lf_folder)],
    "hf-dataset": [("datasets.load_dataset", hf_folder)],
    "parquet": [("pyarrow", pyarrow_read), ("datasets.load_dataset", datasets_load), ("polars", polars_read), ("fastparquet", fastparquet_read)],
    "openai-preference": [("datasets.load_dataset", datasets_load), ("together.check_file", together_check)],
    "mlx": [("mlx_lm.load_local_dataset", mlx_folder)],
    "verl": [("verl", verl_any)],
    "nova": [("sagemaker.converse", sagemaker("converse"))],
    "nova-dpo": [("sagemaker.dpo", sagemaker("dpo"))],
    "ranked": [("datasets.load_dataset", datasets_load), ("axolotl.zephyr.nectar", ax_nectar)],
}


@contextlib.contextmanager
def quiet():
    """Loaders print on both streams, also from C: keep them apart from our JSON."""
    sys.stdout.flush()
    sys.stderr.flush()
    saved = os.dup(1), os.dup(2)
    with tempfile.TemporaryFile() as sink:
        os.dup2(sink.fileno(), 1)
        os.dup2(sink.fileno(), 2)
        try:
            yield
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os.dup2(saved[0], 1)
            os.dup2(saved[1], 2)
            os.close(saved[0])
            os.close(saved[1])


def check(target, path, only=None):
    out = []
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    for name, read in LOADERS[target]:
        if only and only not in name:
            continue
        line = {"loader": name, "ok": None, "rows": None, "detail": ""}
        with quiet():
            try:
                line["rows"], line["detail"] = read(path)
                line["ok"] = True
            except Skip as e:
                line["detail"] = "skipped: %s" % e
            except SystemExit as e:
                line.update(ok=False, detail="exit %s" % e.code)
            except Exception as e:
                cause = e
                while cause.__cause__ is not None:
                    cause = cause.__cause__
                text = "%s: %s" % (type(e).__name__, short(str(e), 260))
                if cause is not e:
                    text += " <- %s: %s" % (type(cause).__name__, short(str(cause), 260))
                line.update(ok=False, detail=text)
        out.append(line)
    return out


def main(argv):
    global STRICT, TRAIN
    only, rest = None, []
    while argv:
        a = argv.pop(0)
        if a == "--only" and argv:
            only = argv.pop(0)
        elif a == "--strict":
            STRICT = True
        elif a == "--no-train":
            TRAIN = False
        else:
            rest.append(a)
    if len(rest) != 2 or rest[0] not in LOADERS or not os.path.exists(rest[1]):
        sys.stderr.write(__doc__)
        return 2
    lines = check(rest[0], os.path.abspath(rest[1]), only)
    for line in lines:
        print(json.dumps(line, ensure_ascii=True), flush=True)
    ran = [l for l in lines if l["ok"] is not None]
    return 3 if not ran else 0 if all(l["ok"] for l in ran) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
