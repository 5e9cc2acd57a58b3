"""Texts of the golden data: the four languages, other scripts, and Unicode that readers paste without knowing."""
import json
from pathlib import Path

PRESETS = [text for group in json.loads((Path(__file__).parent / "presets.json").read_text()).values() for text in group.values()]

ENGLISH = """Attention is a weighted average.
The cat sat on the mat because it was tired.
The animal didn't cross the street because it was too wide.
Don't you think the cat's mouse is gray?
She said: "No, it isn't!"
It costs $3.50, i.e. about 10% less.
We'll meet at 7 o'clock; bring your own food.
Rock 'n' roll isn't noise
A state-of-the-art, 12-layer encoder
E-mail me at cat@example.org or see https://example.org/a?b=c&d=1#top.
WHY ARE WE SHOUTING?
iPhone, eBay and GitHub
the students' books
naïve café résumé façade
He ran, she ran; they ran – all of them…
(see chapter 3, section 2.1)
1,000,000 numbers and 3.14159
The quick brown fox jumps over the lazy dog
pneumonoultramicroscopicsilicovolcanoniosis
‘single’ and “double” quotes
time flies like an arrow; fruit flies like a banana
She's seen the astronaut's horse
to be or not to be
x² + y² = z²
Mr. and Mrs. O'Neill weren't home""".split("\n")

ITALIAN = """L'attenzione è una media pesata.
Il gatto dell'amica di Anna dorme sull'albero
Quest'uomo non c'è più
Un'altra volta, all'alba, nell'acqua fredda
Perché no? Così è, se vi pare.
Sant'Agostino scrisse le «Confessioni»
Qual è l'età dell'universo?
un po' di pane e mezz'ora di sonno
Com'era bello! Dov'eri?
La volpe rossa salta sopra il cane pigro
Città, virtù, però, lunedì, caffè
Costa 3,50 € al chilo
L’apostrofo tipografico dell’italiano
Nient'altro che tutt'intorno
Gl'italiani d'America
d'accordo, l'ho visto
ieri ho mangiato gli gnocchi
precipitevolissimevolmente
Chi dorme non piglia pesci
LA GATTA FRETTOLOSA FECE I GATTINI CIECHI
Mi piace «leggere» e scrivere
il 25° anniversario, l'1% dei casi
quell'auto e quell’aereo
Va' via! Di' la verità.
l'arco e un arco""".split("\n")

FRENCH = """L'attention est une moyenne pondérée.
Qu'est-ce que c'est ?
Aujourd'hui, il n'y a plus d'eau dans l'océan.
Jusqu'à quand ? Lorsqu'elle viendra, puisqu'il le faut.
L'œuvre d'un cœur naïf
« Bonjour ! » dit-elle.
J'ai mangé quelqu'une de ces pommes presqu'entière
S'il te plaît, dessine-moi un mouton
Où est le garçon ? À l'hôtel, déjà.
Le chat de l'astronaute n'aime pas l’eau
Va-t'en ! M'entends-tu ?
C'était l'été ; quoiqu'il pleuve
anticonstitutionnellement
Le renard brun saute par-dessus le chien paresseux
Ça coûte 3,50 € le kilo
Mme Dupont et M. l'abbé
ÉCOLE, ÊTRE, ÇA, ŒIL
un arc-en-ciel au-dessus du château
Les grand'mères d'autrefois
L’apostrophe typographique d’un texte
La souris qu'un chat poursuit
Noël, maïs, aiguë, Haÿ-les-Roses
T'as vu l'heure ?
des chefs-d'œuvre
il dit : « l'amour »""".split("\n")

GERMAN = """Aufmerksamkeit ist ein gewichteter Mittelwert.
Die Katze, die den Hund jagt, ist müde.
Straße, Fuß, größer, Übergrößenträger
Donaudampfschifffahrtsgesellschaftskapitän
„Wie geht’s?“, fragte sie.
Das ist Hans' Buch und Annas Heft.
Er steht um 7 Uhr auf.
Ich hab's gesehen, war's nicht schön?
GROẞ oder GROSS?
Rotkäppchen und der böse Wolf
Es kostet 3,50 € pro Kilo.
Der Astronaut reitet auf einem grünen Pferd
E-Mail-Adresse und U-Bahn-Station
Äpfel, Öl, Übung, süß
›einfache‹ und »doppelte« Anführungszeichen
Fischers Fritz fischt frische Fische
z. B. im Jahr 1989
Sie ruft ihre Freundin morgen früh an
Wer reitet so spät durch Nacht und Wind?
Bundesausbildungsförderungsgesetz
das 1. Kapitel, § 5 Abs. 2
rote Katze – graue Maus
Der Hund, den die Katze jagt
kein Mensch muss müssen
Heizölrückstoßabdämpfung""".split("\n")

