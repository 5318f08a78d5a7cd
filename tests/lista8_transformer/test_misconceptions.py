"""The parametrised models and the table of slips: every slip costs points in its own question, and is named there."""

import numpy as np
import pytest

from autograder.judge.grade import grade
from autograder.notebook import LocalStudent
from autograder.rubric import Verdict
from autograder.rubric.load import rubric_of
from autograder.verify.verify import verify
from solutions.lista8_transformer import misconceptions
from solutions.lista8_transformer.misconceptions import PARTS
from solutions.lista8_transformer.submissions import answer

RUBRIC = rubric_of("lista8_transformer").values()
SLIPS = [(bank, slip) for bank in PARTS for slip in misconceptions.BANKS[bank]]
ALSO = {  # what a check that sees only a part of the answer tells as well, and rightly
    "sem_softmax": {"devolve_os_escores"},
    "devolve_os_escores": {"sem_softmax"},
    "reshape_nos_dois_sentidos": {"reshape_sem_troca_de_eixos"},
}


@pytest.mark.parametrize("seed", range(3))
def test_without_a_slip_the_models_are_right_in_every_check(seed):
    assert [outcome.verdict for outcome in grade(LocalStudent(answer({})), RUBRIC, seed)] == [Verdict.PASS] * 20


@pytest.mark.parametrize(("bank", "slip"), SLIPS, ids=lambda item: getattr(item, "name", item))
def test_a_slip_loses_points_in_its_own_question_only_and_is_the_one_that_is_named(bank, slip):
    part, question = PARTS[bank]
    wrong = [outcome for outcome in grade(LocalStudent(answer({part: slip.switches})), RUBRIC, 2) if outcome.share < 1]
    assert wrong
    assert {outcome.check[:2] for outcome in wrong} == {question}
    named = {found.name for outcome in wrong for found in outcome.slips}
    assert slip.name in named
    assert named <= {slip.name} | ALSO.get(slip.name, set())


def test_the_slips_that_every_teacher_knows_are_in_the_table():
    names = {slip.name for bank in misconceptions.BANKS.values() for slip in bank}
    assert names >= {
        "reshape_sem_troca_de_eixos",
        "volta_sem_troca_de_eixos",
        "escala_sqrt_d_model",
        "uma_cabeca_so",
        "sem_WO",
        "softmax_nas_colunas",
        "transpose_do_torch",
        "sem_relu",
        "relu_depois_de_W2",
        "camadas_compartilhadas",
        "embedding_transposto",
        "mascara_invertida",
        "mascara_depois_da_softmax",
        "Q_da_memory",
    }


def test_texts_are_complete_and_no_name_stands_for_two_mistakes():
    by_name = {}
    for bank in misconceptions.BANKS.values():
        for slip in bank:
            assert slip.sentence.endswith(".")
            assert slip.hint.endswith((".", "?"))
            assert 0 <= slip.share < 1
            assert by_name.setdefault(slip.name, slip) is slip
    sentences = [slip.sentence for slip in by_name.values()]
    assert len(by_name) >= 80
    twice = {sentence for sentence in sentences if sentences.count(sentence) > 1}
    assert twice <= {"A rede feed-forward veio antes da atenção."}


def test_no_secret_softmax_saturates():
    """Or a slip in what goes into it could hide."""
    from solutions.lista8_transformer import reference
    from solutions.lista8_transformer.cases import draw

    for seed in range(100):
        for case in draw(np.random.default_rng(seed)):
            weights, heads = case.layers[0].mha, case.sizes.heads
            Q, K = (reference.split_heads(case.x @ W, heads) for W in (weights.WQ, weights.WK))
            assert reference.attention_weights(Q, K).max(axis=-1).mean() < 0.9


def test_verify_finds_no_survivor_no_stray_and_no_answer_to_nothing_that_passes():
    report = verify("lista8_transformer", count=4, jobs=1, seed=3)
    assert report.passed
    assert len(report.singles) == len(misconceptions.SLIPS)
    assert not report.survivors
    named = [judged.named for judged in report.singles]
    assert sum(named) >= 0.9 * len(named)
