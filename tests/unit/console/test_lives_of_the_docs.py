"""The lives that we show to others can be played as they are."""

from pathlib import Path

from services.console.lives.reading import read_life
from tests.lives.playing import play
from tests.town import Town

ROOT = Path(__file__).parents[3]


def example(folder: Path) -> Path:
    """The file that docs/lives/README.md shows."""
    page = (ROOT / "docs" / "lives" / "README.md").read_text("utf-8")
    [text] = [block.partition("```")[0] for block in page.split("```toml\n")[1:]]
    path = folder / "my-life.toml"
    path.write_text(text, "utf-8")
    return path


def test_the_example_of_the_page_is_played_as_it_says(tmp_path: Path) -> None:
    loan = play(read_life(example(tmp_path))).loan("L-9001", "2024-03-20")
    assert loan["monitoring"]["days_past_due"] == 10
    assert loan["collection"]["state"] == "OPEN"


def test_the_short_life_of_the_tests_is_played_as_it_says() -> None:
    bank: Town = play(read_life(ROOT / "tests" / "data" / "life-short.toml"))
    loan = bank.loan("L-9001", "2024-03-20")
    assert loan["monitoring"]["principal_outstanding"]["amount"] == "0.00"
    assert loan["collection"]["state"] == "CLOSED"
    assert len(loan["collection"]["blocked"]) == 1
