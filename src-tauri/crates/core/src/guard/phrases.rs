//! What small models say around, instead of, or about the text they were given. Data only.
//!
//! Each entry is a language and a regular expression, matched without case; `'` matches every apostrophe.
//! None is a reason to reject or remove by itself: a line that stands in the user's own text is always the user's.

pub type Phrases = &'static [(&'static str, &'static str)];

/// Words that carry no subject, left out of overlaps. Not a complete list: what it misses weighs a little.
pub const FUNCTION_WORDS: Phrases = &[
    (
        "en",
        "a an the this that these those i me my you your he him his she her it its we us our they them their and or but \
         so if as of to in on at by for from with about into than then too very is am are was were be been being do \
         does did have has had will would can could shall should may might must not no there here what which who",
    ),
    ("zh", "的 了 是 在 和 也 都 很 就 我 你 您 他 她 它 们 这 那 个 有 着 吧 吗 呢 啊"),
];

/// A line before the text that announces it, up to and including its colon. Matched at the very start.
pub const ANNOUNCEMENTS: Phrases = &[
    // "Here is the corrected text:", "Sure! Here's a more professional version of your message:"
    (
        "en",
        r"(?:(?:sure(?: thing)?|certainly|of course|absolutely|okay|ok|great|yes)[,!. ]+)?(?:here(?:'s| is| are)|below is|this is|i have|i've)\b[^\n:]{0,80}?\b(?:correct(?:ed|ion|ions)|revis(?:ed|ion)|re-?written|rewrite|re-?phrased|proofread|edited|improved|polished|version|rewording|alternative)\b[^\n:.!?]{0,80}:",
    ),
    // "Corrected version:", "The revised e-mail:"
    (
        "en",
        r"(?:the )?(?:corrected|revised|re-?written|re-?phrased|proofread|edited|improved|polished|corrections?)(?: (?:text|version|sentence|message|e-?mail|paragraph|passage|draft|copy))?:",
    ),
    // "Certainly, I can help with that:" alone on its line
    ("en", r"(?:sure(?: thing)?|certainly|of course|absolutely|okay|great)[,!.] [^\n:]{0,80}:[ \t]*\n"),
    (
        "zh",
        r"(?:当然(?:可以)?|好的|没问题|可以)?[，,！!。 ]*(?:以下|下面|这)是?[^\n：:。]{0,30}(?:修改|修正|改写|润色|校对|更正|纠正|版本|文本|重写|结果)[^\n：:。]{0,15}[：:]",
    ),
    (
        "zh",
        r"(?:修改|修正|改写|润色|校对|更正|纠正|重写)(?:过)?(?:后|之后)?的?(?:文本|版本|句子|内容|结果|文字)?(?:如下|为)?[：:]",
    ),
    (
        "de",
        r"(?:(?:natürlich|sicher|gerne?|klar)[,!. ]+)?(?:hier (?:ist|sind)|nachfolgend)\b[^\n:]{0,60}?(?:korrigiert|überarbeitet|verbessert|umformuliert|version|fassung|text)[^\n:.]{0,40}:",
    ),
    ("de", r"(?:korrigierte|überarbeitete|verbesserte)[rs]? (?:text|version|fassung|satz):"),
    (
        "fr",
        r"(?:(?:bien sûr|certainement|d'accord)[ ,!.]+)?(?:voici|voilà)\b[^\n:]{0,60}?(?:corrigé|révisé|réécrit|amélioré|reformulé|version|texte)[^\n:.]{0,40}:",
    ),
    ("fr", r"(?:texte|version) (?:corrigée?|révisée?|réécrite?) ?:"),
    (
        "es",
        r"¡?(?:(?:claro|por supuesto|desde luego)[ ,!.]+)?(?:aquí (?:está|tienes?|tiene)|este es)\b[^\n:]{0,60}?(?:corregid|revisad|reescrit|mejorad|versión|texto)[^\n:.]{0,40}:",
    ),
    ("es", r"(?:texto|versión) (?:corregid|revisad|reescrit)[oa]:"),
];

