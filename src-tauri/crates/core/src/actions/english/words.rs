//! Word lists of the English rules.

/// After "I'll", "can you" and the like these undertake nothing.
#[rustfmt::skip]
pub(super) const IDLE: &[&str] = &[
    "think", "admit", "bet", "guess", "never", "miss", "need", "know", "not", "hate", "love", "like", "remember",
    "believe", "imagine", "hear", "understand", "feel", "prefer", "rather", "agree", "hope", "wonder", "doubt",
    "expect", "assume", "suppose", "say", "pray", "confess", "mind", "please", "live", "survive", "die", "wait",
    "sit", "stay", "sleep", "cry", "laugh", "kill", "eat", "manage", "note", "consider", "excuse", "find", "forgive",
    "ignore", "don't", "want", "seem", "look forward", "only", "hardly", "you", "you're", "i", "i'm", "we", "me",
    "otherwise", "no", "yes", "and", "but", "or", "if", "then", "so", "when", "that", "who", "what", "why", "how",
    "where", "apologise", "apologize", "vote", "second", "disagree", "care", "happen", "afford", "promise", "is",
    "was", "always", "also", "be", "still", "have", "leave", "come", "figure", "work", "help", "stand", "use", "it",
    "the", "a", "in", "on", "at", "for", "shout", "begin", "complain", "enjoy", "relax", "bear",
];

/// In a meeting done at once, when nothing more is said of it: "let me check", "let me share my screen".
#[rustfmt::skip]
pub(super) const IMMEDIATE: &[&str] = &[
    "check", "look", "share", "pull", "open", "mute", "unmute", "read", "show", "start", "begin", "finish", "explain",
    "tell", "stop", "continue", "answer", "ask", "repeat", "summarise", "summarize", "add", "rephrase", "interrupt",
    "introduce", "go", "scroll", "close", "turn", "move", "try", "get", "put", "give", "take", "keep",
];

/// "I'm …ing" that is a state of mind or body, or the talk itself.
#[rustfmt::skip]
pub(super) const STATES: &[&str] = &[
    "going", "hoping", "wondering", "looking", "thinking", "trying", "leaving", "flying", "travelling", "traveling",
    "coming", "getting", "seeing", "waiting", "sitting", "feeling", "having", "missing", "kidding", "joking",
    "talking", "saying", "telling", "expecting", "dying", "assuming", "guessing", "losing", "worrying", "freezing",
    "starving", "attaching", "forwarding", "being", "standing", "living", "staying", "arriving", "moving", "doubting",
    "asking", "reading", "hearing", "suggesting", "proposing", "struggling", "wanting", "working", "returning",
    "interesting", "amazing", "boring", "dining", "lunching", "eating", "teaching", "singing", "performing",
];

/// Beside [`ACTIONS`], what people plan by the present tense; without what may as well be a past tense.
#[rustfmt::skip]
pub(super) const PLANS: &[&str] = &["go", "walk", "top", "hand", "swing", "nip", "pin", "close", "begin", "finish"];

/// The past tense is the same.
#[rustfmt::skip]
pub(super) const SAME_PAST: &[&str] = &["put", "set", "cut", "let", "read", "hit", "shut", "see", "find"];

/// "I'm …ing" that is work under way and goes on, without a date.
#[rustfmt::skip]
pub(super) const PROGRESS: &[&str] = &[
    "taking", "handling", "doing", "writing", "running", "leading", "hosting", "buying", "sorting", "cooking",
    "dealing", "covering", "preparing", "organising", "organizing", "booking", "ordering", "making", "drafting",
    "bringing", "arranging", "collecting", "finishing", "fixing", "building", "designing", "printing", "compiling",
    "updating", "baking",
];

/// What can be asked for by a bare verb, and what people are given to do.
#[rustfmt::skip]
pub(super) const ACTIONS: &[&str] = &[
    "add", "adjust", "announce", "apply", "approve", "archive", "arrange", "ask", "assemble", "assign", "attach",
    "attend", "backup", "bake", "block", "book", "borrow", "brief", "bring", "build", "buy", "calculate", "call",
    "cancel", "carry", "change", "chase", "check", "choose", "circulate", "clarify", "clean", "clear", "close",
    "collect", "comment", "compare", "compile", "complete", "confirm", "contact", "convert", "cook", "coordinate",
    "copy", "correct", "count", "cover", "create", "cut", "decide", "define", "deliver", "deploy", "design",
    "discuss", "distribute", "do", "document", "double-check", "download", "draft", "draw", "drive", "drop", "edit",
    "email", "empty", "enter", "estimate", "evaluate", "export", "extend", "fetch", "file", "fill", "finalise",
    "finalize", "find", "finish", "fix", "follow", "forward", "gather", "get", "give", "grab", "handle", "hang",
    "hire", "host", "import", "improve", "include", "inform", "inspect", "install", "interview", "introduce",
    "investigate", "invite", "invoice", "keep", "label", "lead", "let", "list", "look", "mail", "make", "mask",
    "measure", "meet", "merge", "message", "monitor", "mow", "move", "negotiate", "note", "notify", "open", "order",
    "organise", "organize", "pack", "paint", "pay", "phone", "pick", "plan", "plant", "post", "prepare", "present",
    "print", "proofread", "provide", "publish", "pull", "push", "put", "record", "recruit", "redo", "register",
    "release", "remind", "remove", "renew", "rent", "repair", "replace", "reply", "report", "request", "research",
    "reserve", "reset", "resend", "restart", "return", "review", "revise", "rewrite", "ring", "run", "scan",
    "schedule", "search", "see", "sell", "send", "set", "share", "ship", "shop", "show", "sign", "sort", "speak",
    "start", "store", "submit", "summarise", "summarize", "supply", "switch", "take", "talk", "teach", "tell", "test",
    "text", "tidy", "track", "train", "translate", "try", "turn", "update", "upgrade", "upload", "verify", "visit",
    "wash", "water", "weigh", "work", "wrap", "write",
];
