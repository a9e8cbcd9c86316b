"""What a script of officers says when some of its steps were refused."""

from services.console.cli.acting import TOLD, refusal

WHY = "litigation C-7: wrong_state, no suit is filed"


def test_each_of_few_is_named_with_its_code_and_sentence() -> None:
    said = refusal([WHY] * TOLD, 101)
    assert said.startswith(f"{TOLD} of the officers' 101 commands were refused: {WHY}; ")
    assert said.endswith(WHY)


def test_of_many_the_first_are_named_and_the_rest_counted() -> None:
    said = refusal([WHY] * TOLD + ["another"], 101)
    assert said.startswith(f"{TOLD + 1} of")
    assert said.endswith(f"{WHY} ...")
    assert "another" not in said
