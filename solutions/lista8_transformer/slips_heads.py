"""Slips of questions 2 to 4 on the way into and out of the heads, and of the network. Students read pt-BR."""

from autograder.rubric import Slip
from solutions.common.slips import known

OF_ONE_LENGTH = (
    Slip(
        "transposta_esquecida",
        {"transpose": "none"},
        "Faltou transpor K: o produto foi Q K.",
        "Cada escore é o produto interno de uma linha de Q com uma linha de K.",
    ),
    known("Q_e_K_trocados", {"places": "KQV"}),
    Slip(
        "transposta_de_todos_os_eixos",
        {"transpose": "all"},
        "K.T inverte todos os eixos, e não só os dois últimos.",
        "Procure np.swapaxes e diga quais são os dois eixos que trocam de lugar.",
    ),
)


OF_SQUARES = (
    Slip(
        "transpose_do_torch",
        {"transpose": "none"},
        "K.transpose(-2, -1) é do PyTorch; em numpy, ele não troca os dois últimos eixos.",
        "O nome da troca de dois eixos em numpy é np.swapaxes.",
    ),
)


SPLITTING = (
    Slip(
        "reshape_sem_troca_de_eixos",
        {"split": "reshape"},
        "split_heads foi direto ao formato final com reshape: tokens e cabeças se misturaram.",
        "Primeiro separe o último eixo, o que dá (B, n, h, depth); só depois troque dois eixos.",
        share=0.3,
    ),
    Slip(
        "colunas_intercaladas",
        {"split": "interleaved"},
        "Cada cabeça ficou com colunas salteadas (uma a cada h), e não com um bloco de colunas vizinhas.",
        "No reshape, o eixo das cabeças vem antes do eixo depth.",
        share=0.5,
    ),
    Slip(
        "cabecas_e_tokens_sem_trocar",
        {"split": "tokens first"},
        "split_heads parou em (B, n, h, depth): faltou trocar os eixos de tokens e cabeças.",
        "A atenção trabalha nos dois últimos eixos, que devem ser (n, depth).",
        share=0.2,
    ),
)


HEADS = (
    Slip(
        "volta_sem_troca_de_eixos",
        {"merge": "reshape"},
        "Ao juntar as cabeças, faltou trocar os eixos de volta antes do reshape: tokens e cabeças se misturaram.",
        "Refaça o caminho de split_heads de trás para a frente: primeiro a troca de eixos, depois o reshape.",
        share=0.6,
    ),
    Slip(
        "reshape_nos_dois_sentidos",
        {"split": "reshape", "merge": "reshape"},
        "As cabeças foram repartidas e juntadas só com reshape: tokens e cabeças se misturaram nas duas pontas.",
        "Um reshape nunca move números de lugar. Em que ponto o eixo das cabeças troca com o dos tokens?",
        share=0.3,
    ),
    Slip(
        "volta_intercalada",
        {"merge": "interleaved"},
        "Ao juntar, os números das cabeças foram intercalados, e não postos lado a lado.",
        "Antes do reshape, o formato deve ser (B, n, h, depth).",
        share=0.6,
    ),
    Slip(
        "uma_cabeca_so",
        {"count": "one"},
        "A atenção foi feita com uma cabeça só, do tamanho de d_model.",
        "Onde o seu forward usa split_heads?",
        share=0.4,
    ),
    Slip(
        "sem_WO",
        {"output": "none"},
        "Faltou multiplicar por WO no final.",
        "Quantas matrizes de pesos a sua classe guarda, e onde entra cada uma?",
        share=0.6,
    ),
    Slip(
        "WO_transposta",
        {"output": "transposed"},
        "A saída foi multiplicada pela transposta de WO.",
        "Os pesos multiplicam pela direita: x @ W.",
        share=0.6,
    ),
    Slip(
        "pesos_transpostos",
        {"projection": "transposed"},
        "As projeções usaram as transpostas de WQ, WK e WV.",
        "Os pesos multiplicam pela direita: x @ W.",
        share=0.6,
    ),
    Slip(
        "sem_projecoes",
        {"projection": "none"},
        "Faltaram as projeções: WQ, WK e WV não foram usadas.",
        "Reveja o passo 1 de forward.",
        share=0.3,
    ),
    Slip(
        "mesma_projecao",
        {"projection": "all WQ"},
        "WQ foi usada nas três projeções.",
        "Cada papel tem a sua matriz.",
        share=0.4,
    ),
    Slip(
        "WQ_e_WK_trocadas",
        {"projection": "swapped"},
        "WQ e WK foram trocadas.",
        "Consultas são projetadas por WQ, chaves por WK.",
        share=0.7,
    ),
    Slip(
        "so_a_entrada_Q",
        {"inputs": "QQQ"},
        "As três projeções partiram de Q; K e V foram ignoradas.",
        "forward recebe três matrizes. Na atenção cruzada elas são diferentes.",
        share=0.4,
    ),
    Slip(
        "K_no_lugar_de_V",
        {"inputs": "QKK"},
        "A projeção de V partiu de K.",
        "forward recebe três matrizes. Onde entra cada uma?",
        share=0.6,
    ),
    Slip(
        "K_e_V_trocados",
        {"inputs": "QVK"},
        "As entradas K e V foram trocadas.",
        "forward recebe três matrizes. Onde entra cada uma?",
        share=0.6,
    ),
)


NETWORK = (
    known("sem_relu", {"relu": "none"}, share=0.4),
    Slip(
        "relu_depois_de_W2",
        {"relu": "after"},
        "A ReLU foi aplicada depois de W2; ela vem entre as duas camadas.",
        "Reveja a ordem na fórmula.",
        share=0.5,
    ),
    Slip(
        "relu_nas_duas",
        {"relu": "both"},
        "A ReLU foi aplicada também depois de W2.",
        "A saída da rede pode ser negativa.",
        share=0.6,
    ),
    Slip(
        "relu_antes_de_W1",
        {"relu": "before"},
        "A ReLU foi aplicada à entrada; ela vem entre as duas camadas.",
        "Reveja a ordem na fórmula.",
        share=0.5,
    ),
    Slip(
        "sigmoide_em_vez_de_relu",
        {"relu": "sigmoid"},
        "Foi usada a função sigmoide em vez da ReLU.",
        "max(0, z) é a ReLU.",
        share=0.5,
    ),
    Slip(
        "tanh_em_vez_de_relu",
        {"relu": "tanh"},
        "Foi usada a tangente hiperbólica em vez da ReLU.",
        "max(0, z) é a ReLU.",
        share=0.5,
    ),
    Slip(
        "modulo_em_vez_de_relu",
        {"relu": "absolute"},
        "Foi usado o valor absoluto em vez da ReLU.",
        "max(0, z) é a ReLU.",
        share=0.5,
    ),
)
