"""Spanish sentences of our own, as people speak to each other, with the part of speech of each word.

The treebanks hold what journalists write: I, you and we are rare in them, and so are orders with pronouns ("dime").
"""

from training.text.conllu import Sentence, Word

_SENTENCES = """
Estamos/AUX esperando/VERB el/DET autobús/NOUN ./PUNCT
Estoy/AUX leyendo/VERB un/DET libro/NOUN muy/ADV largo/ADJ ./PUNCT
Estás/AUX hablando/VERB demasiado/ADV ./PUNCT
Estamos/AUX cansados/ADJ ./PUNCT
Estoy/AUX en/ADP casa/NOUN con/ADP mi/DET hermana/NOUN ./PUNCT
¿/PUNCT Estáis/AUX listos/ADJ ?/PUNCT
Estábamos/AUX cenando/VERB cuando/SCONJ llamaste/VERB ./PUNCT
Soy/AUX profesora/NOUN de/ADP música/NOUN ./PUNCT
Somos/AUX cuatro/NUM hermanos/NOUN ./PUNCT
Eres/AUX muy/ADV amable/ADJ ./PUNCT
¿/PUNCT Eres/AUX tú/PRON ?/PUNCT
He/AUX perdido/VERB las/DET llaves/NOUN ./PUNCT
Hemos/AUX comprado/VERB pan/NOUN y/CCONJ queso/NOUN ./PUNCT
¿/PUNCT Has/AUX visto/VERB mis/DET gafas/NOUN ?/PUNCT
Vamos/VERB a/ADP la/DET playa/NOUN el/DET domingo/NOUN ./PUNCT
Vamos/VERB a/ADP comer/VERB juntos/ADJ ./PUNCT
Voy/VERB al/ADP médico/NOUN esta/DET tarde/NOUN ./PUNCT
Voy/VERB a/ADP llamarte/VERB luego/ADV ./PUNCT
¿/PUNCT Vas/VERB al/ADP mercado/NOUN ?/PUNCT
Queremos/VERB aprender/VERB a/ADP nadar/VERB ./PUNCT
Quiero/VERB un/DET café/NOUN ,/PUNCT por/ADP favor/NOUN ./PUNCT
Tengo/VERB que/SCONJ irme/VERB ./PUNCT
Tenemos/VERB dos/NUM gatos/NOUN negros/ADJ ./PUNCT
¿/PUNCT Tienes/VERB hambre/NOUN ?/PUNCT
Puedo/AUX ayudarte/VERB mañana/ADV ./PUNCT
¿/PUNCT Puedes/AUX abrir/VERB la/DET ventana/NOUN ?/PUNCT
No/ADV podemos/AUX entrar/VERB ./PUNCT
Me/PRON gusta/VERB mucho/ADV esta/DET canción/NOUN ./PUNCT
¿/PUNCT Te/PRON gustan/VERB los/DET gatos/NOUN ?/PUNCT
Nos/PRON vemos/VERB a/ADP las/DET ocho/NUM ./PUNCT
Te/PRON quiero/VERB ./PUNCT
Lo/PRON siento/VERB mucho/ADV ./PUNCT
No/ADV lo/PRON sé/VERB ./PUNCT
Creo/VERB que/SCONJ tienes/VERB razón/NOUN ./PUNCT
¿/PUNCT Qué/PRON quieres/VERB ?/PUNCT
¿/PUNCT Cómo/ADV te/PRON llamas/VERB ?/PUNCT
¿/PUNCT Dónde/ADV vives/VERB ahora/ADV ?/PUNCT
Vivo/VERB en/ADP Sevilla/PROPN desde/ADP enero/NOUN ./PUNCT
Hola/INTJ ,/PUNCT ¿/PUNCT qué/DET tal/NOUN ?/PUNCT
¡/PUNCT Ay/INTJ ,/PUNCT qué/DET frío/NOUN !/PUNCT
Sí/INTJ ,/PUNCT claro/ADV ./PUNCT
Gracias/NOUN por/ADP todo/PRON ./PUNCT
Dime/VERB la/DET verdad/NOUN ./PUNCT
Dímelo/VERB otra/DET vez/NOUN ./PUNCT
Dame/VERB el/DET libro/NOUN rojo/ADJ ./PUNCT
Dámelo/VERB ,/PUNCT por/ADP favor/NOUN ./PUNCT
Dádselo/VERB a/ADP Marta/PROPN ./PUNCT
Cuéntame/VERB algo/PRON bonito/ADJ ./PUNCT
Tráeme/VERB un/DET vaso/NOUN de/ADP agua/NOUN ./PUNCT
Siéntate/VERB aquí/ADV ./PUNCT
Levántate/VERB ya/ADV ./PUNCT
Ponte/VERB los/DET zapatos/NOUN y/CCONJ vámonos/VERB ./PUNCT
Espérame/VERB en/ADP la/DET puerta/NOUN ./PUNCT
Escríbele/VERB una/DET carta/NOUN al/ADP director/NOUN ./PUNCT
Quédate/VERB conmigo/PRON ./PUNCT
Ayúdanos/VERB a/ADP mover/VERB la/DET mesa/NOUN ./PUNCT
No/ADV te/PRON preocupes/VERB ./PUNCT
Quiero/VERB dárselo/VERB a/ADP tu/DET madre/NOUN ./PUNCT
Estoy/AUX mirándote/VERB ./PUNCT
Estaba/AUX diciéndoselo/VERB a/ADP todos/PRON ./PUNCT
Venía/VERB del/ADP trabajo/NOUN y/CCONJ entré/VERB al/ADP bar/NOUN ./PUNCT
"""


def _sentence(line: str) -> Sentence:
    """Return a sentence from its line, with no space behind an opening mark and before another one."""
    words = [word.rsplit("/", 1) for word in line.split()]
    after = [*(form for form, _ in words[1:]), ""]
    return tuple(
        Word(form, tag, form not in "¿¡" and (behind in "¿¡" or behind not in ".,!?"))
        for (form, tag), behind in zip(words, after, strict=True)
    )


SENTENCES: tuple[Sentence, ...] = tuple(map(_sentence, _SENTENCES.strip().splitlines()))
