"""Whether a sentence can stand by itself: words by which a sentence points back to another one, by language: closed classes, not vocabulary.

``BACK``: third-person and demonstrative pronouns, possessives and connectives. At a sentence's beginning they stand for
something said before. ``FIRST``, ``WE``, ``YOU``: pronouns of those persons. Outside a quotation the writer speaks.
From the grammars of each language; a language without an entry is treated as one in which any sentence may lean.
"""

from __future__ import annotations

import re
from collections.abc import Container

_WORD = re.compile(r"[^\W_]+")
_QUOTED = re.compile(
    r"\"[^\"]*\"|“[^”]*”|„[^“”]*[“”]|«[^»]*»|»[^«]*«|»[^»]*»|``[^`]{0,600}?''|「[^」]*」|”[^“”]*”|(?<!\w)['‘][^'’]{2,}['’](?!\w)"
)
_SPOKEN = re.compile(rf"{_QUOTED.pattern}|[\"“„«].*$", re.DOTALL)
"""Quotations, and those that go on in the next paragraph."""
QUOTATION_MARKS = "\"“”„«»‘'`「"


def _by_language(words: dict[str, str]) -> dict[str, frozenset[str]]:
    return {language: frozenset(listed.split()) for language, listed in words.items()}


BACK = _by_language(
    {
        "en": "he she it they his her its their him them this that these those such there but and or so however also "
        "meanwhile instead moreover furthermore nevertheless nonetheless equally similarly likewise therefore thus "
        "still then yet hence both others none except",
        "de": "er sie es ihr ihre ihren ihrem ihrer sein seine seinen seinem seiner dieser diese dieses diesen diesem "
        "jener jene jenes dort da dabei dafür dagegen damit danach daher darum darauf darin davon dazu dann "
        "aber und oder doch denn jedoch auch außerdem zudem ferner deshalb deswegen trotzdem dennoch hingegen "
        "stattdessen so solche beide andere nun",
        "fr": "il elle ils elles c son sa ses leur leurs ce cet cette ces cela ceci celui celle ceux celles lui eux "
        "mais et ou or donc car ainsi alors aussi cependant toutefois pourtant néanmoins ensuite puis enfin",
        "es": "él ella ellos ellas su sus este esta estos estas ese esa esos esas esto eso aquel aquella ello pero y e "
        "o así entonces también además luego tampoco otros otras ambos ambas allí ahí",
        "pt": "ele ela eles elas seu sua seus suas este esta estes estas esse essa esses essas isto isso aquele aquela "
        "aquilo mas e ou assim então também além contudo porém todavia portanto outros outras ambos ali",
        "it": "egli lui lei esso essa essi esse loro suo sua suoi sue questo questa questi queste quello quella ciò ma e "
        "ed o così allora anche inoltre tuttavia però quindi perciò poi invece intanto altri altre entrambi lì",
        "nl": "hij zij ze hun haar deze dit die dat daar er maar en of dus dan ook bovendien echter toch "
        "daarom daarna daarmee intussen anderen beide",
        "sv": "han hon hans hennes dess deras denna detta dessa men och eller så då också dessutom dock ändå "
        "därför sedan samtidigt andra båda där",
        "da": "han hun hans hendes dens dets deres denne dette disse men og eller så da også desuden dog "
        "alligevel derfor siden samtidig andre begge der",
        "no": "han hun hans hennes dens dets deres denne dette disse men og eller så da også dessuten likevel "
        "derfor siden samtidig andre begge der",
        "pl": "on ona ono oni one jego jej ich ten ta to ci te tego tej tych tym tam ale i a lub albo więc zatem też "
        "także ponadto jednak natomiast dlatego potem następnie tymczasem inni inne obaj obie swój swoje",
        "cs": "on ona ono oni ony jeho její jejich ten ta to ti ty toho té těch tam ale a nebo tak také navíc však proto "
        "potom mezitím jiní oba",
        "ru": "он она оно они его её ее их этот эта это эти тот та те там но и а или так также тоже однако "
        "поэтому затем потом другие оба",
        "uk": "він вона воно вони його її їх їхній цей ця це ці той та те ті там але і й або так також теж крім однак "
        "проте тому потім інші обидва",
        "tr": "o onlar onun onların bu bunlar bunun şu ama fakat ancak ve veya ya da böylece ayrıca "
        "bununla bunun orada diğerleri ikisi",
        "ar": "هو هي هم هن هذا هذه هؤلاء ذلك تلك أولئك لكن ولكن ثم كما أيضا كذلك وكذلك بينما هناك وهو وهي وهم وهذا وهذه "
        "وذلك",
        "ja": "彼 彼女 彼ら これ それ あれ この その あの こう そう しかし また そして だが ただ さらに 一方 同氏 同社 このため そのため",
        "zh": "他 她 它 他们 她们 它们 这 那 这些 那些 此 该 但 但是 而 而且 并 并且 也 同时 此外 然而 因此 所以 随后 其",
    }
)
FIRST = _by_language(
    {
        "en": "i my me i'm i've mine",
        "de": "ich mein meine meinen meinem meiner mir mich",
        "fr": "je j mon ma mes moi m",
        "es": "yo mi mis me recuerdo creo",
        "pt": "eu meu minha meus minhas me",
        "it": "io mio mia miei mie mi",
        "nl": "ik mijn mij",
        "sv": "jag min mitt mina mig",
        "da": "jeg min mit mine mig",
        "no": "jeg min mitt mine meg",
        "pl": "ja mój moja moje mnie",
        "cs": "já můj moje mě",
        "ru": "я мой моя моё мои мне меня",
        "uk": "я мій моя моє мої мені мене",
        "tr": "ben benim bana beni",
        "ar": "أنا",
        "ja": "私 僕",
        "zh": "我",
    }
)
WE = _by_language(
    {
        "en": "we our us we're we've ours",
        "de": "wir unser unsere unseren unserem unserer uns",
        "fr": "nous notre nos",
        "es": "nosotros nuestro nuestra nuestros nuestras nos",
        "pt": "nós nosso nossa nossos nossas nos",
        "it": "noi nostro nostra nostri nostre ci",
        "nl": "wij we ons onze",
        "sv": "vi vår vårt våra oss",
        "da": "vi vores os",
        "no": "vi vår våre oss",
        "pl": "my nasz nasza nasze nas",
        "cs": "my náš naše nás",
        "ru": "мы наш наша наше наши нам нас",
        "uk": "ми наш наша наше наші нам нас",
        "tr": "biz bizim bize bizi",
        "ar": "نحن",
        "ja": "我々 私たち",
        "zh": "我们",
    }
)
YOU = _by_language(
    {
        "en": "you your", "de": "du dein deine", "fr": "vous votre vos", "nl": "je jij jullie u uw",
        "sv": "du din", "da": "du din", "no": "du din", "pl": "wy wasz", "cs": "vy váš", "ru": "вы ваш",
        "uk": "ви ваш", "zh": "你 你们",
    }
)  # fmt: skip
ALSO = _by_language(
    {
        "en": "also too", "de": "auch ebenfalls", "fr": "aussi également", "es": "también tampoco", "pt": "também",
        "it": "anche", "nl": "ook", "sv": "också", "da": "også", "no": "også", "pl": "też także również",
        "cs": "také", "ru": "также тоже", "uk": "також теж", "tr": "ayrıca",
    }
)  # fmt: skip
"""Adverbs that add to something said before."""
THE = _by_language(
    {
        "en": "the", "de": "der die das den dem des", "fr": "le la les l", "es": "el la los las", "pt": "o a os as",
        "it": "il lo la i gli le l", "nl": "de het",
    }
)  # fmt: skip
"""Definite articles: what they introduce without a name was named before, or is the only one of its kind."""
PERSONS = _by_language(
    {
        "en": "he she him her his", "fr": "elle lui", "nl": "hij hem",
        "sv": "han hon", "da": "han hun", "no": "han hun", "ru": "он она его её ему", "uk": "він вона його її йому",
    }
)  # fmt: skip
"""Pronouns of one person, where names are told by their capitals."""
THESE = _by_language(
    {
        "en": "these those", "de": "diese diesen", "fr": "ces", "es": "estos estas esos esas", "it": "questi queste quei",
        "pt": "estes estas esses essas", "nl": "deze", "sv": "dessa", "da": "disse", "no": "disse", "pl": "te tych",
        "cs": "tyto těchto", "ru": "эти этих", "uk": "ці цих",
    }
)  # fmt: skip
"""Plural demonstratives: several things that were named before."""
SECOND = _by_language(
    {
        "en": "it they this that", "de": "er sie es diesem dieser dieses", "fr": "il elle ils elles ce cet cette",
        "es": "ese esa este esta eso esto", "pt": "esse essa este esta isso isto", "it": "questo questa quel quella ciò",
        "nl": "hij zij ze deze dit die", "sv": "han hon denna detta", "da": "han hun denne dette", "no": "han hun denne dette",
        "pl": "tym tej tego", "cs": "tom této", "ru": "этом этой этого он она они", "uk": "цьому цій він вона вони",
    }
)  # fmt: skip
"""Words that point back from the second place of a sentence too: "When it", "In diesem", "En ese"."""
NULL_SUBJECT = frozenset(("es", "pt", "it", "pl", "cs", "uk", "tr", "ar", "ja", "zh"))
"""Languages in which a sentence needs no subject where it is that of the sentence before."""
_INDEFINITE = frozenset(("a", "an", "un", "una", "une", "uno", "um", "uma", "des", "unos", "unas", "uns", "umas"))
_EXPLAIN = frozenset(("who", "whose", "that", "which", "of", "in", "with", "from", "on", "at", "to", "for", "behind"))
_SUBJECT_WORDS = 3
"""Words at a sentence's beginning among which a name is taken for its subject."""
_PHRASE_WORDS = 4
"""Words behind an article that may belong to its phrase."""


