"""Which class each of transformers' Auto classes takes for a model, and by which rule.

Purpose: the choice that AutoTokenizer, AutoModel and the others make, made visible. Scope: names; no weights, no
vocabulary, and nothing of a repository is run. The rules are those of transformers 5 (models/auto).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from core.library.auto_files import CONFIG, IMAGE_PROCESSOR, PROCESSOR, TOKENIZER, SettingFiles
from core.printable import printable_line

Rule = Literal[
    "model type",
    "named",
    "named by family",
    "generic",
    "unknown type",
    "not in table",
    "own code",
    "stands in",
]
"""Why a class is taken: the table of model types has it; a file names it; a file names an older one of the same family
("ViTFeatureExtractor"); what is named is no class of its own, so one for all takes its place; the type is in no table;
the table of this Auto class has no such type; the repository wants code of its own; there is none, and what another
Auto class (`value`) takes stands in for it."""

_GENERIC = ("TokenizersBackend", "PythonBackend", "PreTrainedTokenizerFast", "MistralCommonBackend")
_FOR_ALL = "TokenizersBackend"


@dataclass(frozen=True)
class Choice:
    """What an Auto class takes: `found` is the class's name, "" for none, `rule` why; `file` and `key` are where that
    is said, and `value` what stands there."""

    auto: str
    found: str
    rule: Rule
    file: str = CONFIG
    key: str = "model_type"
    value: str = ""


def choices_of(files: SettingFiles) -> tuple[Choice, ...]:
    """Return what each Auto class takes for a model: configuration, tokenizer, image processor, processor, AutoModel,
    and every other one that there is a class for."""
    tokenizer, image_processor = _tokenizer(files), _image_processor(files)
    processor = _processor(files, (tokenizer, image_processor))
    return (_configuration(files), tokenizer, image_processor, processor, *models_of(files))


def models_of(files: SettingFiles) -> tuple[Choice, ...]:
    """Return what AutoModel takes for a model, and then those of the AutoModelFor... that there is a class for."""
    found = []
    for auto, names in _model_tables().items():
        name = _names(names.get(files.model_type))
        if name or auto == "AutoModel":
            found.append(_by_type(files, auto, name, auto))
    return tuple(found)


def _by_type(files: SettingFiles, auto: str, name: str, own: str) -> Choice:
    """Return the choice by the model's type; `own` is what the file calls the class in its own code."""
    if name:
        return Choice(auto, name, "model type", value=_short(files.model_type))
    if _own_code(files, CONFIG, own):
        return Choice(auto, "", "own code", key="auto_map", value=_short(_own_code(files, CONFIG, own)))
    is_known = files.model_type in _configurations()
    return Choice(auto, "", "not in table" if is_known else "unknown type", value=_short(files.model_type))


def _configuration(files: SettingFiles) -> Choice:
    # transformers itself takes another type here.
    is_other = files.model_type == "mistral" and "layer_types" in files.said[CONFIG]
    name = _configurations().get("ministral" if is_other else files.model_type, "")
    return _by_type(files, "AutoConfig", name, "AutoConfig")


def _tokenizer(files: SettingFiles) -> Choice:
    from transformers.models.auto.tokenization_auto import (
        MODELS_WITH_INCORRECT_HUB_TOKENIZER_CLASS,
        TOKENIZER_MAPPING_NAMES,
    )

    auto, key = "AutoTokenizer", "tokenizer_class"
    file = TOKENIZER if files.value(TOKENIZER, key) else CONFIG
    named, listed = files.value(file, key), TOKENIZER_MAPPING_NAMES.get(files.model_type) or ""
    if (own := _own_code(files, TOKENIZER, auto)) and not (listed or _tokenizer_called(named)):
        return Choice(auto, "", "own code", TOKENIZER, "auto_map", _short(own))
    if not named:
        found = (_tokenizer_called(listed) or _FOR_ALL) if listed else ""
        return _by_type(files, auto, found, auto)
    differs = bool(listed) and _plain(listed) != _plain(named)
    if differs and files.model_type in MODELS_WITH_INCORRECT_HUB_TOKENIZER_CLASS:
        found = _tokenizer_called(listed)
        if found and found not in _GENERIC:
            return _by_type(files, auto, found, auto)
    found = "" if differs and _plain(listed) in _GENERIC else _tokenizer_called(named)
    if found and found not in _GENERIC:
        rule: Rule = "named" if _plain(found) == _plain(named) else "named by family"
        return Choice(auto, found, rule, file, key, _short(named))
    return Choice(auto, _FOR_ALL, "generic", file, key, _short(named))


