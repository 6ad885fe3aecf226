"""Watchlists: what is watched, as people write it, checked before it is used.

A watchlist is a YAML file (docs/watchlists.md) with entries of its own and packs included by name. Reading reports
every mistake at once, each with its file, line, field and mend.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, Literal, get_args

import msgspec

from wirewatch import yamltree
from wirewatch.article import Priority
from wirewatch.fold import key
from wirewatch.yamltree import Node

Case = Literal["name", "exact", "any"]

MAX_BYTES: Final = 64 * 1024 * 1024
MAX_NAME: Final = 200
MAX_NAMES_PER_ENTRY: Final = 20_000
VERSION: Final = "1"


class Alias(msgspec.Struct, kw_only=True, omit_defaults=True, frozen=True, array_like=True):
    """One way in which an entry is written.

    Attributes:
        name: as the watchlist writes it.
        case: ``name``: with a capital where the name has one, or all in capitals; ``exact``: as written; ``any``.
        prefix: also at the start of a longer word.
        rule: what a mention of it is called: ``name``, ``demonym``, ``capital``, ``metonym``, ``surname`` …
        weight: 0 to 1, how strong a mention of it is as evidence.
        language: ISO 639-1; only in articles of that language, where given.
        not_before: not when one of these follows.
        not_after: not when one of these goes before.
    """

    name: str
    case: Case = "name"
    prefix: bool = False
    rule: str = "name"
    weight: float = 1.0
    language: str | None = None
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()


class Entry(msgspec.Struct, kw_only=True, omit_defaults=True, frozen=True, array_like=True):
    """One watched thing.

    Attributes:
        id: unique in the watchlist.
        name: shown in alerts.
        kind: ``country``, ``person``, ``organisation``, ``topic`` or a word of the watchlist's own.
        aliases: every way it is written; the name itself first, unless the entry says otherwise.
        not_in: phrases in which it is not meant (``New Mexico`` for Mexico).
        surnames: of a person, the parts of the name that stand for the whole once it has been given in full.
        priority: of its alerts.
        tags: free words that travel with its matches.
        notes: for the people who keep the watchlist.
        min_salience: below it the entry does not alert; None: the default (``wirewatch.match.MIN_SALIENCE``).
    """

    id: str
    name: str
    kind: str = "topic"
    aliases: tuple[Alias, ...] = ()
    not_in: tuple[str, ...] = ()
    surnames: tuple[str, ...] = ()
    priority: Priority = "normal"
    tags: tuple[str, ...] = ()
    notes: str = ""
    min_salience: float | None = None


class Problem(msgspec.Struct, frozen=True):
    """One mistake: where it is, and what mends it."""

    file: str
    line: int
    field: str
    text: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.field}: {self.text}" if self.field else f"{where}: {self.text}"


class WatchlistError(ValueError):
    """The watchlist cannot be used; ``problems`` says everything that is wrong with it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Watchlist(msgspec.Struct, kw_only=True):
    """Checked entries, ids unique.

    Attributes:
        entries: in the order of the files.
        sources: the files and packs that they came from.
        warnings: what is probably not meant, but can be used.
    """

    entries: list[Entry]
    sources: list[str] = []
    warnings: list[Problem] = []


def slug(name: str) -> str:
    """A readable id for a name: ``Vladimir Putin`` → ``vladimir-putin``."""
    return re.sub(r"[^\w]+", "-", key(name)).strip("-_")


def packs_folder() -> Path:
    """Where the packs are kept: beside the package when installed, ``watchlists/`` in the repository."""
    beside = Path(__file__).parent / "watchlists"
    return beside if beside.is_dir() else Path(__file__).parents[2] / "watchlists"


def load(paths: Iterable[Path | str], *, packs: Path | None = None) -> Watchlist:
    """The watchlist of one or more files or packs (``countries``), joined.

    Raises:
        WatchlistError: with every problem of every file.
    """
    reader = _Reader(packs or packs_folder())
    for path in map(Path, paths):
        if path.parent == Path() and not path.suffix and not path.exists():
            reader.pack(str(path), Node(0, {}), "")
            continue
        try:
            if path.stat().st_size > MAX_BYTES:
                reader.problem(str(path), 0, "", f"larger than {MAX_BYTES // 2**20} MB; split it")
                continue
            data = path.read_bytes()
        except OSError as error:
            reader.problem(str(path), 0, "", f"cannot be read: {error.strerror or error}")
            continue
        reader.file(data, str(path))
    return reader.finish()