/// The same before a summary. Only there: "Here is the list:" may well be the user's own line in a rewrite.
pub const SUMMARY_ANNOUNCEMENTS: Phrases = &[
    (
        "en",
        r"(?:(?:sure|certainly|of course|okay)[,!. ]+)?(?:here(?:'s| is| are)|below (?:is|are)|the following (?:is|are))\b[^\n:]{0,60}?\b(?:summary|summaries|points?|takeaways|headline|title|list|table|action items|teaser|tl;?dr)\b[^\n:]{0,80}:",
    ),
    ("en", r"(?:\*\*)?(?:summary|key points|headline|title|tl;?dr|teaser|action items)(?: of [^\n:]{0,60})?:(?:\*\*)?"),
    (
        "zh",
        r"(?:当然|好的)?[，,！!。 ]*(?:以下|下面|这)是?[^\n：:。]{0,30}(?:总结|摘要|要点|概括|标题|列表|表格|待办)[^\n：:。]{0,15}[：:]",
    ),
    ("zh", r"(?:总结|摘要|要点|概括|标题)(?:如下)?[：:]"),
    ("de", r"(?:hier (?:ist|sind)|nachfolgend)\b[^\n:]{0,60}?(?:zusammenfassung|stichpunkte|überschrift)[^\n:]{0,40}:"),
    ("fr", r"(?:voici|voilà)\b[^\n:]{0,60}?(?:résumé|points|titre)[^\n:]{0,40}:"),
    ("es", r"aquí (?:está|tienes?|tiene)\b[^\n:]{0,60}?(?:resumen|puntos|título)[^\n:]{0,40}:"),
];

/// A word of assent alone on the first line.
pub const ASSENTS: Phrases = &[
    ("en", r"(?:sure(?: thing)?|certainly|of course|absolutely|okay|ok|got it|no problem)[!.,]?[ \t]*\n"),
    ("zh", r"(?:当然(?:可以)?|好的|没问题|可以)[，,！!。]?[ \t]*\n"),
    ("de", r"(?:natürlich|gerne?|sicher|klar)[!.,]?[ \t]*\n"),
    ("fr", r"(?:bien sûr|certainement|d'accord)[ !.,]*\n"),
    ("es", r"¡?(?:claro|por supuesto|desde luego)[!.,]?[ \t]*\n"),
];

/// The label of a frame around the text, repeated by the model. Matched at the very start.
pub const LABELS: Phrases = &[
    ("en", r"(?:text|output|input|answer|result|response|assistant|rewritten|rewrite|corrected|correction|revised):"),
    ("zh", r"(?:文本|输出|结果|回答|答案|原文|修改后|改写后|译文)[：:]"),
    ("de", r"(?:text|ausgabe|ergebnis|antwort):"),
    ("fr", r"(?:texte|sortie|résultat|réponse) ?:"),
    ("es", r"(?:texto|salida|resultado|respuesta):"),
];

