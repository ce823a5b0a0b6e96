"""Keys, tokens and passwords of the fifth tuning set."""

import base64
import string

import keys_fourth
from keys_third import ALPHANUMERIC, HEXADECIMAL, LOWER, UPPER, WORDLIKE, encoded, hexes, mixed, part
from values import dice, digits, grouped, letters

WORDS = (
    "lavender Bubbles kitten Shadow Autumn february Liverpool Toyota mango Sparky Daffodil dolphin Everton Cookie "
    "Barcelona raspberry Nutmeg spring Thunder pickle Hedgehog Sommer Schatz verano Amor soleil Chouchou bicycle"
).split()
SHORT = "anchor basket candle donkey engine feather goblet hammer island jacket kettle ladder magnet needle".split()
PINYIN = (
    "lihua zhangwei aini meimei doudou fengye tiantian caiwubu xiaomi laoshi longteng pingan wangwang qingqing".split()
)
ROWS = "qwerty123 Qwertz 1q2w3e zaq12wsx asdf 123qwe Passwort Motdepasse contrasena Login Temp Start Secret".split()
SENTENCES = "MhmTbk ItwdasN Iw2LiJ Wdkgia Tbontb Mfiakoe OuatbSi Aadktda".split()


def thought_up():
    """As people think them up: a word or two, the start of a sentence, a row of keys, with figures and signs."""
    one, two = dice.sample(WORDS, 2)
    year, few = dice.choice([dice.randint(1948, 2014), dice.randint(2022, 2026)]), digits(dice.choice([1, 2, 2, 3]))
    sign, other = dice.sample("!@#$%&*?+=", 2)
    ways = {
        f"{one.title()}{few}{sign}": 5,
        f"{one.title()}{year}{sign}": 4,
        f"{one.title()}-{year}": 2,
        f"{one.title()}@{digits(3)}": 3,
        f"{one.lower()}{digits(4)}": 4,
        f"{one.lower()}{two.title()}{sign}": 2,
        f"{one.title()}{two.title()}{year}": 2,
        f"{one.lower()}_{two.lower()}{few}": 1,
        f"{few}{one.title()}{sign}{other}": 2,
        f"{one.upper()}{digits(3)}{one[0].lower()}": 1,
        f"{dice.choice(SENTENCES)}{few}{sign}": 3,
        f"{dice.choice(ROWS)}{dice.choice([few, year, '!', '321', '#2025'])}": 4,
        f"i<3{one.lower()}{digits(2)}": 1,
        f"{one.title().replace('e', '3').replace('o', '0').replace('i', '1')}{sign}{digits(2)}": 3,
    }
    return dice.choices(list(ways), list(ways.values()))[0]


def made_up():
    """As a manager of passwords, a browser or a help desk makes them."""
    ways = {
        lambda: mixed(dice.choice([10, 12, 15, 16, 20, 22]), ALPHANUMERIC + "!#$%&*+-=?@^_~"): 5,
        lambda: mixed(dice.choice([8, 9, 11, 12, 14, 18])): 4,
        lambda: f"{letters(6, LOWER)}-{mixed(6)}-{letters(6, LOWER)}": 2,
        lambda: (
            f"{dice.choice(SHORT).title()}{dice.choice('-._')}{dice.choice(SHORT)}{dice.choice('-._')}{digits(3)}"
        ): 2,
        lambda: ".".join(dice.sample(SHORT, 4)): 1,
        lambda: f"{letters(2, string.ascii_uppercase)}{digits(2)}{letters(4, LOWER)}{dice.choice('!#%')}": 2,
        lambda: "".join(dice.choice("bdfgklmnprst") + dice.choice("aeiou") for _ in range(4)).title() + digits(3): 2,
    }
    return dice.choices(list(ways), list(ways.values()))[0]()


def password():
    return dice.choice([thought_up, thought_up, made_up, keys_fourth.password])()


def phrase():
    """Some words with spaces between them."""
    words = dice.sample(SHORT + keys_fourth.SHORT, dice.choice([4, 4, 5, 6]))
    return dice.choice([" ".join(words), " ".join(words).capitalize(), " ".join(words).title()])


