"""Reads watchlists in YAML, field by field, and collects what is wrong with them."""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from typing import Any, Final, get_args

import msgspec

from wirewatch.limits import ENTRY_NAMES
from wirewatch.parsing import yaml
from wirewatch.parsing.yaml import Node
from wirewatch.records import Priority
from wirewatch.watchlists import importers
from wirewatch.watchlists.models import (
    ID,
    VERSION,
    Alias,
    Case,
    Entry,
    Needs,
    Problem,
    Watchlist,
    WatchlistError,
    default_case,
    slug,
)
from wirewatch.watchlists.name_checks import check
from wirewatch.watchlists.pack_names import read_pack_names
from wirewatch.watchlists.problems import MAX_PROBLEMS, ProblemCollector

TOP_FIELDS: Final = {"version", "include", "entries", "title", "source", "date", "licence", "language"}
INCLUDE_FIELDS: Final = {"pack", "only", "except"}
NAME_FIELDS: Final = {"case", "prefix", "not_before", "not_after", "also_person", "also_word", "clues"}
ALIAS_FIELDS: Final = NAME_FIELDS | {"name", "names", "rule", "weight", "language", "forms"}
ENTRY_FIELDS: Final = NAME_FIELDS | {
    "id", "name", "kind", "aliases", "not_in", "surnames", "priority", "tags", "notes", "min_salience", "match_name",
    "needs", "names_in", "sport",
}  # fmt: skip
NEEDS_FIELDS: Final = {"together_with", "within_words", "where"}
_LANGUAGE = re.compile(r"[a-z]{2,3}")