/// A paragraph after the text that talks about it: it and all that follows is cut. Matched at the start of a line.
pub const REMARKS_AFTER: Phrases = &[
    (
        "en",
        r"[*_#> (\[]*(?:explanation|notes?|changes(?: made)?|corrections?(?: made)?|reason(?:ing)?|key changes|summary of changes)[*_]*:",
    ),
    (
        "en",
        r"(?:in this (?:version|revision|rewrite)|the (?:main |following )?changes (?:are|made|i made|include)|i(?:'ve| have)? (?:changed|corrected|fixed|made the following|replaced|rewrote|revised|also (?:changed|corrected|fixed)))\b",
    ),
    ("en", r"(?:this|the) (?:corrected|revised|rewritten|edited) (?:version|text|sentence|message|email)\b"),
    (
        "en",
        r"(?:i hope (?:this|that) (?:helps|version helps|is what you)|is there anything else (?:i|you)|feel free to (?:adjust|modify|let me know|ask)|please let me know if you(?:'d| would)? (?:like|need|want) (?:me to|any (?:further|other|more|additional) (?:changes|adjustments|revisions|edits|help|assistance|modifications)))",
    ),
    (
        "en",
        r"let me know if you(?:'d| would)? (?:like|need|want) (?:me to|(?:any )?(?:further|other|more|additional) (?:changes|adjustments|revisions|edits|help|assistance|modifications))",
    ),
    ("zh", r"[（(【*]*(?:说明|解释|注意?|备注|修改(?:说明|之处|内容)|更改说明)[】*]*[：:]"),
    (
        "zh",
        r"(?:希望(?:这|以上)?[^\n。]{0,12}(?:有(?:所)?帮助|帮到您?你?)|如果(?:您|你)(?:还)?(?:需要|有)[^\n。]{0,20}(?:修改|帮助|问题|调整)|我(?:已经?)?(?:修改|修正|更正|改正)了)",
    ),
    (
        "de",
        r"(?:erklärung|anmerkung(?:en)?|hinweis|änderungen):|ich hoffe,? das hilft|ich habe [^\n]{0,40}(?:geändert|korrigiert)|lass(?:en sie)? (?:es )?mich wissen, (?:wenn|falls)",
    ),
    (
        "fr",
        r"(?:explication|remarque|modifications|note) ?:|j'espère que (?:cela|ça) (?:vous |t')?aide|j'ai (?:corrigé|modifié|remplacé)|n'hésitez pas à me",
    ),
    ("es", r"(?:explicación|nota|cambios):|espero que (?:esto )?(?:te |le )?(?:ayude|sirva)|he (?:corregido|cambiado)"),
];

/// The same, but so usual at the end of an e-mail that only proofreading (which adds nothing) may cut it.
pub const CLOSINGS: Phrases = &[
    ("en", r"(?:please )?(?:let me know|feel free to (?:ask|contact|reach)|don't hesitate)\b"),
    ("zh", r"(?:如有(?:任何)?(?:问题|疑问)|欢迎随时)"),
    ("de", r"(?:melden sie sich|bei fragen)\b"),
    ("fr", r"n'hésitez pas\b"),
    ("es", r"no dudes? en\b"),
];

/// A remark in brackets behind the last sentence: "(Note: I changed 'has' to 'have'.)"
pub const BRACKETED: Phrases = &[
    ("en", r"[(\[](?:note|explanation|corrected|correction|changes?|changed)\b[^()\[\]]*[)\]]\s*\z"),
    ("zh", r"[（(\[【](?:注|说明|解释|备注|修改)[^（）()\[\]【】]*[）)\]】]\s*$"),
];

/// The model speaks as an assistant: it answers. Anywhere in the answer.
pub const ASSISTANT: Phrases = &[
    (
        "en",
        r"how (?:can|may) i (?:help|assist) you|what would you like me to|(?:please|could you) (?:provide|share|paste) (?:me with )?(?:the|your|more|a) (?:text|sentence|context|message|passage|information you)|i(?:'m| am) (?:just |only )?an? (?:ai|artificial|computer program|chatbot|virtual assistant)|i(?:'d| would) be happy to (?:help|assist) you (?:with|correct|rewrite)",
    ),
    (
        "zh",
        r"有什么(?:我)?可以帮(?:助)?(?:您|你)|请(?:提供|输入)(?:您|你)?(?:要|需要|想)?[^\n。]{0,12}(?:文本|文字|句子|内容)|我(?:只)?是一个(?:ai|人工智能|智能助手|语言模型)",
    ),
];

/// A blank that the reader is to fill in, where the text has none: "Dear [Recipient's Name]".
pub const BLANKS: Phrases = &[
    (
        "en",
        r"\[(?:your|recipient|sender|name|first name|last name|date|insert|company|position|title|phone|e-?mail|address|manager|customer|client|time|location|signature)\b[^\]\n]{0,30}\](?:[^(]|$)",
    ),
    ("zh", r"[\[【](?:您的|你的|收件人|发件人|姓名|名字|公司|日期|职位|联系方式|电话)[^\]】\n]{0,12}[\]】]"),
];

/// An instruction that asks for blanks.
pub const WANTS_BLANKS: Phrases = &[
    ("en", r"template|placeholder|blank|fill in|\["),
    ("zh", r"模板|占位|填空|留空|【"),
    ("de", r"vorlage|platzhalter"),
];

