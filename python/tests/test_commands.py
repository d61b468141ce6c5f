"""Every command is a function, and says what it takes."""

import inspect
import json
import pathlib
import re
import subprocess
import sys

import pytest

import foedera as fd
from foedera import _native, _stubs, calling

PACKAGE = pathlib.Path(fd.__file__).parent


def test_every_command_and_every_option_of_the_program_is_there():
    helped = {}

    def read(path):
        told = _native.run([*path, "--help"])
        assert told["code"] == 0, path
        helped[" ".join(path)] = told["text"]
        for line in told["text"].partition("Commands:\n")[2].partition("\n\n")[0].splitlines():
            found = re.match(r"  ([a-z-]+)(  |$)", line)
            if found and found[1] != "help":
                read([*path, found[1]])

    read([])
    printing = {"--help", "--version", "--color", "--quiet", "--full", "--wide", "--format", "--table"}
    for path, text in helped.items():
        options = set(re.findall(r"^ +(?:-\w, )?(--[a-z0-9-]+)", text, re.M))
        command = calling.COMMANDS.get(calling._name(path))
        if command is None:
            assert path == "" or "Commands:" in text, f"`{path}` is no function"
            continue
        here = {own["option"] for own in command.arguments.values()}
        missing = options - here - (printing if "--full" in options else printing - {"--format", "--table"})
        assert not missing, f"{path}: {missing}"
    assert set(calling.COMMANDS) <= {calling._name(path) for path in helped}
    assert len(calling.COMMANDS) > 40


def test_functions_have_the_signatures_of_the_commands():
    signature = inspect.signature(fd.aid)
    assert list(signature.parameters)[:3] == ["state", "treaty", "trigger"]
    assert signature.parameters["treaty"].default is inspect.Parameter.empty
    assert "If a member calls" in fd.aid.__doc__


def test_a_fitted_process_gives_its_coefficients(tmp_path):
    history = PACKAGE.parents[1] / "examples/alliances.jsonl"
    fit = fd.fit("leave", history=history, output=tmp_path / "leave.toml", missing="draws=2")
    assert fit.tidy()["effect"][0] == "intercept" and fit.converged
    assert len(fit.tidy()["estimate"]) == len(fit.answer["missing"]["effects"]) > 2
    told = fd.diagnose(tmp_path / "leave.toml").answer
    assert [own["estimate"] for own in told["effects"]] == pytest.approx(list(fit.tidy()["estimate"]))


def test_an_unknown_name_is_refused_by_name():
    with pytest.raises(TypeError, match="`future`; did you mean `futures`"):
        fd.forecast("csto-2022", future=400)
    with pytest.raises(TypeError, match="no command `forcast`; did you mean `forecast`"):
        fd.call("forcast")
    with pytest.raises(TypeError, match="trigger"):
        fd.aid("ARM", treaty="CSTO")


def test_values_are_words_as_they_are_or_refused():
    with pytest.raises(TypeError, match="`explain` is True or False"):
        fd.aid("ARM", treaty="CSTO", trigger="attack", explain=3)
    with pytest.raises(ValueError, match="comma"):
        fd.aid("ARM", treaty="CSTO", trigger="attack", by=["Congo, Democratic Republic"])
    with pytest.raises(fd.Problem, match="futures"):
        fd.forecast("csto-2022", futures=3)


def test_the_answers_are_those_of_the_command_line(tmp_path):
    words = ["aid", "ARM", "--treaty", "CSTO", "--trigger", "attack", "--by", "AZE", "--at", "2022-09-13"]
    line = subprocess.run(
        [sys.executable, "-m", "foedera", *words, "--format", "json"], capture_output=True, text=True, check=True
    )
    own = fd.aid("ARM", treaty="CSTO", trigger="attack", by=["AZE"], at="2022-09-13")
    assert own.json == json.loads(line.stdout)
    text = subprocess.run(
        [sys.executable, "-m", "foedera", *words, "--full", "--wide"], capture_output=True, text=True, check=True
    )
    assert own.text == text.stdout


def test_the_program_of_the_wheel_has_the_exit_codes_of_the_command_line():
    run = subprocess.run([sys.executable, "-m", "foedera", "treaty", "CTSO"], capture_output=True, text=True)
    assert run.returncode == 2 and "did you mean `CSTO`" in run.stderr


def test_problems_carry_code_place_and_remedy_and_there_may_be_several(tmp_path):
    scenario = tmp_path / "broken.toml"
    scenario.write_text(fd.scenario_show("csto-2022").text.replace("treaty = ", "traety = ", 1))
    with pytest.raises(fd.Problem) as caught:
        fd.forecast(scenario)
    problem = caught.value
    assert problem.place == f"{scenario}:{problem.line}" and problem.line > 0
    assert problem.remedy and problem.code.startswith("F0") and problem.exit_code == 2
    assert len(problem.problems) >= 2 and problem.problems[0] is problem


def test_the_stubs_are_those_of_the_commands():
    assert (PACKAGE / "__init__.pyi").read_text(encoding="utf-8") == _stubs.text(), "python -m foedera._stubs"


def test_own_code_of_the_binding_has_no_unsafe_word():
    rust = PACKAGE.parent.parent / "crates" / "foedera-py" / "src"
    if not rust.is_dir():
        pytest.skip("not in a checkout")
    for file in rust.glob("**/*.rs"):
        assert not re.search(r"\bunsafe\s*(\{|fn|impl)", file.read_text(encoding="utf-8")), file


def test_the_package_and_its_stubs_pass_mypy():
    pytest.importorskip("mypy")
    line = [sys.executable, "-m", "mypy", "--strict", "--cache-dir=/dev/null", "-p", "foedera"]
    run = subprocess.run(line, capture_output=True, text=True, cwd=PACKAGE.parent)
    assert run.returncode == 0, run.stdout


def test_the_lines_of_the_readme_run():
    readme = PACKAGE.parent / "README.md"
    if not readme.is_file():
        pytest.skip("not in a checkout")
    code = re.search(r"```python\n(.*?)```", readme.read_text(encoding="utf-8"), re.S)[1]
    without_data = code.partition("world = ")[0].replace("100_000, progress=True", "400")
    names = {}
    exec(compile(without_data, "README.md", "exec"), names)
    assert 0 < names["forecast"].question("armenia-leaves").probability < 1
    assert names["fit"].tidy()["effect"] == ["inertia"]