SCRIPTS = {
    "Greek": "Μια κόκκινη γάτα κυνηγά ένα ποντίκι|Καλημέρα, κόσμε!|ὦ ἄνδρες Ἀθηναῖοι|αλφάβητο|Τι ώρα είναι;|ΣΟΦΙΑ σοφίας",
    "Cyrillic": "Рыжая кошка гонится за серой мышью|Привет, мир!|Щастя і доля|ёлка и йод|Съешь же ещё этих мягких французских булок|Ђорђе и Љубица",
    "Arabic": "قطة حمراء تطارد فأرا رماديا|مرحبا بالعالم|السَّلَامُ عَلَيْكُمْ|كتاب، قلم؟|لا إله|گربه قرمز موش خاکستری را دنبال می‌کند",
    "Hebrew": "חתול אדום רודף אחרי עכבר אפור|שלום עולם|בְּרֵאשִׁית|צה״ל ומפא״י|א־ב|מה שלומך?",
    "Devanagari": "एक लाल बिल्ली चूहे का पीछा करती है|नमस्ते दुनिया|क्षत्रिय ज्ञान|मैं यहाँ हूँ।|हिन्दी में १२३|संस्कृतम्",
    "Bengali": "একটি লাল বিড়াল ইঁদুর তাড়া করে|আমি বাংলায় গান গাই|ক্ষমা|কী খবর?|বিশ্ব|১২৩",
    "Tamil": "சிவப்பு பூனை எலியைத் துரத்துகிறது|வணக்கம் உலகம்|தமிழ்|க்ஷ|நான் இங்கே இருக்கிறேன்|யாதும் ஊரே யாவரும் கேளிர்",
    "Thai": "แมวแดงไล่หนูสีเทา|สวัสดีชาวโลก|ภาษาไทย|กินข้าวหรือยัง|น้ำ ก็ ๑๒๓|เธอ(ไม่)มา",
    "Han": "一只红猫追着一只灰老鼠|你好，世界！|注意力機制|人工智能（AI）很有趣。|我爱北京天安门|龘靐齉",
    "Kana and Han": "赤い猫が灰色のネズミを追いかける|こんにちは、世界。|コンピューター|東京は日本の首都です|「はい」と言った|ｶﾀｶﾅとひらがな",
    "Hangul": "빨간 고양이가 회색 쥐를 쫓는다|안녕하세요, 세계!|한국어|나는 학교에 간다.|ㅋㅋㅋ|뷁 쀍",
    "Georgian": "წითელი კატა მისდევს ნაცრისფერ თაგვს|გამარჯობა მსოფლიო|საქართველო|მე მიყვარს|კითხვა?|დღეს",
    "Armenian": "Կարմիր կատուն հետապնդում է մկանը|Բարև աշխարհ|Հայաստան|Ինչպե՞ս ես։|և|գիրք",
    "Khmer": "ឆ្មាក្រហមដេញកណ្តុរ|សួស្តី​ពិភពលោក|ភាសាខ្មែរ|កម្ពុជា|ខ្ញុំ|១២៣",
    "Myanmar": "ကြောင်နီက ကြွက်ကို လိုက်တယ်|မင်္ဂလာပါ|မြန်မာ။|ကျွန်တော်|၁၂၃|ရန်ကုန်",
    "Ethiopic": "ቀይ ድመት ግራጫ አይጥ ታሳድዳለች|ሰላም ዓለም|አማርኛ።|ኢትዮጵያ|፩፪፫|ደህና",
    "Vietnamese": "Con mèo đỏ đuổi con chuột xám|Xin chào thế giới|Tiếng Việt|đường phố Hà Nội|Nguyễn Thị Ước|không có gì",
    "Turkish and Polish": "Kırmızı kedi gri fareyi kovalıyor|İstanbul'da ışık|Zażółć gęślą jaźń|Rudy kot goni szarą mysz|İIıi|ŁÓDŹ"}