/// The model answers the writer instead of writing for them. Only in a rewrite, and only when the source has none.
pub const REPLIES: Phrases = &[
    (
        "en",
        r"\bsorry to hear\b|\byou(?:'re| are) (?:very |most )?welcome\b|\b(?:i am|i'm) here to (?:help|assist)\b|\bi (?:sincerely |deeply |do )?apologi[sz]e\b|\bmy (?:sincere )?apologies\b|\bi understand (?:that you|your (?:frustration|concern|feelings))|\bthank you for (?:your understanding|bringing this|letting me know|your feedback)\b",
    ),
    ("zh", r"很抱歉听到|不客气|我(?:能|可以)理解(?:您|你)的|感谢(?:您|你)的(?:理解|反馈)"),
    ("de", r"tut mir leid,? (?:das |dies )?zu hören|gern geschehen|ich verstehe (?:ihren|deinen) (?:ärger|frust)"),
];

/// The model judges the text instead of correcting it. Anywhere in the answer.
pub const JUDGEMENTS: Phrases = &[
    (
        "en",
        r"\b(?:sentence|text|phrase|paragraph|message|word|verb|grammar|passage)\b[^.\n]{0,60}\b(?:is|are|appears to be|seems)(?: already)? (?:grammatically |perfectly )?(?:in)?correct\b",
    ),
    (
        "en",
        r"\bgrammatically (?:in)?correct\b|\b(?:there are|i (?:see|find|found)|contains?|has) (?:no|several|some|a few|two|three|an?) (?:grammatical |grammar |spelling )+(?:errors?|mistakes?|issues?)\b|\bno (?:errors|mistakes|corrections (?:are )?needed|changes (?:are )?needed)\b",
    ),
    (
        "en",
        r"\bthe correct (?:spelling|form|sentence|word|version|verb)\b|\bshould be (?:spelled|spelt|capitali[sz]ed|changed to|replaced (?:by|with)|corrected to|written as)\b|\bshould be ['\x22“][^'\x22”\n]{1,30}['\x22”]|\b(?:subject-verb agreement|past participle|verb tense|run-on sentence)\b",
    ),
    (
        "zh",
        r"(?:句子|文本|这句话|语法|原文)[^。\n]{0,15}(?:是正确的|没有(?:语法)?(?:错误|问题)|有误|存在(?:语法)?错误)|无需(?:修改|更正)|应(?:该|当)?改为",
    ),
    ("de", r"(?:der satz|der text)[^.\n]{0,30}(?:ist|enthält)[^.\n]{0,30}(?:korrekt|richtig|fehler)"),
    ("fr", r"la phrase[^.\n]{0,30}(?:est|contient)[^.\n]{0,30}(?:correcte|erreur)"),
    ("es", r"la (?:oración|frase)[^.\n]{0,30}(?:es|está|contiene)[^.\n]{0,30}(?:correcta|error)"),
];

/// Refusing.
pub const REFUSALS: Phrases = &[
    ("en", r"\bas an? (?:ai|artificial intelligence|(?:large )?language model)\b"),
    (
        "en",
        r"\b(?:i'm|i am|we're) (?:very |so |really )?sorry,? (?:but )?(?:i|we)(?: am|'m)? (?:can't|cannot|can not|won't|will not|unable to|not able to) (?:\w+ ){0,2}?(?:assist|help|comply|fulfil|fulfill|provide|rewrite|proofread|edit|summari[sz]e|generate|create|engage|continue|do that|process)",
    ),
    (
        "en",
        r"\bi (?:can't|cannot|can not|won't|am unable to|am not able to|'m unable to) (?:\w+ )?(?:assist|comply|fulfil|fulfill|rewrite|proofread|summari[sz]e|generate|engage in|provide (?:a|an|the|that|assistance))",
    ),
    (
        "zh",
        r"(?:抱歉|对不起|很遗憾)[，, ]*(?:但)?我(?:无法|不能|没有办法)|作为一(?:个|名)?(?:ai|人工智能|语言模型|助手)|我无法(?:提供|完成|满足|协助|帮助|处理)",
    ),
    ("de", r"(?:es tut mir leid|tut mir leid),? (?:aber )?ich kann|als (?:ki|sprachmodell)"),
    ("fr", r"je suis désolée?,? (?:mais )?je ne peux pas|en tant qu(?:e modèle|'ia|'intelligence)"),
    ("es", r"lo siento,? (?:pero )?no puedo|como (?:modelo de lenguaje|ia\b)"),
];

