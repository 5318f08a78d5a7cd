"""Slips of questions 5 and 6: the simplified layer and the Transformer. What the student reads is pt-BR."""

from autograder.rubric import Slip

ENCODER = (
    Slip(
        "rede_antes_da_atencao",
        {"order": "network first"},
        "A rede feed-forward veio antes da atenção.",
        "A ordem é atenção e depois feed-forward.",
        share=0.4,
    ),
    Slip(
        "sem_feed_forward",
        {"order": "no network"},
        "Faltou a rede feed-forward depois da atenção.",
        "Uma camada tem duas partes. Qual delas está no seu forward?",
        share=0.4,
    ),
    Slip(
        "sem_atencao",
        {"order": "no attention"},
        "Faltou a atenção: só a rede feed-forward foi aplicada.",
        "Uma camada tem duas partes. Qual delas está no seu forward?",
        share=0.3,
    ),
    Slip(
        "em_paralelo",
        {"order": "side by side"},
        "Atenção e rede receberam as duas a mesma entrada, e as saídas foram somadas.",
        "A rede recebe a saída da atenção.",
        share=0.4,
    ),
    Slip(
        "rede_duas_vezes",
        {"order": "network twice"},
        "A rede feed-forward foi aplicada duas vezes.",
        "Cada camada usa a sua rede uma vez.",
        share=0.6,
    ),
    Slip(
        "residuais_cedo_demais",
        {"order": "residuals"},
        "A camada somou conexões residuais; nesta questão, ela ainda é simples.",
        "As residuais são da questão 7, em outra classe.",
        share=0.7,
    ),
    Slip(
        "residuais_e_norma_cedo_demais",
        {"order": "post-LN"},
        "A camada usou residuais e normalização; nesta questão, ela ainda é simples.",
        "As residuais e a normalização são da questão 7, em outra classe.",
        share=0.7,
    ),
    Slip(
        "mascara_no_encoder",
        {"order": "causal"},
        "Foi aplicada uma máscara causal: cada token só vê os anteriores. No encoder, todos veem todos.",
        "Em qual das duas pilhas o futuro precisa ficar escondido?",
        share=0.5,
    ),
)


LOOKUP = (
    Slip(
        "embedding_multiplicado",
        {"lookup": "scaled"},
        "O embedding foi multiplicado por √d_model, o que o enunciado não pede.",
        "Aqui, cada token é só a sua linha da tabela.",
        share=0.7,
    ),
    Slip(
        "embedding_com_posicoes",
        {"lookup": "with positions"},
        "As posições foram somadas ao embedding, o que o enunciado ainda não pede.",
        "Aqui, cada token é só a sua linha da tabela.",
        share=0.7,
    ),
    Slip(
        "colunas_da_tabela",
        {"lookup": "columns"},
        "Os tokens escolheram colunas da tabela, e não linhas.",
        "A tabela tem uma linha por palavra: indexe o primeiro eixo.",
        share=0.2,
    ),
    Slip(
        "tabela_transposta",
        {"lookup": "of the transposed"},
        "A tabela foi transposta antes da busca (ou do produto com o one-hot).",
        "A tabela tem uma linha por palavra: (vocab_size, d_model).",
        share=0.2,
    ),
    Slip(
        "embedding_transposto",
        {"lookup": "transposed"},
        "O resultado da busca saiu transposto: (B, d_model, n).",
        "Cada token é uma linha: (B, n, d_model).",
        share=0.3,
    ),
    Slip(
        "tokens_a_partir_de_um",
        {"lookup": "next row"},
        "Cada token recebeu a linha seguinte à sua: a contagem começa em 0.",
        "O token 0 fica com a linha 0.",
        share=0.5,
    ),
)


STACK = (
    Slip(
        "camadas_compartilhadas",
        {"stack": "shared"},
        "Todas as camadas são o mesmo objeto, e por isso têm os mesmos pesos.",
        "[camada] * n repete o mesmo objeto n vezes; crie um novo a cada volta.",
        share=0.3,
    ),
    Slip(
        "so_a_primeira_camada",
        {"stack": "first only"},
        "Só a primeira camada foi aplicada.",
        "O return está dentro do laço?",
        share=0.3,
    ),
    Slip(
        "primeira_camada_repetida",
        {"stack": "first again"},
        "A primeira camada foi aplicada em todas as voltas do laço.",
        "O laço usa a sua variável?",
        share=0.4,
    ),
    Slip(
        "faltou_a_ultima_camada",
        {"stack": "but the last"},
        "Faltou aplicar a última camada.",
        "Confira o fim do laço.",
        share=0.5,
    ),
    Slip(
        "camadas_de_tras_para_a_frente",
        {"stack": "reversed"},
        "As camadas foram aplicadas na ordem inversa.",
        "Siga a ordem da lista.",
        share=0.5,
    ),
    Slip(
        "nenhuma_camada",
        {"stack": "none"},
        "Nenhuma camada foi aplicada: a saída é o próprio embedding.",
        "A saída de uma camada é a entrada da seguinte. O que o laço faz com ela?",
        share=0.2,
    ),
)