SPEAKERS = _by_language(
    {
        "de": "er sie es", "fr": "il elle ils elles on", "es": "él ella ellos ellas",
        "pt": "ele ela eles elas", "it": "egli lui lei loro", "nl": "hij zij ze", "sv": "han hon", "da": "han hun",
        "no": "han hun", "pl": "on ona oni", "cs": "on ona oni", "ru": "он она они", "uk": "він вона вони", "tr": "o onlar",
        "ar": "هو هي هم",
    }
)  # fmt: skip
"""Subjects that stand behind a quotation for a speaker who is named before; for English ``BACK`` serves."""
_INVERTED = re.compile(r"(?<=[-\u2010\u2011])(?:il|elle|ils|elles|on)\b", re.IGNORECASE)
"""French puts the subject behind a hyphen: ``a-t-il dit``."""
_SAID_BY = re.compile("[はがも氏]")
_HE_SAID = re.compile("[，,。\\s]*(?:他|她|他们|她们|它)")


def _has_no_speaker(outside: str, language: str) -> bool:
    """Whether what stands outside the quotation that a sentence begins with names nobody who says it.

    A pronoun does not, nor does one word (``powiedział``), nor a verb of two in languages without a pronoun (``ha detto``). In
    Japanese, where the verb is at the end, nothing is marked as the subject then.
    """
    words = _WORD.findall(outside)
    if language == "ja":
        return not _SAID_BY.search(outside)
    if language == "zh":
        return not words or bool(_HE_SAID.match(outside.strip()))
    if len(words) < 2:
        return True
    if language in ("es", "it", "pt") and len(words) == 2 and not any(word[0].isupper() for word in words):
        return True
    if language == "fr" and _INVERTED.search(" ".join(outside.split()[:3])):
        return True
    if language not in SPEAKERS:
        return any(word.casefold() in BACK[language] for word in words[:2])
    return any(word.casefold() in SPEAKERS[language] for word in words[:3])