/// Lecturing.
pub const LECTURES: Phrases = &[
    ("en", r"\b(?:it is|it's) (?:not (?:appropriate|acceptable|okay)|inappropriate|never (?:appropriate|okay)) to\b"),
    (
        "en",
        r"\b(?:it is|it's) (?:always )?(?:important|essential|crucial) to (?:\w+ )?(?:remember|note|use|be|treat|communicate|maintain|remain|keep|avoid|approach)\b[^.\n]{0,80}\b(?:respect|respectful|respectfully|polite|politely|kind|kindness|appropriate|professional|constructive|constructively)\b",
    ),
    (
        "en",
        r"\b(?:this|the|your|such) (?:message|language|text|statement|comment|sentence)[^.\n]{0,20}\bis (?:\w+ )?(?:offensive|inappropriate|disrespectful|harmful|hurtful|not appropriate)\b|\bplease (?:refrain from|use respectful|be respectful)\b",
    ),
    (
        "zh",
        r"(?:这样的|这种|您的|你的)(?:语言|言论|表达|话)[^。\n]{0,12}(?:不(?:恰当|合适|礼貌|尊重)|冒犯)|请(?:使用|保持)(?:礼貌|文明|尊重)|(?:重要的是|应该)[^。\n]{0,15}(?:尊重他人|保持礼貌)",
    ),
];

/// Insults and open contempt: what a friendly text has none of. Words with a harmless meaning of their own (garbage, trash)
/// count only where they are said of somebody's work.
pub const INSULTS: Phrases = &[
    (
        "en",
        r"\b(?:stupid(?:ity)?|idiot(?:s|ic)?|morons?|moronic|imbeciles?|dumb(?:ass)?|clueless|brainless|losers?|jerks?|brats?|halfwits?|slackers?|lazy|whin(?:e|es|ed|ing)|pathetic|worthless|incompetent|disgusting|shut up|shut your|get lost|go to hell|screw (?:you|this)|f[u*]ck\w*|(?:bull)?shit\w*|crap(?:py)?|damn(?:ed)?|assholes?|bastards?|bitch\w*)\b",
    ),
    (
        "en",
        r"\b(?:is|are|was|were|'s|such|total(?:ly)?|complete(?:ly)?|absolute(?:ly)?|utter(?:ly)?|pure) (?:(?:just|so|an?|absolute|complete|total) )*(?:garbage|trash|rubbish|useless|hopeless|a joke)\b|\b(?:tiny|small|no) brain\b|\bno clue\b|\bthe worst\b",
    ),
    (
        "en",
        r"\b(?:nobody cares|(?:do not|don't) (?:really )?care|(?:sick|tired) of (?:your|you|this)|wast(?:e|ing) (?:of )?(?:my|our|everyone's) time|thanks for nothing|what(?:'s| is) wrong with you|how dare you|your (?:whining|excuses|nonsense|mess)|do your job|(?:do not|don't) bother)\b",
    ),
    (
        "zh",
        r"傻[瓜逼子]?|愚蠢|蠢[货材猪]?|白痴|废物|垃圾|闭嘴|滚(?:开|出去|蛋)|去死|他妈|妈的|混蛋|脑残|没脑子|脑子进水|猪脑",
    ),
    ("de", r"\b(?:dumm(?:kopf|heit)?|idiot\w*|schei(?:ß|ss)\w*|blöd\w*|trottel|halt (?:die klappe|den mund))\b"),
    ("fr", r"\b(?:stupides?|idiote?s?|imbéciles?|merde|connards?|ta gueule|débiles?)\b"),
    ("es", r"\b(?:estúpid[oa]s?|idiotas?|imbéciles?|mierda|cállate|inútil(?:es)?)\b"),
];

