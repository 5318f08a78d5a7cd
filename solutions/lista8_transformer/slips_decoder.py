"""Slips of questions 8 and 9: positions, causal mask, decoder. What the student reads is pt-BR."""

from autograder.rubric import Slip

WAVES = (
    Slip(
        "seno_e_cosseno_trocados",
        {"waves": "swapped"},
        "Senos e cossenos estão trocados: os senos ficam nas colunas pares.",
        "A primeira coluna é a de número 0, que é par.",
        share=0.6,
    ),
    Slip(
        "metades_em_vez_de_alternar",
        {"waves": "halves"},
        "Os senos ficaram na primeira metade das colunas e os cossenos na segunda; na fórmula, eles se alternam.",
        "pe[:, 0::2] são as colunas pares.",
        share=0.7,
    ),
    Slip(
        "expoente_dobrado",
        {"waves": "double"},
        "O expoente está dobrado: o 2i da fórmula já é o número da coluna par.",
        "Se o seu índice anda de 2 em 2, ele já vale 2i.",
        share=0.6,
    ),
    Slip(
        "expoente_pela_metade",
        {"waves": "index"},
        "O expoente está pela metade: é 2i/d_model, e não i/d_model.",
        "O seu índice conta pares de colunas ou colunas?",
        share=0.6,
    ),
    Slip(
        "expoente_de_cada_coluna",
        {"waves": "each column"},
        "Cada coluna usou o seu próprio expoente; um seno e o cosseno ao seu lado têm o mesmo.",
        "As colunas 2i e 2i + 1 usam ambas 2i/d_model.",
        share=0.6,
    ),
    Slip(
        "so_senos",
        {"waves": "sines"},
        "Há seno em todas as colunas; nas ímpares é cosseno.",
        "Quais colunas levam cosseno?",
        share=0.4,
    ),
    Slip(
        "posicoes_a_partir_de_um",
        {"waves": "from one"},
        "As posições começaram em 1; a primeira é 0.",
        "np.arange(n) começa em 0.",
        share=0.6,
    ),
    Slip(
        "base_1000",
        {"waves": "base 1000"},
        "A base usada foi 1000; na fórmula é 10000.",
        "Conte os zeros.",
        share=0.7,
    ),
    Slip(
        "multiplica_em_vez_de_dividir",
        {"waves": "growing"},
        "A posição foi multiplicada pela potência de 10000; a fórmula divide.",
        "Confira o sinal do expoente.",
        share=0.6,
    ),
)


CAUSAL = (
    Slip(
        "causal_invertida",
        {"shape": "inverted"},
        "A máscara está invertida: True marca o que deveria ficar escondido.",
        "Aqui, True quer dizer que pode olhar.",
        share=0.5,
    ),
    Slip(
        "causal_para_o_futuro",
        {"shape": "upper"},
        "A máscara deixa ver o futuro e esconde o passado: é o triângulo de cima.",
        "np.tril ou np.triu?",
        share=0.4,
    ),
    Slip(
        "causal_sem_a_diagonal",
        {"shape": "strict"},
        "Um token não consegue olhar para si mesmo: faltou a diagonal.",
        "O primeiro token não poderia olhar para ninguém.",
        share=0.5,
    ),
    Slip(
        "causal_com_um_a_mais",
        {"shape": "one ahead"},
        "Cada token ainda vê o seguinte.",
        "Confira o argumento k.",
        share=0.5,
    ),
    Slip(
        "causal_que_nao_esconde",
        {"shape": "all"},
        "A máscara não esconde nada.",
        "Quais posições ficam no futuro de um token?",
    ),
    Slip(
        "causal_aditiva",
        {"shape": "additive"},
        "A matriz tem zeros e números muito negativos, para somar aos escores; aqui a máscara é booleana.",
        "True onde pode olhar, False onde não pode.",
        share=0.6,
    ),
)


DECODER = (
    Slip(
        "sem_mascara",
        {"mask": "all"},
        "Faltou a máscara causal na autoatenção: o decoder vê o futuro.",
        "Quem usa causal_mask no seu forward?",
        share=0.5,
    ),
    Slip(
        "mascara_do_decoder_invertida",
        {"mask": "upper"},
        "A autoatenção do decoder vê o futuro e esconde o passado.",
        "np.tril ou np.triu?",
        share=0.5,
    ),
    Slip(
        "memory_ignorada",
        {"cross": "self again"},
        "A segunda atenção ignorou memory: é outra autoatenção.",
        "De onde vêm K e V na atenção cruzada?",
        share=0.4,
    ),
    Slip(
        "Q_do_x_original",
        {"cross": "Q from x"},
        "Na atenção cruzada, as consultas vieram do x original, e não da saída da primeira subcamada.",
        "Siga a seta do desenho: o que entra em cross?",
        share=0.6,
    ),
    Slip(
        "mesmos_pesos_nas_duas_atencoes",
        {"cross_weights": "mha"},
        "A atenção cruzada usou os pesos da autoatenção (mha); ela tem os seus (cross).",
        "Quantas MultiHeadAttention a camada guarda?",
        share=0.6,
    ),
    Slip(
        "cruzada_antes_da_autoatencao",
        {"sequence": ("cross", "self", "network")},
        "A atenção cruzada veio antes da autoatenção.",
        "A ordem é autoatenção, atenção cruzada, feed-forward.",
        share=0.5,
    ),
    Slip(
        "sem_atencao_cruzada",
        {"sequence": ("self", "network")},
        "Faltou a atenção cruzada: a camada é igual à do encoder, com máscara.",
        "Onde memory entra?",
        share=0.3,
    ),
    Slip(
        "decoder_sem_rede",
        {"sequence": ("self", "cross")},
        "Faltou a rede feed-forward no fim.",
        "A camada do decoder tem três subcamadas.",
        share=0.5,
    ),
    Slip(
        "sem_terceira_residual",
        {"residuals": (1, 1, 0)},
        "Faltou a terceira conexão residual, em volta da rede.",
        "Quantas caixas “Add & Norm” há, e o que cada uma soma e normaliza?",
        share=0.6,
    ),
    Slip(
        "sem_terceira_norma",
        {"norms": (1, 1, 0)},
        "Faltou a terceira normalização, depois da rede.",
        "Quantas caixas “Add & Norm” há, e o que cada uma soma e normaliza?",
        share=0.6,
    ),
)


DECODER_OF_ONE_LENGTH = (
    Slip(
        "K_do_decoder",
        {"cross": "K from the decoder"},
        "Na atenção cruzada, as chaves vieram do decoder; elas vêm de memory, como os valores.",
        "memory faz dois papéis.",
    ),
    Slip(
        "V_do_decoder",
        {"cross": "V from the decoder"},
        "Na atenção cruzada, os valores vieram do decoder; eles vêm de memory, como as chaves.",
        "memory faz dois papéis.",
    ),
    Slip(
        "Q_da_memory",
        {"cross": "Q from memory"},
        "Na atenção cruzada, as consultas vieram de memory, e as chaves e os valores do decoder: é o contrário.",
        "Quem pergunta é quem está escrevendo a frase.",
    ),
    Slip(
        "so_memory",
        {"cross": "only memory"},
        "Na atenção cruzada, consultas, chaves e valores vieram todos de memory.",
        "Quem pergunta é quem está escrevendo a frase.",
    ),
    Slip(
        "mascara_na_cruzada",
        {"cross_mask": True},
        "A máscara causal foi usada também na atenção cruzada; lá, tudo é permitido.",
        "A frase de entrada já está toda pronta.",
    ),
)
