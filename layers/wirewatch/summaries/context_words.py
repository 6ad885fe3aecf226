"""Whether a sentence can stand by itself: words by which a sentence points back to another one, by language: closed classes, not vocabulary.

``BACK``: third-person and demonstrative pronouns, possessives and connectives. At a sentence's beginning they stand for
something said before. ``FIRST``: pronouns of the first and second person. Outside a quotation the writer speaks.
From the grammars of each language; a language without an entry is treated as one in which any sentence may lean.
"""

from __future__ import annotations

import re

from wirewatch.text.sentences import count_words

_WORD = re.compile(r"[^\W_]+")
_QUOTED = re.compile(
    r"\"[^\"]*\"|“[^”]*”|„[^“”]*[“”]|«[^»]*»|»[^«]*«|``[^`]{0,600}?''|「[^」]*」|(?<!\w)['‘][^'’]{2,}['’](?!\w)"
)
QUOTATION_MARKS = "\"“„«»‘'`「"
BACK: dict[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": "he she it they his her its their him them this that these those such there but and or so however also "
        "meanwhile instead moreover furthermore nevertheless nonetheless equally similarly likewise therefore thus "
        "still then yet hence both others",
        "de": "er sie es ihr ihre ihren ihrem ihrer sein seine seinen seinem seiner dieser diese dieses diesen diesem "
        "jener jene jenes dort da dabei dafür dagegen damit danach daher darum darauf darin davon dazu dann "
        "aber und oder doch denn jedoch auch außerdem zudem ferner deshalb deswegen trotzdem dennoch hingegen "
        "stattdessen so solche beide andere nun",
        "fr": "il elle ils elles son sa ses leur leurs ce cet cette ces cela ceci celui celle ceux celles lui eux "
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
    }.items()
}
FIRST: dict[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": "i we my our me us you your i'm we're i've we've mine ours",
        "de": "ich wir mein meine meinen meinem meiner unser unsere unseren unserem unserer mir mich uns du dein deine",
        "fr": "je j' nous mon ma mes notre nos moi vous votre vos",
        "es": "yo nosotros mi mis nuestro nuestra nuestros nuestras me nos recuerdo creo",
        "pt": "eu nós meu minha meus minhas nosso nossa nossos nossas me nos",
        "it": "io noi mio mia miei mie nostro nostra nostri nostre mi ci",
        "nl": "ik wij we mijn ons onze mij je jij jullie u uw",
        "sv": "jag vi min mitt mina vår vårt våra mig oss du din",
        "da": "jeg vi min mit mine vores os mig du din",
        "no": "jeg vi min mitt mine vår vårt våre oss meg du din",
        "pl": "ja my mój moja moje nasz nasza nasze mnie nas wy wasz",
        "cs": "já my můj moje náš naše mě nás vy váš",
        "ru": "я мы мой моя моё мои наш наша наше наши мне меня нам нас вы ваш",
        "uk": "я ми мій моя моє мої наш наша наше наші мені мене нам нас ви ваш",
        "tr": "ben biz benim bizim bana bize beni bizi",
        "ar": "أنا نحن",
        "ja": "私 僕 我々 私たち",
        "zh": "我 我们 你 你们",
    }.items()
}


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
    if not personal and is_personal(text, language):
        return True
    outside = _QUOTED.sub(" ", text)
    if any(mark in outside for mark in '"“„«「') or "``" in outside:
        return True
    if text[:1] not in QUOTATION_MARKS:
        return False
    # "…," he said and "…", sagte er: the speaker is named elsewhere.
    speaker = _WORD.findall(outside)[:2]
    return count_words(outside) < 2 or any(word.casefold() in BACK[language] for word in speaker)


def is_personal(text: str, language: str) -> bool:
    """Whether the writer speaks of himself or to the reader, outside quotations."""
    words = FIRST.get(language, frozenset())
    said = _WORD.findall(_QUOTED.sub(" ", text))
    return any(word.casefold() in words and (len(word) == 1 or not word.isupper()) for word in said)
