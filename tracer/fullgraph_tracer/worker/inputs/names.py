"""What a parameter's name says about its value: sizes, counts and switches of constructors, tensors of calls.

Names are only a first guess. The search corrects what the module's own errors contradict.
"""

from __future__ import annotations

import re

from fullgraph_tracer.worker.inputs.spec import Arguments, Call, Literal, Name, Sequence, Tensor, Value

WIDTH, HEADS, LAYERS, CHANNELS, VOCABULARY, LENGTH, BATCH, SIDE = 16, 2, 2, 4, 32, 8, 2, 16
"""The sizes that are tried first: small, and divisible where divisions are likely."""

CONFIGS = frozenset({"config", "cfg", "args", "opt", "opts", "params", "hparams", "configs", "conf", "hp", "options"})
"""Names of parameters that take a configuration."""

SMALL_ATTRIBUTES: dict[str, int] = {
    "hidden_size": WIDTH, "d_model": WIDTH, "n_embd": WIDTH, "emb_dim": WIDTH, "dim": WIDTH, "embed_dim": WIDTH,
    "embedding_size": WIDTH, "embedding_dim": WIDTH, "num_hidden_layers": LAYERS, "n_layers": LAYERS,
    "num_layers": LAYERS, "n_layer": LAYERS, "encoder_layers": LAYERS, "decoder_layers": LAYERS,
    "num_attention_heads": HEADS, "n_heads": HEADS, "n_head": HEADS, "num_heads": HEADS,
    "num_key_value_heads": HEADS, "encoder_attention_heads": HEADS, "decoder_attention_heads": HEADS,
    "intermediate_size": 2 * WIDTH, "hidden_dim": 2 * WIDTH, "ffn_dim": 2 * WIDTH, "encoder_ffn_dim": 2 * WIDTH,
    "decoder_ffn_dim": 2 * WIDTH, "d_ff": 2 * WIDTH, "d_kv": LENGTH, "head_dim": LENGTH,
    "vocab_size": VOCABULARY, "n_words": VOCABULARY, "max_position_embeddings": 2 * VOCABULARY,
    "n_positions": 2 * VOCABULARY, "image_size": 2 * SIDE, "projection_dim": WIDTH,
}  # fmt: skip
"""Size attributes of configuration objects, and what makes the model small."""


def name(dotted: str) -> Name:
    """A dotted name that was not written by the user, so it stands nowhere."""
    return Name(dotted, 0, 0)


def call(dotted: str, *args: Value, **kwargs: Value) -> Call:
    """A call that was not written by the user."""
    return Call(name(dotted), Arguments(args, tuple(kwargs.items())))


def literal(value: object) -> Value:
    """A Python value as the spec writes it."""
    if isinstance(value, list):
        return Sequence(list, tuple(map(literal, value)))
    if isinstance(value, tuple):
        return Sequence(tuple, tuple(map(literal, value)))
    if isinstance(value, Literal | Tensor | Sequence | Name | Call):
        return value
    return Literal(value)


def _rule(pattern: str, *values: object) -> tuple[re.Pattern[str], tuple[Value, ...]]:
    return re.compile(pattern), tuple(map(literal, values))


IDENTITY = call("torch.nn.Identity")