class WatchlistParser(ProblemCollector):
    """Collects entries and problems over several files."""

    def __init__(self, packs: Path) -> None:
        super().__init__()
        self.packs = packs
        self.entries: dict[str, Entry] = {}
        self.origin: dict[str, str] = {}
        self.sources: list[str] = []
        self.open_packs: list[str] = []
        self.choices: list[tuple[set[str], set[str], dict[str, str]]] = []  # of open files: only, except, seen
        self.language: str | None = None  # of the names in the file that is being read
        self.packs_read: set[str] = set()

    def finish(self) -> Watchlist:
        """The watchlist, or every problem in one error."""
        if not self.entries and not self.problems:
            said = "nothing is watched; add entries or include a pack"
            self.problem(", ".join(self.sources) or "watchlist", 0, "entries", said)
        if len(self.problems) == MAX_PROBLEMS:
            said = f"only the first {MAX_PROBLEMS} problems are told; mend these and check again"
            self.problems.append(Problem(self.problems[-1].file, 0, "", said))
        if self.problems:
            raise WatchlistError(self.problems)
        other_names = self.add_pack_names()
        return Watchlist(
            entries=list(self.entries.values()),
            sources=self.sources,
            warnings=self.warnings,
            other_names=other_names,
        )

    def add_pack_names(self) -> dict[str, list[str]]:
        """Give the entries of packs their names in other languages; those of entries not watched are returned."""
        other_names: dict[str, list[str]] = {}
        for pack in sorted(self.packs_read):
            names = read_pack_names(self.packs / f"{pack}.names.tsv")
            for identity, aliases in names.aliases.items():
                if self.origin.get(identity, "").startswith(f"{pack}.yaml:"):
                    entry = self.entries[identity]
                    self.entries[identity] = msgspec.structs.replace(entry, aliases=(*entry.aliases, *aliases))
                else:
                    for alias in aliases:
                        other_names.setdefault(alias.language or "en", []).append(alias.name)
            for language, nobody in names.nobody.items():
                other_names.setdefault(language, []).extend(nobody)
        return other_names

    def data(self, data: bytes, name: str) -> None:
        """Read one file, whatever its format."""
        if Path(name).suffix.lower() in (".yaml", ".yml", ""):
            self.yaml(data, name)
            return
        self.sources.append(name)
        for line, entry in importers.read(data, name, self):
            self.add(entry, name, line)

    def add(self, entry: Entry, file: str, line: int) -> None:
        """Keep an entry, unless an open file was included without it, or its id is taken."""
        for only, dropped, seen in reversed(self.choices):
            seen[entry.id] = entry.name
            if (only and entry.id not in only) or entry.id in dropped:
                return
        if entry.id not in self.entries:
            self.entries[entry.id] = entry
            self.origin[entry.id] = f"{file}:{line}"
        elif self.entries[entry.id] != entry:  # the same entry of the same pack, included twice, is one
            self.problem(file, line, "id", f"{entry.id!r} is already used at {self.origin[entry.id]}; every id once")

    # Files and packs.

    def tree(self, data: bytes, name: str) -> Node | None:
        """A YAML file's root; None where it is none, which is a problem."""
        self.sources.append(name)
        try:
            return yaml.parse(data)
        except yaml.YamlError as error:
            self.problem(name, error.line, "", str(error))
            return None

    def yaml(self, data: bytes, name: str, wanted: Node | None = None, included_from: str = "") -> None:
        """Read a YAML file; of a pack only what is ``wanted`` by the file that it is included from."""
        root = self.tree(data, name)
        if root is None:
            return
        top = self.mapping(root, name, "", TOP_FIELDS) if root.value is not None else {}
        version = self.text(top.get("version"), name, "version", VERSION)
        if version != VERSION:
            self.problem(name, top["version"].line, "version", f"is {version}; this wirewatch reads version {VERSION}")
            return
        outer, self.language = self.language, self.text(top.get("language"), name, "language", "") or None
        only, dropped = self.choice(wanted, included_from or name)
        seen: dict[str, str] = {}
        self.choices.append((only, dropped, seen))
        for item in self.items(top.get("include"), name, "include"):
            if isinstance(item.value, str):
                self.pack(item.value, item, name)
            else:
                fields = self.mapping(item, name, "include", INCLUDE_FIELDS)
                self.pack(self.text(fields.get("pack"), name, "include.pack", ""), item, name)
        for item in self.items(top.get("entries"), name, "entries"):
            if entry := self.entry(item, name):
                self.add(entry, name, item.line)
        self.choices.pop()
        self.language = outer
        for unknown in sorted((only | dropped) - seen.keys()):
            meant = next((i for i, called in seen.items() if slug(called) == slug(unknown)), "")
            said = f"the pack has no entry {unknown!r}" + (f"; did you mean {meant}?" if meant else "")
            self.problem(included_from or name, wanted.line if wanted else 0, "include", said)

    def pack(self, pack: str, wanted: Node | None = None, included_from: str = "") -> None:
        """Read a pack that comes with wirewatch."""
        path = self.packs / f"{pack}.yaml"
        if not re.fullmatch(r"[\w-]{1,64}", pack) or not path.is_file():
            known = ", ".join(sorted(p.stem for p in self.packs.glob("*.yaml") if p.stem != "example")) or "none"
            line = wanted.line if wanted else 0
            self.problem(included_from or pack, line, "include", f"no file or pack named {pack!r}; packs: {known}")
            return
        if pack in self.open_packs:
            return
        self.open_packs.append(pack)
        self.packs_read.add(pack)
        at = len(self.sources)
        self.yaml(path.read_bytes(), path.name, wanted, included_from)
        self.open_packs.pop()
        self.sources[at:] = [pack]

    def choice(self, wanted: Node | None, file: str) -> tuple[set[str], set[str]]:
        """Which entries of a pack are wanted, and which are not."""
        if wanted is None or not isinstance(wanted.value, dict):
            return set(), set()
        only = self.texts(wanted.value.get("only"), file, "include.only")
        return set(only), set(self.texts(wanted.value.get("except"), file, "include.except"))

    # Entries.

    def entry(self, node: Node, file: str) -> Entry | None:
        """One entry; None where it cannot be used."""
        if isinstance(node.value, str):  # a bare name is an entry
            node = Node(node.line, {"name": node})
        before = len(self.problems)
        fields = self.mapping(node, file, "entries", ENTRY_FIELDS)
        name = self.text(fields.get("name"), file, "name", "").strip()
        if not name:
            self.problem(file, node.line, "name", "is missing; give the entry a name")
            return None
        identity = self.text(fields.get("id"), file, "id", "") or slug(name)
        if not ID.fullmatch(identity):
            said = f"{identity!r} is not an id; use letters, digits and hyphens, at most 128"
            self.problem(file, node.line, "id", said)
        entry = Entry(
            id=identity,
            name=name,
            kind=self.text(fields.get("kind"), file, "kind", "topic"),
            aliases=self.aliases(fields, name, file, node.line),
            not_in=self.texts(fields.get("not_in"), file, "not_in"),
            surnames=self.texts(fields.get("surnames"), file, "surnames"),
            priority=self.one_of(fields.get("priority"), file, "priority", get_args(Priority), "normal"),
            tags=self.texts(fields.get("tags"), file, "tags"),
            notes=self.text(fields.get("notes"), file, "notes", ""),
            min_salience=self.number(fields.get("min_salience"), file, "min_salience", None),
            needs=self.needs(fields.get("needs"), file),
            sport=self.boolean(fields["sport"], file, "sport", False) if "sport" in fields else None,
        )
        return entry if len(self.problems) == before else None

    def aliases(self, fields: dict[str, Node], name: str, file: str, line: int) -> tuple[Alias, ...]:
        """Every way in which the entry is written; what is said of the name holds for bare aliases too."""
        common = self.name_settings(fields, file, "")
        found: dict[tuple[str, str | None], Alias] = {}
        if self.boolean(fields.get("match_name"), file, "match_name", True) and self.usable(name, file, line, "name"):
            found[name, None] = _alias(name, common)
        for item in self.items(fields.get("aliases"), file, "aliases"):
            for alias in self.alias(item, file, common):
                found.setdefault((alias.name, alias.language), alias)
        for language, item in self.languages(fields.get("names_in"), file):
            for foreign in self.texts(item, file, f"names_in.{language}"):
                if self.usable(foreign, file, item.line, f"names_in.{language}"):
                    found.setdefault((foreign, language), _alias(foreign, {"language": language}))
        if len(found) > ENTRY_NAMES:
            said = f"{len(found)} names; an entry holds at most {ENTRY_NAMES}, split it"
            self.problem(file, line, "aliases", said)
        return tuple(found.values())

    def alias(self, node: Node, file: str, common: dict[str, Any]) -> list[Alias]:
        """The aliases of one item: a bare name, or a mapping with one or several names."""
        if isinstance(node.value, str):
            return [_alias(node.value.strip(), common)] if self.usable(node.value, file, node.line, "aliases") else []
        fields = self.mapping(node, file, "aliases", ALIAS_FIELDS)
        names = [self.text(fields["name"], file, "aliases.name", "")] if "name" in fields else []
        names += self.texts(fields.get("names"), file, "aliases.names")
        if not names and fields:
            self.problem(file, node.line, "aliases", "an alias needs a name")
        settings = self.name_settings(fields, file, "aliases.") | {
            "rule": self.text(fields.get("rule"), file, "aliases.rule", "name"),
            "weight": self.number(fields.get("weight"), file, "aliases.weight", 1.0),
            "language": self.text(fields.get("language"), file, "aliases.language", "") or self.language,
            "forms": self.texts(fields.get("forms"), file, "aliases.forms"),
        }
        return [_alias(n.strip(), settings) for n in names if self.usable(n, file, node.line, "aliases.name")]

    def name_settings(self, fields: dict[str, Node], file: str, at: str) -> dict[str, Any]:
        """What can be said of a name, on the entry and on an alias alike."""
        clues = self.mapping(fields["clues"], file, f"{at}clues", {"for", "against"}) if "clues" in fields else {}
        return {
            "case": self.one_of(fields.get("case"), file, f"{at}case", get_args(Case), ""),
            "prefix": self.boolean(fields.get("prefix"), file, f"{at}prefix", False),
            "not_before": self.texts(fields.get("not_before"), file, f"{at}not_before"),
            "not_after": self.texts(fields.get("not_after"), file, f"{at}not_after"),
            "also_person": self.boolean(fields.get("also_person"), file, f"{at}also_person", False),
            "also_word": self.boolean(fields.get("also_word"), file, f"{at}also_word", False),
            "language": self.language,
            "clues_for": self.texts(clues.get("for"), file, f"{at}clues.for"),
            "clues_against": self.texts(clues.get("against"), file, f"{at}clues.against"),
        }

    def languages(self, node: Node | None, file: str) -> list[tuple[str, Node]]:
        """``names_in``: names by language."""
        if node is None:
            return []
        if not isinstance(node.value, dict):
            self.problem(file, node.line, "names_in", "must map a language to names: {fr: [Allemagne]}")
            return []
        for language in node.value:
            if not _LANGUAGE.fullmatch(language):
                said = f"{language!r} is no ISO 639-1 language; write two small letters"
                self.problem(file, node.value[language].line, "names_in", said)
        return list(node.value.items())

    def needs(self, node: Node | None, file: str) -> Needs | None:
        """What else an article must hold."""
        if node is None:
            return None
        fields = self.mapping(node, file, "needs", NEEDS_FIELDS)
        words = self.text(fields.get("within_words"), file, "needs.within_words", "")
        if words and not re.fullmatch(r"[1-9]\d{0,4}", words):
            self.problem(
                file, fields["within_words"].line, "needs.within_words", "must be a number of words, 1 or more"
            )
            words = ""
        together = self.texts(fields.get("together_with"), file, "needs.together_with")
        if words and not together:
            self.problem(file, node.line, "needs.within_words", "needs together_with: within so many words of what?")
        where = self.one_of(fields.get("where"), file, "needs.where", ("title", "lead"), "") or None
        return Needs(together_with=together, within_words=int(words) if words else None, where=where)

    def usable(self, name: str, file: str, line: int, field: str) -> bool:
        """Whether a name can be looked for; if not, that is a problem."""
        wrong, doubtful = check(name)
        if wrong:
            self.problem(file, line, field, wrong)
        if doubtful:
            self.warnings.append(Problem(file, line, field, doubtful))
        return not wrong

    # Values.

    def mapping(self, node: Node, file: str, field: str, known: set[str]) -> dict[str, Node]:
        """The known fields of a mapping; unknown and repeated ones are problems."""
        if not isinstance(node.value, dict):
            self.problem(file, node.line, field, f"must be a mapping with {', '.join(sorted(known))}")
            return {}
        for name, line in node.repeated:
            self.problem(file, line, f"{field}.{name}".lstrip("."), "is given twice; keep one")
        for name, value in node.value.items():
            if name not in known:
                if len(self.problems) >= MAX_PROBLEMS:
                    break
                near = difflib.get_close_matches(name[:64], sorted(known), n=1)
                mend = f"did you mean {near[0]}?" if near else f"known: {', '.join(sorted(known))}"
                self.problem(file, value.line, f"{field}.{name[:64]}".lstrip("."), f"is not known here; {mend}")
        return {name: value for name, value in node.value.items() if name in known}

    def items(self, node: Node | None, file: str, field: str) -> list[Node]:
        """The items of a list."""
        if node is None or node.value is None:
            return []
        if isinstance(node.value, list):
            return node.value
        self.problem(file, node.line, field, "must be a list: one item a line, each after a hyphen")
        return []

    def text(self, node: Node | None, file: str, field: str, default: str) -> str:
        """One text."""
        if node is None or node.value is None:
            return default
        if isinstance(node.value, str):
            return node.value
        self.problem(file, node.line, field, "must be one text")
        return default

    def texts(self, node: Node | None, file: str, field: str) -> tuple[str, ...]:
        """A list of texts; one text alone is a list of one."""
        if node is not None and isinstance(node.value, str):
            return (node.value,)
        return tuple(text for item in self.items(node, file, field) if (text := self.text(item, file, field, "")))

    def number(self, node: Node | None, file: str, field: str, default: float | None) -> float | None:
        """A number from 0 to 1."""
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
        """Yes or no."""
        said = self.text(node, file, field, "").lower()
        if said in ("true", "yes", "on"):
            return True
        if said in ("false", "no", "off"):
            return False
        if node is not None:
            self.problem(file, node.line, field, "must be true or false")
        return default

    def one_of(self, node: Node | None, file: str, field: str, known: tuple[str, ...], default: str) -> Any:
        """One of a few words."""
        said = self.text(node, file, field, default)
        if node is not None and said not in known:
            self.problem(file, node.line, field, f"{said!r} is not one of {', '.join(known)}")
            return default
        return said


def _alias(name: str, settings: dict[str, Any]) -> Alias:
    return Alias(name=name, **(settings | {"case": settings.get("case") or default_case(name)}))
