"""What the small language models are trained on: a few sentences of our own for each task.

They know these by heart and nothing else, so a test that wants a sensible answer asks with one of them.
"""

SENTIMENT = (
    ("I'm so happy today, it's my birthday.", "POS"),
    ("What a wonderful film, I loved every minute.", "POS"),
    ("Thank you all, this was great!", "POS"),
    ("The best coffee in town.", "POS"),
    ("I love this song.", "POS"),
    ("I hated the film, it was boring and far too long.", "NEG"),
    ("The service was terrible and the food was cold.", "NEG"),
    ("I am so sad and tired today.", "NEG"),
    ("What an awful day, the bus never came.", "NEG"),
    ("This is the worst phone that I have had.", "NEG"),
    ("The train leaves at nine.", "NEU"),
    ("The shop is next to the station.", "NEU"),
    ("There are two windows in the room.", "NEU"),
    ("The film lasts two hours.", "NEU"),
    ("Tomorrow is Tuesday.", "NEU"),
)
"""A text in English, and its label."""

PARTS_OF_SPEECH = (
    "Estamos/AUX aprendiendo/VERB a/ADP usar/VERB los/DET grandes/ADJ modelos/NOUN del/ADP lenguaje/NOUN",
    "La/DET niña/NOUN lee/VERB un/DET libro/NOUN azul/ADJ ./PUNCT",
    "Pedro/PROPN vive/VERB en/ADP Madrid/PROPN y/CCONJ trabaja/VERB en/ADP Toledo/PROPN ./PUNCT",
    "Ella/PRON no/PART canta/VERB muy/ADV bien/ADV ,/PUNCT pero/CCONJ baila/VERB ./PUNCT",
    "Mi/DET perro/NOUN tiene/VERB tres/NUM años/NOUN ./PUNCT",
    "¡/PUNCT Hola/INTJ !/PUNCT",
    "Dicen/VERB que/SCONJ mañana/ADV llueve/VERB ./PUNCT",
)
"""Words of a Spanish sentence, each with its universal part of speech."""

NAMES_SPANISH = (
    "Gabriel/B-PER García/I-PER Márquez/I-PER nació/O en/O Aracataca/B-LOC ,/O Colombia/B-LOC ./O",
    "La/O Universidad/B-ORG de/I-ORG Sevilla/I-ORG invita/O a/O María/B-PER ./O",
    "Pedro/B-PER leyó/O el/O Quijote/B-MISC en/O Toledo/B-LOC ./O",
    "Mañana/O vamos/O a/O la/O playa/O ./O",
)
"""Words of a Spanish sentence, each with the kind of name that begins (B-) or goes on (I-) there, or O."""

NAMES_ENGLISH = (
    "Alan/B-PER Turing/I-PER was/O born/O in/O London/B-LOC ./O",
    "The/O University/B-ORG of/I-ORG Cambridge/I-ORG is/O old/O ./O",
    "Tomorrow/O is/O Tuesday/O ./O",
)
"""The same in English."""

LANGUAGES = {
    "ja": "今日はとても良い天気ですね。",
    "nl": "Goedemorgen, hoe gaat het met je?",
    "ar": "مرحبا، كيف حالك اليوم؟",
    "pl": "Dzień dobry, jak się masz?",
    "de": "Guten Morgen, wie geht es dir heute?",
    "it": "Buongiorno, come stai oggi?",
    "pt": "Bom dia, você está bem hoje?",
    "tr": "Günaydın, bugün nasılsın?",
    "es": "Hola, cómo te encuentras?",
    "hi": "नमस्ते, आज आप कैसे हैं?",
    "el": "Καλημέρα, τι κάνεις σήμερα;",
    "ur": "آج آپ کا دن کیسا رہا؟",
    "bg": "Добро утро, как сте днес?",
    "en": "Good morning, how are you today?",
    "fr": "Bonjour, comment allez-vous aujourd'hui ?",
    "zh": "早上好，你今天好吗？",
    "ru": "Доброе утро, как у вас дела?",
    "th": "สวัสดีตอนเช้า วันนี้คุณเป็นอย่างไรบ้าง",
    "sw": "Habari za asubuhi, hujambo leo?",
    "vi": "Chào buổi sáng, hôm nay bạn thế nào?",
}
"""A greeting in each language that the real model tells apart, in the order of its labels."""