CONSTRUCTOR_RULES = (
    _rule(r"p|\w*drop(_?out)?(_?(p|prob|rate|path\w*))?|\w*_pdrop", 0.0),
    _rule(
        r"(use|with|is|has|no|do|return|need|enable|add|if)_\w+|bias|batch_first|inplace|affine|debug|bn", False, True,
    ),
    _rule(r"pretrained|verbose|train(ing)?|bidirectional|downsample|residual|shortcut|causal|last", False, True, None),
    _rule(r"act_?(layer|type|class|cls)|activation_?(layer|class|cls)", name("torch.nn.ReLU"), "relu"),
    _rule(
        r"(\w*_)?act(ivation)?(_?(func?|fn|name|function))?|\w*nonlin\w*",
        call("torch.nn.ReLU"),
        "relu",
        name("torch.nn.ReLU"),
    ),
    _rule(r"\w*kernel(_?sizes?|s)?|k|ks|ksize|win(dow)?(_?size)?|f", 3, [3, 3, 3], 1),
    _rule(
        r"\w*strides?|dilations?|dilation_rate|\w*groups?|scale(_factor)?|expansion|mult|cardinality", 1, 2, 4, [1, 1],
    ),
    _rule(r"\w*ratio|reduction|factor|expand\w*|t|r|s|b", 1, 2, 4, 0.5),
    _rule(r"\w*padding|pad", 1, 0),
    _rule(r"\w*num_?heads?|n_?heads?|n?heads?|h|\w*attention_heads|num_key_value_heads|n_head", HEADS, 4, 1),
    _rule(
        r"\w*(num|n)_?(\w+_)?(layers?|blocks?|stages?|convs?|repeats?|units)|depths?|layers?|blocks?|\w+_layers|levels?|n",
        LAYERS, [2, 2, 2, 2], 3, 1,
    ),
    _rule(
        r"(n_?|num_?)?vocab(ulary)?(_?size)?|num_embeddings|n_?words?|(num_?|n_?|n)tokens?|\w*_vocab(_size)?|"
        r"num_(items|users|entities)|voc_size|n_?items?|n_?users?",
        VOCABULARY, 4,
    ),
    _rule(r"max_?(seq_?|sequence_?)?len(gth)?|max_position\w*|seq_?len(gth)?|block_size|context_length|n_ctx", 64, 4),
    _rule(r"(image|img|input|im)_?(size|resolution|shape|res)|resolution", 32, 16, [32, 32], 4),
    _rule(r"patch_?size", 4, [4, 4]),
    _rule(r"(n_?|num_?|nb_?)?(class(es)?|labels)|n_?cls", 4, 10),
    _rule(
        r"\w*channels?(_\w+)?|in_?(planes?|ch\w*|c|dims?|features?|size|filters?)|out_?(planes?|ch\w*|c|dims?|features?|size|"
        r"filters?)|\w*planes|nf|ngf|ndf|nc|ch(_?in|_?out)?|c\d?|c_?in|c_?out|n_?(feats?|filters?)|num_?f\w*|filters?|inp|oup|"
        r"growth_?rate|\w*features?|n_in|n_out|(in|out)put_(dim|nc|size)|\w+_nc|\w*chn?s?|\w+_ch",
        CHANNELS, WIDTH, [4, 4, 4],
    ),
    _rule(
        r"d_?model|\w*emb(ed|edding)?s?(_?(dims?|size))?|\w*hidden\w*|n_?embd|n_?hid|nhid|ninp|d_\w+|\w*dims?|\w*_size|size|"
        r"width|height|units|rank|\w*latent\w*|dim_\w+|d|c|w|dim\w*|n_\w+|num_\w+|nb_\w+|\w+_num|in_\w+|out_\w+|\w+_len(gth)?",
        WIDTH, 4, [4, 4, 4],
    ),
    _rule(r"\w*eps(ilon)?|\w*lambd\w*|tau|momentum|alpha|beta|gamma|margin|temp(erature)?|sigma|\w*slope", 0.5, 1.0),
    _rule(r"\w*weights?|\w*rate|\w*prob|lr|\w*coef\w*|\w*smoothing|\w*threshold|\w*scale|std|init_\w+", 0.5, 1.0, None),
    _rule(
        r"\w*norm(_?(layer|type|fn|func|cls|class))?|batch_?norm\w*",
        name("torch.nn.BatchNorm2d"), name("torch.nn.LayerNorm"), False, None, "batch", IDENTITY,
    ),
    _rule(r"conv(_?(layer|type|fn|class))?", name("torch.nn.Conv2d"), IDENTITY),
    _rule(r"\w*mode", "mean", "bilinear", "nearest", "sum"),
    _rule(r"pad\w*type", "zero", "zeros", "reflect"),
    _rule(r"reduction_?type|\w*reduce", "mean", "sum", "none"),
    _rule(r"device", "cpu"),
    _rule(r"dtype", name("torch.float32")),
    _rule(r"\w*ax[ie]s|\w*idx|\w*index|i|j|layer_id|layer_number|level|stage|\w*_id", 1, 0),
    _rule(r"dilat\w*|\w*layers?_config|cfg_list|\w*sizes|\w*list", [4, 4], [1, 2]),
    _rule(
        r"criterion|loss\w*|\w*_(loss|criterion)",
        call("torch.nn.MSELoss"), call("torch.nn.BCEWithLogitsLoss"), call("torch.nn.CrossEntropyLoss"), "mse",
    ),
    _rule(
        r"fn|func|fcn|module|\w*layer|\w*block|\w*encoder|\w*decoder|\w*backbone|\w*model|\w*net(work)?|body|\w*head|sub\w*|"
        r"\w*transform\w*|\w*attn|\w*attention|generator|discriminator|extractor|teacher|student",
        IDENTITY, call("torch.nn.ReLU"), call("torch.nn.Linear", Literal(4), Literal(4)),
    ),
)  # fmt: skip
"""Parameters of constructors: the first rule whose pattern is the whole name gives the values to try, in order."""