def wifi():
    one, two = dice.sample(SHORT, 2)
    return dice.choice(
        [digits(10), digits(16), f"{one}{two}", f"{one.title()}{digits(3)}!", letters(8, UPPER), mixed(12), mixed(13)]
        + ["-".join(digits(4) for _ in range(3)), f"{one}-{two}-{digits(2)}", thought_up(), keys_fourth.wifi()]
    )


def chinese_password():
    word, sign = dice.choice(PINYIN), dice.choice("!@#$_.*")
    ways = {
        f"{word}{dice.randint(1968, 2004)}": 4,
        f"{word.title()}{sign}{digits(dice.choice([3, 4]))}": 4,
        f"{letters(2, string.ascii_lowercase)}{digits(6)}": 3,
        f"{letters(3, string.ascii_lowercase).title()}{sign}{dice.randint(2019, 2026)}": 4,
        f"{word}{dice.choice(['666', '888', '1314', '5201314', '007'])}": 3,
        f"{dice.choice(ROWS)}{dice.choice(['888', '!@#', '@2026'])}": 2,
        f"{digits(4)}{word}{sign}": 1,
        made_up(): 5,
        keys_fourth.chinese_password(): 5,
    }
    made = dice.choices(list(ways), list(ways.values()))[0]
    return made.rstrip(".,!") if made[-1] in ".," else made


def chinese_wifi():
    return dice.choice([chinese_password(), digits(8), f"{dice.choice(PINYIN)}{digits(3)}8", f"8{digits(7)}"])


def jwt():
    """Of what people sign in with, in one of the usual algorithms."""
    now = 1752000000 + dice.randrange(4 * 10**7)
    header, size = dice.choice(
        [({"alg": "HS256", "typ": "JWT"}, 43)] * 3
        + [({"alg": "ES256", "typ": "JWT", "kid": letters(10, UPPER)}, 86), ({"typ": "JWT", "alg": "RS256"}, 342)]
    )
    claims = dice.choice(
        [
            {"userId": int("2" + digits(5)), "perm": ["read", "write"], "exp": now},
            {"iss": letters(10, UPPER), "iat": now, "exp": now + 1200, "aud": "appstoreconnect-v1"},
            {"sub": f"auth0|{hexes(24)}", "azp": mixed(32), "iat": now},
            {"tenant": hexes(8), "role": "viewer", "nbf": now, "exp": now + 900},
        ]
    )
    return f"{part(header)}.{part(claims)}.{mixed(size, WORDLIKE)}"


PEMS = [
    ("RSA PRIVATE KEY", "MIIEpAIBAAKCAQEA", 600, 64),
    ("PRIVATE KEY", "MC4CAQAwBQYDK2VwBCIEI", 32, 64),
    ("PRIVATE KEY", "MIIEvAIBADANBgkqhkiG9w0BAQEFAASCBKYwggSi", 480, 64),
    ("ENCRYPTED PRIVATE KEY", "MIIFHDBOBgkqhkiG9w0BBQ0wQTApBgkqhkiG9w0BBQwwHAQI", 200, 64),
    ("OPENSSH PRIVATE KEY", "b3BlbnNzaC1rZXktdjEAAAAACmFlczI1Ni1jdHIAAAAGYmNyeXB0", 210, 70),
    ("EC PRIVATE KEY", "MHcCAQEEI", 75, 64),
]