def parse(data: bytes, *, name: str = "watchlist.yaml", packs: Path | None = None) -> Watchlist:
    """The watchlist in ``data``; ``name`` stands for the file in messages.

    Raises:
        WatchlistError: with every problem.
    """
    return parse_files({name: data}, packs=packs)


def parse_files(files: Mapping[str, bytes], *, packs: Path | None = None) -> Watchlist:
    """The watchlist in the bytes of one or more files, joined; their names stand in messages.

    Raises:
        WatchlistError: with every problem of every file.
    """
    reader = _Reader(packs or packs_folder())
    for name, data in files.items():
        if len(data) > MAX_BYTES:
            reader.problem(name, 0, "", f"larger than {MAX_BYTES // 2**20} MB; split it")
        else:
            reader.file(data, name)
    return reader.finish()


_ENTRY_FIELDS: Final = {
    "id", "name", "kind", "aliases", "not_in", "surnames", "priority", "tags", "notes", "min_salience", "case",
    "match_name",
}  # fmt: skip
_ALIAS_FIELDS: Final = {"name", "names", "case", "prefix", "rule", "weight", "language", "not_before", "not_after"}
_TOP_FIELDS: Final = {"version", "include", "entries", "title", "source", "date", "licence", "language"}
_INVISIBLE = re.compile(r"[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_ID = re.compile(r"[^\s\x00-\x1f]{1,128}")


class _Reader:
    """Collects entries and problems over several files."""

    def __init__(self, packs: Path) -> None:
        self.packs = packs
        self.entries: dict[str, Entry] = {}
        self.origin: dict[str, str] = {}
        self.sources: list[str] = []
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.open_files: list[str] = []

    def problem(self, file: str, line: int, field: str, text: str) -> None:
        if len(self.problems) < 1000:
            self.problems.append(Problem(file, line, field, text))

    def finish(self) -> Watchlist:
        if not self.entries and not self.problems:
            self.problem(
                ", ".join(self.sources) or "watchlist",
                0,
                "entries",
                "nothing is watched; add entries or include a pack",
            )
        if self.problems:
            raise WatchlistError(self.problems)
        return Watchlist(entries=list(self.entries.values()), sources=self.sources, warnings=self.warnings)

    # Files and packs.

    def file(self, data: bytes, name: str, wanted: Node | None = None) -> None:
        self.sources.append(name)
        try:
            root = yamltree.parse(data)
        except yamltree.TreeError as error:
            self.problem(name, error.line, "", str(error))
            return
        top = self.mapping(root, name, "", _TOP_FIELDS) if root.value is not None else {}
        version = self.text(top.get("version"), name, "version", VERSION)
        if version != VERSION:
            self.problem(name, top["version"].line, "version", f"is {version}; this wirewatch reads version {VERSION}")
            return
        only, dropped = self.choice(wanted, name)
        for item in self.items(top.get("include"), name, "include"):
            if isinstance(item.value, str):
                self.pack(item.value, Node(item.line, {}), name)
            else:
                fields = self.mapping(item, name, "include", {"pack", "only", "except"})
                self.pack(self.text(fields.get("pack"), name, "include.pack", ""), item, name)
        seen: set[str] = set()
        for item in self.items(top.get("entries"), name, "entries"):
            entry = self.entry(item, name)
            if entry is None:
                continue
            seen.add(entry.id)
            if (only and entry.id not in only) or entry.id in dropped:
                continue
            if entry.id in self.entries:
                first = self.origin[entry.id]
                self.problem(name, item.line, "id", f"{entry.id!r} is already used at {first}; every id once")
                continue
            self.entries[entry.id] = entry
            self.origin[entry.id] = f"{name}:{item.line}"
        for unknown in sorted((only | dropped) - seen):
            self.problem(name, wanted.line if wanted else 0, "include", f"the pack has no entry {unknown!r}")

    def pack(self, pack: str, wanted: Node, included_from: str) -> None:
        path = self.packs / f"{pack}.yaml"
        if not re.fullmatch(r"[\w-]{1,64}", pack) or not path.is_file():
            known = ", ".join(sorted(p.stem for p in self.packs.glob("*.yaml"))) or "none"
            where = included_from or pack
            self.problem(where, wanted.line, "include", f"no file or pack named {pack!r}; packs: {known}")
            return
        if pack in self.sources or pack in self.open_files:
            return
        self.open_files.append(pack)
        self.file(path.read_bytes(), str(path.name), wanted)
        self.open_files.pop()
        self.sources[-1:] = [pack]

    def choice(self, wanted: Node | None, file: str) -> tuple[set[str], set[str]]:
        if wanted is None or not isinstance(wanted.value, dict):
            return set(), set()
        only = self.texts(wanted.value.get("only"), file, "include.only")
        return set(only), set(self.texts(wanted.value.get("except"), file, "include.except"))

    # Entries.

    def entry(self, node: Node, file: str) -> Entry | None:
        if isinstance(node.value, str):  # a bare name is an entry
            node = Node(node.line, {"name": node})
        before = len(self.problems)
        fields = self.mapping(node, file, "entries", _ENTRY_FIELDS)
        name = self.text(fields.get("name"), file, "name", "").strip()
        if not name:
            self.problem(file, node.line, "name", "is missing; give the entry a name")
            return None
        identity = self.text(fields.get("id"), file, "id", "") or slug(name)
        if not _ID.fullmatch(identity):
            self.problem(
                file, node.line, "id", f"{identity!r} is not an id; use letters, digits and hyphens, at most 128"
            )
        kind = self.text(fields.get("kind"), file, "kind", "topic")
        aliases = self.aliases(fields, name, file, node.line)
        entry = Entry(
            id=identity,
            name=name,
            kind=kind,
            aliases=aliases,
            not_in=self.texts(fields.get("not_in"), file, "not_in"),
            surnames=self.texts(fields.get("surnames"), file, "surnames"),
            priority=self.one_of(fields.get("priority"), file, "priority", get_args(Priority), "normal"),  # type: ignore[arg-type]
            tags=self.texts(fields.get("tags"), file, "tags"),
            notes=self.text(fields.get("notes"), file, "notes", ""),
            min_salience=self.number(fields.get("min_salience"), file, "min_salience", None),
        )
        return entry if len(self.problems) == before else None

    def aliases(self, fields: dict[str, Node], name: str, file: str, line: int) -> tuple[Alias, ...]:
        case = self.one_of(fields.get("case"), file, "case", get_args(Case), "")
        found: dict[tuple[str, str | None], Alias] = {}
        if self.boolean(fields.get("match_name"), file, "match_name", True):
            self.name_is_usable(name, file, line, "name")
            found[name, None] = Alias(name=name, case=case or default_case(name))  # type: ignore[arg-type]
        for item in self.items(fields.get("aliases"), file, "aliases"):
            for alias in self.alias(item, file, case):
                found.setdefault((alias.name, alias.language), alias)
        if len(found) > MAX_NAMES_PER_ENTRY:
            self.problem(
                file, line, "aliases", f"{len(found)} names; an entry holds at most {MAX_NAMES_PER_ENTRY}, split it"
            )
        return tuple(found.values())

    def alias(self, node: Node, file: str, case: str) -> list[Alias]:
        if isinstance(node.value, str):
            node = Node(node.line, {"name": node})
        fields = self.mapping(node, file, "aliases", _ALIAS_FIELDS)
        names = [self.text(fields["name"], file, "aliases.name", "")] if "name" in fields else []
        names += self.texts(fields.get("names"), file, "aliases.names")
        if not names:
            self.problem(file, node.line, "aliases", "an alias needs a name")
        case = self.one_of(fields.get("case"), file, "aliases.case", get_args(Case), case)
        common = {
            "prefix": self.boolean(fields.get("prefix"), file, "aliases.prefix", False),
            "rule": self.text(fields.get("rule"), file, "aliases.rule", "name"),
            "weight": self.number(fields.get("weight"), file, "aliases.weight", 1.0),
            "language": self.text(fields.get("language"), file, "aliases.language", "") or None,
            "not_before": self.texts(fields.get("not_before"), file, "aliases.not_before"),
            "not_after": self.texts(fields.get("not_after"), file, "aliases.not_after"),
        }
        usable = [name.strip() for name in names if self.name_is_usable(name.strip(), file, node.line, "aliases.name")]
        return [Alias(name=name, case=case or default_case(name), **common) for name in usable]  # type: ignore[arg-type]

    def name_is_usable(self, name: str, file: str, line: int, field: str) -> bool:
        shown = ascii(name if len(name) <= 60 else name[:60] + "…")
        letters = [char for char in key(name) if char.isalnum()]
        if found := _INVISIBLE.search(name):
            self.problem(
                file, line, field, f"{shown} holds the invisible character U+{ord(found.group()):04X}; remove it"
            )
        elif len(name) > MAX_NAME:
            self.problem(file, line, field, f"{shown} is longer than {MAX_NAME} characters; shorten it")
        elif not letters:
            self.problem(file, line, field, f"{shown} holds no letter or digit; write a name")
        elif len(letters) == 1:
            self.problem(file, line, field, f"{shown} is one letter, which stands everywhere; write the name out")
        else:
            if len(scripts := _mixed_scripts(name)) > 1:
                said = f"{shown} mixes {' and '.join(sorted(scripts))} letters in one word; is that meant?"
                self.warnings.append(Problem(file, line, field, said))
            return True
        return False

    # Values.

    def mapping(self, node: Node, file: str, field: str, known: set[str]) -> dict[str, Node]:
        if not isinstance(node.value, dict):
            self.problem(file, node.line, field, f"must be a mapping with {', '.join(sorted(known))}")
            return {}
        for name, line in node.repeated:
            self.problem(file, line, f"{field}.{name}".lstrip("."), "is given twice; keep one")
        for name, value in node.value.items():
            if name not in known:
                near = _nearest(name, known)
                mend = f"did you mean {near}?" if near else f"known: {', '.join(sorted(known))}"
                self.problem(file, value.line, f"{field}.{name}".lstrip("."), f"is not known here; {mend}")
        return {name: value for name, value in node.value.items() if name in known}

    def items(self, node: Node | None, file: str, field: str) -> list[Node]:
        if node is None or node.value is None:
            return []
        if isinstance(node.value, list):
            return node.value
        self.problem(file, node.line, field, "must be a list: one item a line, each after a hyphen")
        return []

    def text(self, node: Node | None, file: str, field: str, default: str) -> str:
        if node is None or node.value is None:
            return default
        if isinstance(node.value, str):
            return node.value
        self.problem(file, node.line, field, "must be one text")
        return default

    def texts(self, node: Node | None, file: str, field: str) -> tuple[str, ...]:
        if node is not None and isinstance(node.value, str):
            return (node.value,)
        return tuple(text for item in self.items(node, file, field) if (text := self.text(item, file, field, "")))

    def number(self, node: Node | None, file: str, field: str, default: float | None) -> float | None:
        if node is None or node.value is None:
            return default
        try:
            number = float(self.text(node, file, field, ""))
        except ValueError:
            number = -1.0
        if not 0 <= number <= 1:
            self.problem(file, node.line, field, "must be a number from 0 to 1")
            return default
        return number

    def boolean(self, node: Node | None, file: str, field: str, default: bool) -> bool:
        said = self.text(node, file, field, "").lower()
        if said in ("true", "yes", "on"):
            return True
        if said in ("false", "no", "off"):
            return False
        if node is not None:
            self.problem(file, node.line, field, "must be true or false")
        return default

    def one_of(self, node: Node | None, file: str, field: str, known: tuple[str, ...], default: str) -> str:
        said = self.text(node, file, field, default)
        if node is not None and said not in known:
            self.problem(file, node.line, field, f"{said!r} is not one of {', '.join(known)}")
            return default
        return said


def default_case(name: str) -> Case:
    """``any`` for a name without capitals, ``exact`` for a short one in capitals only (``US``), else ``name``."""
    letters = [char for char in name if char.isalpha()]
    if letters and len(letters) <= 4 and all(char.isupper() for char in letters):
        return "exact"
    return "name" if any(char.isupper() or char.istitle() for char in letters) else "any"


def _mixed_scripts(name: str) -> set[str]:
    for word in name.split():
        scripts = {unicodedata.name(char, "").split(" ")[0] for char in word if char.isalpha()}
        alphabets = scripts & {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "GEORGIAN", "HEBREW", "ARABIC"}
        if len(alphabets) > 1:
            return {script.capitalize() for script in alphabets}
    return set()


def _nearest(word: str, known: set[str]) -> str | None:
    import difflib

    found = difflib.get_close_matches(word, sorted(known), n=1)
    return found[0] if found else None