def _plain(name: str) -> str:
    return name.removesuffix("Fast")


def _tokenizer_called(name: str) -> str:
    """Return the name of the class that transformers has for a tokenizer's name, "" for none."""
    from transformers.models.auto.tokenization_auto import tokenizer_class_from_name

    if not name.isidentifier():
        return ""
    plain = name.removesuffix("Fast") if "PreTrainedTokenizerFast" not in name else name
    found = tokenizer_class_from_name(plain) or tokenizer_class_from_name(f"{plain}Fast")
    return "" if found is None else str(found.__name__)


def _image_processor(files: SettingFiles) -> Choice:
    from transformers.models.auto.image_processing_auto import IMAGE_PROCESSOR_MAPPING_NAMES

    auto, file = "AutoImageProcessor", files.picture_file
    named, key = files.picture_settings.get("image_processor_type"), "image_processor_type"
    if not named:
        named, key = files.picture_settings.get("feature_extractor_type"), "feature_extractor_type"
    named = named if isinstance(named, str) else ""
    wanted = named.replace("FeatureExtractor", "ImageProcessor").removesuffix("Fast")
    for entry in IMAGE_PROCESSOR_MAPPING_NAMES.values():
        backends = _backends(entry)
        if wanted and wanted in backends:
            rule: Rule = "named" if backends[0] == named else "named by family"
            return Choice(auto, backends[0], rule, file, key, _short(named))
    by_type = _backends(IMAGE_PROCESSOR_MAPPING_NAMES.get(files.model_type))
    name = by_type[0] if by_type and file in files.there else ""
    if not name and (own := _own_code(files, IMAGE_PROCESSOR, auto)):
        return Choice(auto, "", "own code", IMAGE_PROCESSOR, "auto_map", _short(own))
    return _by_type(files, auto, name, auto)


def _backends(entry: Any) -> tuple[str, ...]:  # noqa: ANN401 (a name, or names by backend)
    """Return the classes that a table has for a type, that of torchvision first: it is the one that is taken."""
    if not entry:
        return ()
    names = {"torchvision": entry} if isinstance(entry, str) else dict(entry)
    return tuple(str(name) for name in (names.pop("torchvision", None), *names.values()) if name)


def _processor(files: SettingFiles, instead: Sequence[Choice]) -> Choice:
    from transformers.models.auto.processing_auto import PROCESSOR_MAPPING_NAMES, processor_class_from_name

    for file in (PROCESSOR, IMAGE_PROCESSOR, TOKENIZER, CONFIG):
        named = files.value(file, "processor_class")
        if named and named.isidentifier() and processor_class_from_name(named):
            return Choice("AutoProcessor", named, "named", file, "processor_class", named)
    name = PROCESSOR_MAPPING_NAMES.get(files.model_type) or ""
    other = next((one for one in instead if one.found), None)
    if not name and other:
        return Choice("AutoProcessor", other.found, "stands in", value=other.auto)
    return _by_type(files, "AutoProcessor", name, "AutoProcessor")


def _own_code(files: SettingFiles, file: str, auto: str) -> str:
    """Return what a file names as the repository's own code for an Auto class, "" where it names none."""
    named = files.said[file].get("auto_map")
    if isinstance(named, Mapping):
        value = named.get(auto)
        return str(value) if value else ""
    return str(named) if named and auto == "AutoTokenizer" else ""


@cache
def _configurations() -> Mapping[str, str]:
    from transformers.models.auto.configuration_auto import CONFIG_MAPPING_NAMES

    return dict(CONFIG_MAPPING_NAMES)


@cache
def _model_tables() -> Mapping[str, Mapping[str, Any]]:
    """Return transformers' tables of model types, by the Auto class that reads each, AutoModel first."""
    from transformers.models.auto import modeling_auto

    tables = {
        name: value._model_mapping._model_mapping
        for name, value in vars(modeling_auto).items()
        if name.startswith("AutoModel") and hasattr(getattr(value, "_model_mapping", None), "_model_mapping")
    }
    return {"AutoModel": tables.pop("AutoModel"), **tables}


def _names(entry: Any) -> str:  # noqa: ANN401 (a name, or several)
    """Return what a table has for a type; where there are several classes, the first is the one that is taken unless
    the configuration names another."""
    return entry if isinstance(entry, str) else str(entry[0]) if entry else ""


def _short(value: str) -> str:
    return printable_line(value, 80)