def pem(newline="\n"):
    name, first, count, breadth = dice.choice(PEMS)
    body = first + encoded(count)
    body = body[: len(body) // 4 * 4]
    return newline.join([f"-----BEGIN {name}-----", grouped(body, breadth, newline), f"-----END {name}-----"])


def uuid():
    return f"{hexes(8)}-{hexes(4)}-4{hexes(3)}-b{hexes(3)}-{hexes(12)}"


ISSUERS = keys_fourth.ISSUERS | {
    "xai": lambda: "xai-" + mixed(80),
    "openrouter": lambda: "sk-or-v1-" + hexes(64),
    "perplexity": lambda: "pplx-" + letters(48),
    "anthropic": lambda: f"sk-ant-{dice.choice(['api03', 'api03', 'oat01'])}-{mixed(93, WORDLIKE)}AA",
    "gitlab": lambda: dice.choice(["glpat-", "glpat-", "glcbt-64_", "glsoat-"]) + mixed(20, WORDLIKE),
    "netlify": lambda: "nfp_" + mixed(36),
    "planetscale": lambda: "pscale_tkn_" + mixed(43, WORDLIKE),
    "docker": lambda: dice.choice(["dckr_pat_", "dckr_oat_"]) + mixed(27, WORDLIKE),
    "mailchimp": lambda: f"{hexes(32)}-us{dice.randint(1, 21)}",
    "twiliokey": lambda: "SK" + hexes(32),
    "contentful": lambda: "CFPAT-" + mixed(43, WORDLIKE),
    "buildkite": lambda: "bkua_" + hexes(40),
    "pulumi": lambda: "pul-" + hexes(40),
    "rubygems": lambda: "rubygems_" + hexes(48),
    "crates": lambda: "cio" + letters(32),
    "ocean": lambda: dice.choice(["dop_v1_", "doo_v1_"]) + hexes(64),
    "shopify": lambda: dice.choice(["shpat_", "shpss_"]) + hexes(32),
    "age": lambda: "AGE-SECRET-KEY-1" + letters(58, "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"),
    "wireguard": lambda: encoded(32),
    "adafruit": lambda: f"aio_{letters(4)}{digits(2)}{letters(22)}",
    "square": lambda: "sq0csp-" + mixed(43, WORDLIKE),
    "notion": lambda: f"ntn_{digits(11)}{letters(35)}",
    "tailscale": lambda: f"tskey-api-k{letters(11)}CNTRL-{letters(32)}",
    "grafana": lambda: f"glsa_{letters(32)}_{hexes(8)}",
    "qiniu": lambda: mixed(40, WORDLIKE),
    "baidu": lambda: f"bce-v3/ALTAK-{letters(21)}/{hexes(40)}",
    "huawei": lambda: letters(20, UPPER),
    "dingtalk": lambda: "SEC" + hexes(64),
    "moonshot": lambda: "sk-" + letters(48),
}
ANY = "aws github gitlab slack stripe google openai anthropic npm face xai openrouter perplexity docker notion".split()
ANY_CHINESE = "deepseek moonshot moonshot zhipu aliyun openrouter openai github baidu silicon".split()


def any_key(chinese):
    return ISSUERS[dice.choice(ANY_CHINESE if chinese else ANY)]()


def no_form():
    """A key that tells nothing of who gave it."""
    return dice.choice(
        [hexes(32), hexes(40), hexes(48), hexes(64), mixed(20), mixed(32), mixed(36), mixed(40, WORDLIKE), uuid()]
        + [encoded(24), encoded(48)]
    )


def bearer():
    return dice.choice([jwt, jwt, no_form, lambda: mixed(64), lambda: f"{digits(6)}|{mixed(40)}"])()


def basic():
    """What stands after Basic in a header."""
    user = dice.choice(["reports", "ci-runner", "wsuser", "partner", "guest"])
    return base64.b64encode(f"{user}:{password()}".encode()).decode()


def url_password():
    """As it stands in a URL."""
    ways = [password, password, lambda: mixed(dice.choice([10, 14, 18, 24])), lambda: hexes(dice.choice([20, 40]))]
    return keys_fourth.escaped(dice.choice([*ways, lambda: f"{letters(5, LOWER)}-{letters(5, LOWER)}"])())


def url_token():
    return dice.choice(
        [lambda: mixed(dice.choice([18, 21, 26, 36, 48]), WORDLIKE), lambda: hexes(dice.choice([20, 32, 48, 64])), uuid]
        + [
            lambda: mixed(dice.choice([10, 14, 28])),
            lambda: keys_fourth.escaped(encoded(32)),
            lambda: letters(26, UPPER),
        ]
    )()


def url_signature():
    return dice.choice([keys_fourth.escaped(encoded(32)), letters(64, HEXADECIMAL), mixed(86, WORDLIKE)])


def meeting():
    """What a link to a meeting has after pwd=."""
    return dice.choice([f"{mixed(29)}.1", mixed(32), mixed(20, WORDLIKE)])