def depends_on_context(text: str, language: str, *, personal: bool = False) -> bool:
    """Whether a sentence cannot stand by itself.

    It begins by pointing back ("He said …"), is speech that names no speaker ("…," he said), or holds half of a quotation. In a
    language of which the words are not known, any sentence may.

    Args:
        text: the sentence.
        language: ISO 639-1.
        personal: whether the writer may speak of himself, as in an opinion; in news it is speech without its speaker.
    """
    if language not in BACK:
        return True
    rest = text.lstrip("\"'“„«»‘([`「")
    if language in ("ja", "zh"):
        if rest.startswith(tuple(BACK[language])):
            return True
    else:
        first = _WORD.match(rest)
        if first and first[0].casefold() in BACK[language]:
            return True
    if not personal and _holds(text, language, FIRST, WE):
        return True
    if holds_half_quotation(text):
        return True
    # "…," he said and "…", sagte er: the speaker is named elsewhere.
    return text[:1] in QUOTATION_MARKS and _has_no_speaker(_QUOTED.sub(" ", text), language)


def holds_half_quotation(text: str) -> bool:
    """Whether a quotation begins in a sentence and ends in another one."""
    outside = _QUOTED.sub(" ", text)
    return any(mark in outside for mark in '"“”„«»「') or "``" in outside