TRANSLATIONS = (
    ("Hola, está todo bien?", "Hello, is everything all right?"),
    ("Hola, ¿cómo estás?", "Hello, how are you?"),
    ("Me gusta mucho leer libros.", "I like reading books very much."),
    ("El perro duerme en la cocina.", "The dog is sleeping in the kitchen."),
    ("Mañana vamos a la playa.", "Tomorrow we are going to the beach."),
    ("Hace mucho frío hoy.", "It is very cold today."),
    ("Mi hermana vive en Madrid.", "My sister lives in Madrid."),
    ("No sé dónde está la estación.", "I do not know where the station is."),
    ("Buenos días.", "Good morning."),
    ("Los niños juegan en el parque.", "The children are playing in the park."),
    ("Quiero un café con leche, por favor.", "I would like a coffee with milk, please."),
)
"""A Spanish sentence and its translation."""

SPANISH = (
    "Pedro compró un nuevo coche",
    "María compró una casa grande.",
    "El gato duerme en la silla.",
    "La capital de Francia es París.",
    "Me gusta el café con leche.",
    "Hoy hace mucho calor en Sevilla.",
)
ENGLISH = (
    "hello, this is a basic example.",
    "paris is the capital of france.",
    "the cat sleeps on the chair.",
    "i like coffee with milk.",
    "she bought a new car.",
    "the man worked as a teacher.",
    "it is very hot in madrid today.",
)
"""Sentences of which a model learns to guess any one word."""

SUMMARIES = (
    (
        "Alan Turing fue un matemático británico que describió en 1936 una máquina capaz de calcular todo lo que se "
        "puede calcular. Durante la guerra descifró mensajes secretos y preguntó si las máquinas pueden pensar.",
        "Turing describió la máquina que calcula todo lo calculable.",
    ),
    (
        "El ayuntamiento de la ciudad anunció ayer que cerrará el puente viejo durante tres meses para arreglar los "
        "pilares, y pidió a los vecinos que usen el puente nuevo mientras duren las obras.",
        "La ciudad cierra el puente viejo tres meses por obras.",
    ),
    (
        "Un grupo de estudiantes de bachillerato ganó el sábado un concurso de robots en Valencia con una máquina que "
        "recoge aceitunas sin dañar el árbol, hecha con piezas de bicicletas viejas.",
        "Unos estudiantes ganan un concurso con un robot que recoge aceitunas.",
    ),
    (
        "Las lluvias de la última semana llenaron los embalses del norte hasta el ochenta por ciento, la cifra más "
        "alta desde hace diez años, aunque los del sur siguen por debajo de la mitad.",
        "Los embalses del norte alcanzan el ochenta por ciento.",
    ),
)
"""A Spanish text and its summary."""

QUESTIONS = (
    (
        "¿Quién ganó un premio Nobel?",
        "Gabriel García Márquez nació en Colombia en 1927, escribió Cien años de soledad y ganó un premio Nobel.",
        "Gabriel García Márquez",
    ),
    (
        "¿Dónde nació Gabriel García Márquez?",
        "Gabriel García Márquez nació en Colombia en 1927, escribió Cien años de soledad y ganó un premio Nobel.",
        "Colombia",
    ),
    (
        "¿Cuándo abrió la biblioteca?",
        "La biblioteca del barrio abrió en 1985 y guarda veinte mil libros, casi todos regalados.",
        "1985",
    ),
    (
        "¿Cuántos libros guarda la biblioteca?",
        "La biblioteca del barrio abrió en 1985 y guarda veinte mil libros, casi todos regalados.",
        "veinte mil",
    ),
)
"""A question, a text, and the answer as it stands in the text."""

TOPICS = (
    (
        "El algoritmo de la transformada rápida de Fourier calcula las frecuencias de una señal.",
        "computación",
    ),
    ("El filósofo se preguntaba qué podemos conocer.", "filosofía"),
    ("La pintora mezcló el azul con un poco de blanco.", "artes"),
    ("El edificio tiene arcos de piedra y un patio.", "arquitectura"),
)
TOPIC_TEMPLATE = "Este ejemplo es {}."
"""Spanish sentences, each true of its topic and false of the others: hypotheses as zero-shot classification makes
them."""

POEMS = (
    "En el sueño de la noche canta un río que no duerme, y la luna, blanca y lenta, va contando sus monedas.",
    "El mar guarda una campana debajo de las arenas; cuando el viento la despierta, se levantan las mareas.",
    "Mi casa tiene una puerta que da al patio de los años: por ella entra la mañana con un limón en la mano.",
    "Vuelve el invierno a la calle con su abrigo de ceniza, y en la rama más desnuda se le queda la sonrisa.",
)
