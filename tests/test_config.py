"""The configuration: what it changes, and one line that names file, entry and key for what is wrong in it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from factories import PROGRAMMES, document, patterns, told

from extractor import pipeline, tuning
from extractor.checks import CHECKS
from extractor.config import PLAIN, Config, Ignored, export_config, find_config, read_config
from extractor.errors import ConfigError
from extractor.identity import assign_keys
from extractor.models import Claim, Document, Run, Section, Severity
from extractor.patterns import Patterns
from extractor.programmes import find_programmes
from extractor.wording import Wording

KNOWN = patterns(programmes=PROGRAMMES)


def read(tmp_path: Path, text: str) -> Config:
    path = tmp_path / "lga-metrics.yaml"
    path.write_text(text, encoding="utf-8")
    return read_config(
        path,
        checks={check.name: check.severity for check in CHECKS},
        programmes=[entry.id for entry in KNOWN.programmes],
    )


WHOLE = """
# The house style of the trust.
checks:
  precision-style: off
  list-count: note
  bound-edge: on
tolerances:
  same-figure-differs: 1.5
aliases:
  programmes:
    harbour: [the mole, Port Scheme]
  measures:
    - [boatmen, skippers]
not_the_same:
  - [harbour, harbour_lights]
ignore:
  - {document: "annual-*", section: "Appendix*"}
  - section: References