/// A sentence that asks, by its first words: what a typed question without its mark looks like.
pub const QUESTIONS: Phrases = &[
    (
        "en",
        r"(?:(?:hi|hey|hello|dear)\b[^?.!\n,]{0,20},\s*|(?:so|and|but|also|well|ok|okay),? )?(?:(?:when|where|why|who|(?:what|which|whose|how)(?: (?:time|day|kind|sort|many|much|long|often|far|old|one|way))?)(?:'s| is| are| was| were| do| does| did| have| has| can| could| will| would| should)|(?:do|does|did|is|are|was|were|am|can|could|will|would|should|have|has|may|shall)(?:n't)? (?:i|you|u|he|she|it|we|they|this|that|there|these|those|your|my|our|the|anyone|someone|somebody|anybody))\b",
    ),
    ("zh", r"[^。！？\n]*(?:吗|呢|什么时候|怎么样|如何看|是不是|能不能|可不可以|为什么)[。.]?$"),
];

/// Asks without being a question, so a mark may be dropped: "I was wondering if you could help?"
pub const INDIRECT: Phrases = &[(
    "en",
    r"(?:i (?:was |am |'m )?wonder|i(?:'d| would) like to|i (?:want|wanted) to|let me know|please|tell me|i don't know|i do not know|not sure)",
)];

/// Turns a question into a polite request, which a rewrite may do.
pub const REQUESTS: Phrases = &[
    (
        "en",
        r"\b(?:please|let me know|let us know|tell me|i(?:'d| would) (?:like|love|appreciate|be grateful)|appreciate|wonder(?:ing)?|curious|(?:share|hear|know|welcome) your|your (?:thoughts|opinion|feedback|view|perspective|input)|kindly|inquire|enquire)\b",
    ),
    ("zh", r"请|希望|想(?:知道|了解|问)|盼|期待|告知|告诉我"),
];

/// Words no finished text ends with.
pub const DANGLING: Phrases = &[
    ("en", "the a an and or but of because which my your their our"),
    ("zh", "和 与 或 但 因为 所以 而 把 被 从 向"),
    ("de", "der die das und oder aber von zu mit für in ein eine"),
    ("fr", "le la les et ou mais de à avec pour un une"),
    ("es", "el la los y o pero de a con para un una"),
];

/// Who speaks and who is spoken of: first, second and third person. Proofreading doesn't trade one for another.
pub const PERSONS: [(&str, &str); 3] = [
    ("first", "i me my mine myself we us our ours ourselves i'm i've i'll i'd we're we've we'll 我 咱"),
    ("second", "you your yours yourself yourselves you're you've you'll you'd u ur 你 您"),
    (
        "third",
        "he him his himself she her hers herself he's she's they them their theirs themselves they're they've 他 她",
    ),
];

/// Says no. Spellings without the apostrophe count, or mending one would look like a change of meaning.
pub const NEGATIONS: &str = "not never nobody nothing cannot n't don't dont doesn't doesnt didn't didnt isn't isnt aren't arent \
     wasn't wasnt weren't werent can't cant couldn't couldnt won't wont wouldn't wouldnt shouldn't shouldnt haven't havent \
     hasn't hasnt hadn't hadnt mustn't 不 没 未 别 勿";

/// May stand in for one of them ("not pollute", "prevent pollution"), but says nothing alone ("no" may be "know").
pub const HALF_NEGATIONS: &str = "no nor none neither nowhere hardly rarely seldom without unable fail fails failed avoid avoids \
     prevent prevents stop stops lack lacks unless except rather instead 无 非 免 莫";

/// Tags and fences that prompts put around a text. Other tags are the user's.
pub const FRAME_TAGS: &[&str] = &[
    "text",
    "input",
    "output",
    "source",
    "document",
    "message",
    "answer",
    "result",
    "corrected",
    "rewrite",
    "summary",
    "think",
];