ODD = [
    "", " ", "  ", "a", " a", "a ", " a ", "  a  b  ", "a" * 40, "ab " * 30, "é" * 20, "-" * 50, "." * 17, "...", "?!?!", "!", "'", "''", "' '", "\"", "’",
    "\t", "\n", "a\tb", "a\nb", "a\r\nb", "a\u00a0b", "a\u2003b", "a\u3000b", "a\u200bb", "a\u200db", "\ufeffa", "a\ufeffb", "a\u00adb", "a\u2060b", "\u200e\u200fa",
    "\x01\x02", "a\x07b", "\x1f", "\x7f", "a\x85b", "\x8f\x9f",
    "e\u0301", "cafe\u0301", "nai\u0308ve", "U\u0308bung", "a\u0301\u0327\u0323\u0308", "\u0301", " \u0301a", "n\u0303ino", "i\u0307\u0323", "Z\u0335\u0321a\u0353l\u0337g\u0322o\u0489",
    "ﬁnal ﬂow eﬃcient", "ﬁ", "ﬀ", "ſo", "Ａ ｒｅｄ ｃａｔ", "１２３", "①②③", "㍿", "㎏", "½ ¾", "x²₃", "℃ ℉ №", "ⅣⅫ", "™®©", "Ǆ ǆ Ĳ", "…", "ª º", "µ", "℡", "ﷺ",
    "😀", "a😀b", "👩‍🚀 on a 🐎", "👨‍👩‍👧‍👦", "🇮🇹🇫🇷🇩🇪", "👍🏽", "❤️", "❤", "☺︎", "1️⃣", "🤷🏿‍♀️ why?", "🫠🪿", "cat🐱mouse🐭",
    "<s>", "</s>", "<unk>", "<mask>", "a <mask> cat", "<pad><s>", "[CLS]", "▁", "▁a", "a▁b", "▁▁", "\u2581 \u2581",
    "𝐀𝐭𝐭𝐞𝐧𝐭𝐢𝐨𝐧", "𝒜", "𐍈𐌰", "𓂀", "𠜎", "\U0010ffff", "\uffff", "\ufffd", "\ue000", "\U000e0041", "\u0378",
    "{\"a\": [1, 2]}", "if (x < 3 && y >= 4) { return; }", "C:\\temp\\a.txt", "#attention @home", "100%", "3.14", "1e-12", "1/2", "+39 06 1234", "a_b_c", "a|b", "~`^", "$5 €5 £5 ¥5", "50€/kg",
    "l'eau", "L'EAU", "l' eau", "l''eau", "l’eau", "dell'", "'l'", "'tis", "rock'n'roll", "d'l'", "qu'un d'un", "o'clock", "aujourd'hui",
    "Straße STRASSE ẞ", "Ĳssel", "Œuvre œuvre", "Æsop", "ŉ", "ﬅ", "İ", "ı", "ǅ",
    "שלום world مرحبا", "Москва2024", "日本語とEnglishとעברית", "A高B", "你好 world", "한국어mixed", "แมวcat", "αβγabc",
    "supercalifragilisticexpialidocious" * 3, "the " * 60, "猫" * 30, "Ж" * 25, "0" * 30, "=" * 33]

GROUPS = {"presets": PRESETS, "en": ENGLISH, "it": ITALIAN, "fr": FRENCH, "de": GERMAN,
          **{name: texts.split("|") for name, texts in SCRIPTS.items()}, "odd": ODD}

# Division into words, by hand. A blank separates words, ▁ stands for the reader's space.
WORDS = {
    "A red cat chases a gray mouse": "▁A ▁red ▁cat ▁chases ▁a ▁gray ▁mouse",
    "L'attenzione è una media pesata.": "▁L' attenzione ▁è ▁una ▁media ▁pesata .",
    "Il gatto dell'amica di Anna": "▁Il ▁gatto ▁dell' amica ▁di ▁Anna",
    "Quest'uomo non c'è più": "▁Quest' uomo ▁non ▁c' è ▁più",
    "un'altra volta": "▁un' altra ▁volta",
    "quell’aereo": "▁quell’ aereo",
    "un po' di pane": "▁un ▁po' ▁di ▁pane",
    "Qu'est-ce que c'est ?": "▁Qu' est - ce ▁que ▁c' est ▁?",
    "Aujourd'hui, il n'y a plus d'eau.": "▁Aujourd'hui , ▁il ▁n' y ▁a ▁plus ▁d' eau .",
    "Jusqu'à quand, lorsqu'elle viendra": "▁Jusqu' à ▁quand , ▁lorsqu' elle ▁viendra",
    "La souris qu'un chat poursuit": "▁La ▁souris ▁qu' un ▁chat ▁poursuit",
    "L’apostrophe d’un texte": "▁L’ apostrophe ▁d’ un ▁texte",
    "Don't you see the cat's mouse?": "▁Don't ▁you ▁see ▁the ▁cat's ▁mouse ?",
    "the students' books": "▁the ▁students' ▁books",
    "O'Neill came at 7 o'clock": "▁O'Neill ▁came ▁at ▁7 ▁o'clock",
    "Ich hab's gesehen": "▁Ich ▁hab's ▁gesehen",
    "Eine rote Katze, die eine graue Maus jagt.": "▁Eine ▁rote ▁Katze , ▁die ▁eine ▁graue ▁Maus ▁jagt .",
    "E-Mail-Adresse": "▁E - Mail - Adresse",
    "Donaudampfschifffahrtsgesellschaft": "▁Donaudampfschifffahrtsgesellschaft",
    "(see chapter 3)": "▁( see ▁chapter ▁3)",
    "赤い猫": "▁赤 い 猫",
    "你好，世界": "▁你好 , 世界",
    "Привет, мир": "▁Привет , ▁мир",
    "빨간 고양이": "▁빨간 ▁고양이"}