"""


def test_a_whole_configuration_is_read_and_recorded(tmp_path: Path) -> None:
    config = read(tmp_path, WHOLE)
    assert dict(config.checks) == {"precision-style": None, "list-count": Severity.NOTE}
    assert export_config(config) == {
        "file": "lga-metrics.yaml",
        "checks": {"precision-style": "off", "list-count": "note"},
        "tolerances": {"same-figure-differs": "1.5"},
        "aliases": {
            "programmes": {"harbour": ["the mole", "Port Scheme"]},
            "measures": [["boatmen", "skippers"]],
        },
        "not_the_same": [["harbour", "harbour_lights"]],
        "ignore": [{"document": "annual-*", "section": "Appendix*"}, {"document": "*", "section": "References"}],
    }


def test_an_empty_configuration_changes_nothing(tmp_path: Path) -> None:
    config = read(tmp_path, "# nothing yet\nchecks:\n")
    assert config == Config(file="lga-metrics.yaml")
    assert tuning.choose_checks(config) == CHECKS
    assert tuning.extend_patterns(KNOWN, config) is KNOWN


def test_the_configuration_of_a_folder_is_found(tmp_path: Path) -> None:
    assert find_config(tmp_path) is None
    read(tmp_path, "")
    assert find_config(tmp_path) == tmp_path / "lga-metrics.yaml"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("check: {}", r"yaml: unknown key check \(did you mean checks\?\)", id="key"),
        pytest.param("checks: {list-cuont: off}", r"checks: unknown check list-cuont .*mean list-count", id="check"),
        pytest.param("checks: {list-count: eror}", r"checks, list-count: unknown setting eror .*error", id="severity"),
        pytest.param("checks: [list-count]", "checks: must hold names with a value each", id="list for names"),
        pytest.param("tolerances: {list-count: 1}", "tolerances: unknown tolerance list-count", id="no tolerance"),
        pytest.param("tolerances: {complement-sum: wide}", "complement-sum: must be a number.*points", id="no number"),
        pytest.param("tolerances: {complement-sum: -1}", "must be from 0 to 100", id="below nought"),
        pytest.param("tolerances: {complement-sum: yes}", "must be", id="a truth value"),
        pytest.param("aliases: {programme: {}}", "unknown key programme .*programmes", id="key of aliases"),
        pytest.param("aliases: {programmes: {harbor: [x]}}", "programme harbor .*mean harbour", id="programme"),
        pytest.param("aliases: {programmes: {harbour: x}}", r"harbour: must be a list \(write \[one", id="no list"),
        pytest.param("aliases: {measures: [[one]]}", "entry 1: needs at least two words", id="a lone word"),
        pytest.param("aliases: {measures: [[one, 2]]}", "must be a text, not 2", id="a number for a word"),
        pytest.param("not_the_same: [[harbour]]", "entry 1: must name two programmes", id="half a pair"),
        pytest.param("not_the_same: [[harbour, harbour]]", "must name two programmes", id="one with itself"),
        pytest.param("ignore: [{document: x}]", "entry 1: the key section is missing", id="no section"),
        pytest.param("ignore: [{sections: x}]", "entry 1: unknown key sections .*mean section", id="key of ignore"),
        pytest.param("- checks", "must be a list of settings", id="a list"),
        pytest.param("checks: {list-count: off\n", "line 2: not valid YAML", id="no YAML"),
        pytest.param("checks: {}\nignore: []\nchecks: {}\n", "line 3: the key checks stands twice", id="twice"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ConfigError, match=told) as raised:
        read(tmp_path, text)
    assert "lga-metrics.yaml" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_configuration_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        pipeline.load_config(tmp_path / "strict.yaml")
    assert pipeline.load_config(None) == PLAIN


# What it changes


def find(claims: tuple[Claim, ...], config: Config, *documents: Document, known: Patterns = KNOWN) -> Run:
    documents = documents or tuple(document(name) for name in sorted({one.document for one in claims}))
    keyed = assign_keys(claims, {one.document: one.work for one in documents})
    return pipeline.reconcile(Run(documents=documents, claims=keyed), known, config)


def severities(run: Run) -> dict[str, str]:
    return {finding.check: finding.severity.value for finding in run.findings}


TWO = (
    *told("The scheme trained {142 lighthouse keepers} in storm rescue.", document="annual"),
    *told("The scheme trained {140 lighthouse keepers} in storm rescue.", document="press"),
)
STYLE = told("We renewed {more than 1,243 charts}.", document="annual")


def test_a_check_may_be_off_or_have_another_severity() -> None:
    assert severities(find(TWO, PLAIN)) == {"same-figure-differs": "error"}
    assert severities(find(STYLE, PLAIN)) == {"precision-style": "note"}
    off = Config(checks=(("precision-style", None), ("same-figure-differs", Severity.NOTE)))
    assert severities(find(TWO, off)) == {"same-figure-differs": "note"}
    assert severities(find(STYLE, off)) == {}
    assert "precision-style" not in {tally.check for tally in find(STYLE, off).tallies}


def test_a_severity_keeps_the_step_by_which_a_finding_is_lower() -> None:
    open_programme = (TWO[0], *told("The scheme trained {140 lighthouse keepers} in storm rescue.", programme="none"))
    assert severities(find(open_programme, PLAIN)) == {"same-figure-differs": "warning"}
    lower = Config(checks=(("same-figure-differs", Severity.WARNING),))
    assert severities(find(open_programme, lower)) == {"same-figure-differs": "note"}


GAPS = {
    # 142 and 140 are 1.4 per cent apart; 62 and 28 make 90; 61 of 70 are 87.1 per cent.
    "same-figure-differs": (TWO, "1.4", "1.5"),
    "complement-sum": (
        told("Of the skippers {62 per cent of skippers} sailed and the remaining {28 per cent of skippers} rowed."),
        "9.9",
        "10",
    ),
    "percentage-against-counts": (
        told("Of the {70 harbours}, {61 harbours} ({80 per cent}) agreed."),
        "7",
        "7.2",
    ),
    "parts-against-total": (
        told("We held {54 fairs} and a further {52 fetes}, bringing the total to {110 events}."),
        "3.6",
        "3.7",
    ),
}


@pytest.mark.parametrize(("check", "case"), GAPS.items(), ids=GAPS)
def test_a_tolerance_lets_go_what_is_within_it_and_says_so(
    check: str, case: tuple[tuple[Claim, ...], str, str]
) -> None:
    claims, too_little, enough = case
    for tolerance, found in ((too_little, True), (enough, False)):
        run = find(claims, Config(tolerances=((check, Decimal(tolerance)),)))
        assert (check in severities(run)) is found
        passed = next(dict(tally.passed_over) for tally in run.tallies if tally.check == check)
        assert passed.get("within the tolerance of the configuration", 0) == (0 if found else 1)


def test_programmes_held_apart_are_not_compared() -> None:
    part = (TWO[0], *(told("The scheme trained {131 lighthouse keepers} in storm rescue.", programme="harbour_lights")))
    assert severities(find(part, PLAIN)) == {"same-figure-differs": "warning"}
    assert severities(find(part, Config(apart=(("harbour_lights", "harbour"),)))) == {}
    assert severities(find(TWO, Config(apart=(("harbour_lights", "harbour"),)))) == {"same-figure-differs": "error"}


def test_an_ignored_section_holds_no_evidence_but_keeps_its_claims() -> None:
    appendix = Section(title="Appendix 2: Method", level=1, start=0, body=20, end=400)
    documents = (document("annual", sections=(appendix,)), document("press"))
    assert severities(find(TWO, PLAIN, *documents))
    for entry, found in (("appendix*", False), ("Annex*", True)):
        run = find(TWO, _ignore("ann*", entry), *documents)
        assert bool(run.findings) is found
        assert len(run.claims) == 2


def _ignore(name: str, section: str) -> Config:
    return Config(file="lga-metrics.yaml", ignore=(Ignored(document=name, section=section),))


def test_an_ignored_section_that_is_nowhere_is_told(caplog: pytest.LogCaptureFixture) -> None:
    assert tuning.find_ignored([document("annual")], _ignore("*", "Apendix*")) == {}
    assert 'lga-metrics.yaml, ignore, entry 1: no section fits "Apendix*"' in caplog.text


def test_further_names_of_a_programme_are_seen() -> None:
    config = Config(programmes=(("harbour", ("the Old Mole",)),))
    extended = tuning.extend_patterns(KNOWN, config)
    assert [m.programme for m in find_programmes("Keepers of the old mole", extended)] == ["harbour"]
    assert find_programmes("Keepers of the old mole", KNOWN) == []
    assert tuning.extend_patterns(KNOWN, config) is extended


def test_a_name_of_one_programme_cannot_be_given_to_another() -> None:
    taken = next(entry for entry in KNOWN.programmes if entry.aliases)
    config = Config(file="lga-metrics.yaml", programmes=(("harbour", (taken.aliases[0].upper(),)),))
    with pytest.raises(ConfigError, match=f"programmes, harbour: .* already names {taken.id}"):
        tuning.extend_patterns(KNOWN, config)


@pytest.mark.parametrize(
    ("group", "alike"),
    [
        pytest.param(("boatmen", "skippers"), "boatman skipper", id="two new words"),
        pytest.param(("workers", "dockers"), "employee worker staff docker", id="one joins a known group"),
        pytest.param(("delegates", "staff", "crew"), "participant delegate employee staff crew", id="two known groups"),
    ],
)
def test_further_words_count_the_same_thing(group: tuple[str, ...], alike: str) -> None:
    wording = Wording(tuning.extend_patterns(KNOWN, Config(measures=(group,))))
    assert len({wording.words(word) for word in alike.split()}) == 1
    assert len({Wording(KNOWN).words(word) for word in alike.split()}) > 1


def test_the_configuration_in_the_guide_is_right(tmp_path: Path) -> None:
    guide = (Path(__file__).resolve().parent.parent / "docs" / "policy-officer.md").read_text(encoding="utf-8")
    path = tmp_path / "lga-metrics.yaml"
    path.write_text(guide.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    config = pipeline.load_config(path)
    assert set(export_config(config)) == {"file", "checks", "tolerances", "aliases", "not_the_same", "ignore"}
    assert pipeline.load_language(pipeline.Settings(config=config)) is not None