ANYTHING = tuple(map(literal, (4, WIDTH, 0.5, [4, 4], False, IDENTITY, None, "relu")))
"""Values for a parameter of which nothing is known."""


def for_constructor(parameter: str) -> tuple[Value, ...]:
    """What to try for a constructor's parameter of that name; nothing where the name says nothing."""
    lowered = parameter.lower().strip("_")
    for pattern, values in CONSTRUCTOR_RULES:
        if pattern.fullmatch(lowered):
            return values
    return ()


def for_attribute(key: str) -> tuple[Value, ...]:
    """What to try for an attribute of a configuration: what can be written into a file goes first."""
    small = SMALL_ATTRIBUTES.get(key)
    values = (*(() if small is None else (Literal(small),)), *for_constructor(key), Literal(4))
    return tuple(sorted(dict.fromkeys(values), key=lambda value: not isinstance(value, Literal)))


def tensor(dtype: str, *dims: int, high: int | None = None) -> Tensor:
    """A tensor of the spec."""
    return Tensor(dtype, dims, None if high is None else 0, high)


def for_call(parameter: str, width: int, vocabulary: int) -> tuple[Value, ...]:
    """What to try for a call's parameter, by name: the module's width and vocabulary are known from its layers."""
    lowered = parameter.lower().strip("_")
    sequence = tensor("f32", BATCH, LENGTH, width)
    tokens = tensor("i64", BATCH, LENGTH, high=vocabulary)
    rules: tuple[tuple[str, tuple[Value, ...]], ...] = (
        (r"(\w*_)?input_ids|\w*token_ids|\w*tokens?|\w*indices|\w*idxs?|captions?|words?|ids?|\w*_ids", (tokens,)),
        (r"position_ids|positions?", (tensor("i64", BATCH, LENGTH, high=LENGTH),)),
        (r"\w*lens?|\w*lengths?", (tensor("i64", BATCH, high=LENGTH), Literal(LENGTH), Literal([LENGTH] * BATCH))),
        (r"attention_mask", (tensor("f32", BATCH, 1, LENGTH, LENGTH), tensor("i64", BATCH, LENGTH))),
        (r"(\w*_)?masks?", (tensor("bool", BATCH, LENGTH), tensor("f32", BATCH, LENGTH), Literal(None))),
        (r"\w*hidden_states?|inputs_embeds|encoder_output\w*|memory|query|key|value|q|k|v", (sequence,)),
        (r"pixel_values|\w*imgs?|\w*images?|\w*pictures?", (tensor("f32", BATCH, 3, 32, 32),)),
        (r"src|tgt", (sequence, tokens)),
        (r"targets?|labels?|\w*_labels?|gt|y_true", (tensor("f32", 4, 4, 4, 4), tensor("i64", BATCH), tokens)),
        (r"\w*edge_index", (tensor("i64", 2, 4, high=4),)),
        (r"adj\w*", (tensor("f32", 4, 4),)),
        (r"(return|output|use|is|need|with|do)_\w+|train(ing)?|causal|is_\w+", (Literal(False), Literal(True))),
        (r"past_key_values?|past_\w+|cache\w*|head_mask", (Literal(None),)),
        (r"h|w|height|width|size|n|dims?|axis|step\w*|epoch|seq_len|k|num_\w+|n_\w+", (Literal(4), Literal(1))),
        (r"scale(_factor)?|alpha|eps\w*|p|temperature|lamb\w*|beta|gamma|margin", (Literal(0.5), Literal(1))),
    )
    for pattern, values in rules:
        if re.fullmatch(pattern, lowered):
            return values
    return ()