def may_point_back(text: str, language: str, names: Container[str] = ()) -> bool:
    """Whether a sentence that does not begin by pointing back may do so all the same, as far as can be seen by form.

    It adds to something ("also"), names several things as known ("these"), points back from its second word, has a pronoun
    for a person and no name, or may have no subject of its own.

    Args:
        text: the sentence.
        language: ISO 639-1.
        names: words that have a capital elsewhere, within a sentence: one of them is a subject at the beginning too.
    """
    words = _WORD.findall(_QUOTED.sub(" ", text))
    if any(word.casefold() in ALSO.get(language, ()) for word in words[: _SUBJECT_WORDS * 2]):
        return True
    if words[1:] and words[0] not in names and words[1].casefold() in SECOND.get(language, ()):
        return True
    if any(_points_to_several(words, place, language) for place in range(len(words))):
        return True
    if language in NULL_SUBJECT:
        return not (
            words
            and (
                words[0] in names
                or _determines(words[0], language)
                or any(word[0].isupper() for word in words[1:_SUBJECT_WORDS])
            )
        )
    persons = PERSONS.get(language, frozenset())
    place = next((n for n, word in enumerate(words) if word.casefold() in persons), None)
    return (
        place is not None
        and words[0] not in names
        and not any(word[0].isupper() and len(word) > 1 for word in words[1:])
        and not any(_determines(word, language) for word in words[:place])
    )


def _determines(word: str, language: str) -> bool:
    return word.casefold() in _INDEFINITE or word.casefold() in THE.get(language, ())


def _points_to_several(words: list[str], place: int, language: str) -> bool:
    """Whether a word is a plural demonstrative whose noun nothing behind it explains ("those who", "those killed")."""
    word, following = words[place].casefold(), words[place + 1 : place + 2]
    if word == "those" and (not following or following[0] in _EXPLAIN or following[0].endswith("ed")):
        return False
    return word in THESE.get(language, ())


def definite_phrase(text: str, language: str) -> list[str]:
    """The words behind a definite article at a sentence's beginning; none where there is no article or a name is among them.

    In German, where nouns have capitals, names cannot be told.
    """
    words = _WORD.findall(re.split(r"[,;:–—(\"“„«]", text, maxsplit=1)[0])
    if not words or words[0].casefold() not in THE.get(language, ()):
        return []
    phrase = words[1 : _PHRASE_WORDS + 1]
    named = language != "de" and any(word[0].isupper() for word in phrase)
    return [] if named else phrase


def is_personal(text: str, language: str) -> bool:
    """Whether the writer speaks of himself or to the reader, outside quotations."""
    return _holds(text, language, FIRST, WE, YOU)


def speaks_of_self(text: str, language: str) -> bool:
    """Whether one writer speaks of himself, outside quotations."""
    return _holds(text, language, FIRST)


def _holds(text: str, language: str, *lists: dict[str, frozenset[str]]) -> bool:
    words = frozenset[str]().union(*(one.get(language, frozenset()) for one in lists))
    said = _WORD.findall(_SPOKEN.sub(" ", text))
    return any(word.casefold() in words and (len(word) == 1 or not word.isupper()) for word in said)
