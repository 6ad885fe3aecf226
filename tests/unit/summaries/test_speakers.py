"""Speech whose speaker is named elsewhere cannot stand by itself, in the languages whose pronouns are known."""

from __future__ import annotations

import pytest

from wirewatch.summaries.context_words import depends_on_context

LEANS = [
    ("en", "“We will build the quay,” he said."),
    ("de", "„Wir bauen den Kai“, sagte er."),
    ("de", '"Wir bauen den Kai", so er weiter.'),
    ("fr", "«\xa0Nous construirons le quai\xa0», a-t-il dit."),
    ("fr", "« Le quai sera construit », a-t-elle ajouté lundi."),
    ("fr", "« Le quai sera construit », explique-t-on."),
    ("fr", "« Le quai sera construit », dit-il à la presse."),
    ("es", "«El muelle se construirá», dijo."),
    ("es", "«El muelle se construirá», ha dicho."),
    ("es", "«El muelle se construirá», afirmó ella el lunes."),
    ("pt", "“O cais será construído”, disse ele."),
    ("pt", "“O cais será construído”, afirmou."),
    ("it", "«Il molo sarà costruito», ha detto."),
    ("it", "«Il molo sarà costruito», ha aggiunto lei."),
    ("nl", "“De kade komt er”, zei hij."),
    ("sv", "”Kajen ska byggas”, sade han."),
    ("da", "»Kajen skal bygges«, sagde hun."),
    ("no", "«Kaien skal bygges», sa han."),
    ("pl", "„Nabrzeże powstanie” – powiedział."),
    ("cs", "„Nábřeží postavíme,“ řekl."),
    ("ru", "«Причал построят», — сказал он."),
    ("ru", "«Причал построят», — добавил."),
    ("uk", "«Причал збудують», — сказала вона."),
    ("tr", "“Rıhtım yapılacak” dedi."),
    ("ja", "「岸壁を建設する」と述べた。"),
    ("zh", "“码头会建成，”他说。"),
]
STANDS = [
    ("en", "“We will build the quay,” Solheim told his council."),
    ("en", "“We will build the quay,” the mayor of Vardal said."),
    ("de", "„Wir bauen den Kai“, sagte Solheim."),
    ("de", "„Wir bauen den Kai“, so der Bürgermeister von Vardal."),
    ("de", "„Wir bauen den Kai“, sagte eine Sprecherin."),
    ("fr", "« Le quai sera construit », a dit le maire de Vardal."),
    ("fr", "« Le quai sera construit », a déclaré Solheim à son retour."),
    ("es", "«El muelle se construirá», dijo el alcalde de Vardal."),
    ("pt", "“O cais será construído”, disse o prefeito de Vardal."),
    ("it", "«Il molo sarà costruito», ha detto il sindaco di Vardal."),
    ("it", "«Il molo sarà costruito», dice Solheim."),
    ("nl", "“De kade komt er”, zei burgemeester Solheim."),
    ("sv", "”Kajen ska byggas”, sade borgmästaren."),
    ("da", "»Kajen skal bygges«, sagde borgmester Solheim."),
    ("no", "«Kaien skal bygges», sa ordfører Solheim."),
    ("pl", "„Nabrzeże powstanie” – powiedział burmistrz Vardalu."),
    ("cs", "„Nábřeží postavíme,“ řekl starosta Vardalu."),
    ("ru", "«Причал построят», — сказал мэр Вардаля."),
    ("uk", "«Причал збудують», — сказала мерка Вардаля."),
    ("tr", "“Rıhtım yapılacak” dedi Vardal belediye başkanı."),
    ("ja", "「岸壁を建設する」とバルダル市長は述べた。"),
    ("zh", "“码头会建成，”瓦尔达尔市长说。"),
]


@pytest.mark.parametrize(("language", "text"), LEANS)
def test_speech_without_its_speaker_leans_on_what_names_him(language: str, text: str) -> None:
    assert depends_on_context(text, language)


@pytest.mark.parametrize(("language", "text"), STANDS)
def test_speech_with_its_speaker_stands_by_itself(language: str, text: str) -> None:
    assert not depends_on_context(text, language)
