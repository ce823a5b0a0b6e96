"""Keys, tokens and passwords of the fourth tuning set."""

import base64
import re
import string

from keys_third import ALPHANUMERIC, HEXADECIMAL, LOWER, UPPER, WORDLIKE, encoded, hexes, mixed, part
from values import dice, digits, grouped, letters

WORDS = (
    "dragonfly Chelsea Pumpkin summer Winter Sunshine banana Mickey october Porsche cactus Waffles Ginger monkey "
    "Arsenal violet Charlie Snowflake Hunter cricket Tequila Rosie harley garden Madrid Orchid Panther coffee Bailey"
).split()
SHORT = "table cloud river lamp ocean paper tiger stone melon piano lemon brick chair daisy rocket sugar".split()
PINYIN = "xiaoming woaini baobao mingtian shanghai wangzi huahua lele kaixin xingfu gongsi jishubu nihao".split()
ROWS = "Qwerty qwerty asdfgh 1qaz2wsx Zxcvbn abcd Password Passw0rd P@ssw0rd Welcome Changeme admin Letmein".split()


def spelled(word):
    """With signs and figures for some letters."""
    return word.translate(str.maketrans(dict(zip("aeios", dice.choice(["@3!0$", "4310s", "@3i0s"])))))


def thought_up():
    """As people think them up: a word, perhaps two, with a year, some figures and a sign."""
    one, two = dice.sample(WORDS, 2)
    year = dice.choice([dice.randint(1955, 2012), dice.randint(2021, 2026)])
    few, sign = digits(2), dice.choice("!@#$*?")
    ways = {
        f"{one.title()}{year}{sign}": 5,
        f"{one.title()}{year}": 4,
        f"{one.title()}{few}{sign}": 4,
        f"{one.lower()}{few}": 4,
        f"{one.lower()}{digits(3)}": 3,
        f"{one.lower()}{two.lower()}": 2,
        f"{one.title()}{two.title()}{few}": 3,
        f"{one.title()}{sign}{year}": 3,
        f"{one.title()}_{few}{sign}": 1,
        f"{sign}{one.title()}{digits(3)}": 1,
        f"{spelled(one)}{few}{sign}": 3,
        f"{dice.choice(ROWS)}{dice.choice([few, year, '123', '1234', '!23', '#1'])}": 4,
        one.lower() + sign * 2: 1,
        f"{one.lower()}.{two.lower()}.{few}": 1,
    }
    return dice.choices(list(ways), list(ways.values()))[0]


def made_up():
    """As a manager of passwords, a phone or a help desk makes them."""
    ways = {
        lambda: mixed(dice.choice([12, 14, 16, 18, 20]), ALPHANUMERIC + "!@#%^&*-_=+?"): 5,
        lambda: mixed(dice.choice([8, 10, 12, 16, 20, 24])): 4,
        lambda: "-".join(mixed(6, ALPHANUMERIC) for _ in range(3)): 2,
        lambda: "-".join(dice.sample(SHORT, dice.choice([3, 4]))) + dice.choice(["", digits(1)]): 2,
        lambda: "".join(word.title() for word in dice.sample(SHORT, 3)) + digits(2): 1,
        lambda: f"{letters(1, string.ascii_uppercase)}{letters(3, LOWER)}{digits(4)}": 2,
        lambda: f"{letters(1, string.ascii_uppercase)}{letters(2, LOWER)}-{digits(5)}-{letters(2, LOWER)}!": 1,
    }
    return dice.choices(list(ways), list(ways.values()))[0]()


def password():
    return thought_up() if dice.random() < 0.62 else made_up()


def phrase():
    """Some words with spaces between them."""
    words = " ".join(dice.sample(SHORT, dice.choice([3, 4, 5])))
    return dice.choice([words, words.capitalize(), f"{words} {digits(2)}"])


def wifi():
    one, two = dice.sample(WORDS + SHORT, 2)
    return dice.choice(
        [digits(8), digits(12), one.lower() + digits(2), f"{one}{two}{digits(1)}", letters(10, UPPER), mixed(16)]
        + [f"{letters(4, LOWER)}-{letters(4, LOWER)}-{digits(4)}", thought_up(), hexes(10), one.lower() * 2]
    )


def chinese_password():
    word, other, sign = dice.choice(PINYIN), dice.choice(PINYIN), dice.choice("@#!.*_")
    ways = {
        f"{word}{digits(dice.choice([3, 4, 6]))}": 5,
        f"{word.title()}{sign}{dice.choice([dice.randint(1970, 2003), dice.randint(2018, 2026), 123, 888])}": 5,
        f"{letters(dice.choice([2, 3]), LOWER)}{dice.randint(1965, 2005)}{dice.randint(1, 12):02}{digits(2)}": 3,
        f"{dice.choice('Aa')}{digits(dice.choice([6, 7, 8]))}{dice.choice(['', '.', '!', sign])}".rstrip("."): 3,
        f"{word}520{sign}{letters(2, LOWER)}": 1,
        f"{word}{other.title()}{digits(2)}": 2,
        f"{dice.choice(ROWS)}{dice.choice(['123', '@123', '!@#', '2025', '#2024'])}": 3,
        digits(8): 1,
        made_up(): 5,
    }
    return dice.choices(list(ways), list(ways.values()))[0]


def chinese_wifi():
    return dice.choice([chinese_password(), digits(2) * 4, f"1{digits(10)}"[:9], dice.choice(PINYIN) + "8888"])


def jwt():
    """Of what people sign in with, in one of the usual algorithms."""
    now = 1748000000 + dice.randrange(4 * 10**7)
    header, size = dice.choice(
        [({"alg": "HS256", "typ": "JWT"}, 43)] * 3
        + [({"typ": "JWT", "alg": "HS512"}, 86), ({"alg": "RS256", "kid": hexes(8), "typ": "JWT"}, 342)]
    )
    claims = dice.choice(
        [
            {"sub": digits(7), "role": "editor", "iat": now, "exp": now + 86400},
            {"user_id": int("1" + digits(4)), "type": "access", "exp": now, "jti": hexes(32)},
            {"iss": "supabase", "ref": letters(20, LOWER), "role": "anon", "iat": now, "exp": now + 3 * 10**8},
            {"aud": "api", "tid": hexes(12), "scp": "files.read", "exp": now},
        ]
    )
    return f"{part(header)}.{part(claims)}.{mixed(size, WORDLIKE)}"


PEMS = [
    ("RSA PRIVATE KEY", "MIIEowIBAAKCAQEA", 600, 64),
    ("PRIVATE KEY", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj", 480, 64),
    ("PRIVATE KEY", "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIB", 108, 64),
    ("EC PRIVATE KEY", "MHcCAQEEI", 75, 64),
    ("OPENSSH PRIVATE KEY", "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZWQy", 168, 70),
]


def pem(newline="\n"):
    name, first, count, breadth = dice.choice(PEMS)
    body = first + encoded(count)
    while len(body) % 4:
        body = body[:-1]
    return newline.join([f"-----BEGIN {name}-----", grouped(body, breadth, newline), f"-----END {name}-----"])


def github():
    classic = dice.choice(["ghp_", "ghp_", "ghp_", "gho_", "ghs_"]) + letters(36)
    return dice.choice([classic, classic, f"github_pat_11{letters(9, UPPER)}0{letters(10)}_{letters(59)}"])


def gitlab():
    routable = f"glpat-{mixed(51, WORDLIKE)}.01.{letters(9, string.digits + LOWER)}"
    return dice.choice(["glpat-" + mixed(20, WORDLIKE)] * 2 + [routable, f"glptt-{hexes(40)}"])


def slack():
    return dice.choice(
        [f"xoxb-{digits(12)}-{digits(13)}-{letters(24)}"] * 2
        + [f"xoxp-{digits(11)}-{digits(11)}-{digits(13)}-{hexes(32)}", f"xoxe.xoxp-1-{mixed(164)}"]
    )


def stripe():
    return dice.choice([f"sk_live_51{letters(97)}", f"sk_test_51{letters(97)}", f"rk_test_51{letters(97)}"])


def openai():
    return dice.choice(
        [f"sk-proj-{mixed(74, WORDLIKE)}T3BlbkFJ{mixed(74, WORDLIKE)}"] * 2
        + [f"sk-proj-{mixed(20, WORDLIKE)}T3BlbkFJ{mixed(20, WORDLIKE)}", f"sk-{letters(20)}T3BlbkFJ{letters(20)}"]
    )


ISSUERS = {
    "aws": lambda: dice.choice(["AKIA", "AKIA", "ASIA"]) + letters(16, string.ascii_uppercase + "234567"),
    "awssecret": lambda: mixed(40, ALPHANUMERIC + "+/"),
    "github": github,
    "gitlab": gitlab,
    "slack": slack,
    "stripe": stripe,
    "stripehook": lambda: f"whsec_{letters(32)}",
    "google": lambda: "AIzaSy" + dice.choice("ABCD") + mixed(32, WORDLIKE),
    "googlesecret": lambda: "GOCSPX-" + mixed(28, WORDLIKE),
    "openai": openai,
    "anthropic": lambda: f"sk-ant-{dice.choice(['api03', 'api03', 'admin01'])}-{mixed(93, WORDLIKE)}AA",
    "face": lambda: "hf_" + letters(34, string.ascii_letters),
    "npm": lambda: "npm_" + letters(36),
    "pypi": lambda: "pypi-AgEIcHlwaS5vcmcCJ" + mixed(dice.choice([138, 155]), WORDLIKE),
    "sendgrid": lambda: f"SG.{mixed(22, WORDLIKE)}.{mixed(43, WORDLIKE)}",
    "telegram": lambda: f"{dice.choice('678')}{digits(9)}:AA{mixed(33, WORDLIKE)}",
    "azure": lambda: encoded(64),
    "resend": lambda: f"re_{letters(8)}_{letters(24)}",
    "linear": lambda: "lin_api_" + letters(40),
    "groq": lambda: "gsk_" + letters(52),
    "supabase": lambda: dice.choice([f"sbp_{hexes(40)}", f"sb_secret_{mixed(22, WORDLIKE)}_{mixed(8, WORDLIKE)}"]),
    "brevo": lambda: f"xkeysib-{hexes(64)}-{letters(16)}",
    "databricks": lambda: f"dapi{hexes(32)}-{dice.choice('23')}",
    "doppler": lambda: f"dp.st.prd.{letters(43)}",
    "sentry": lambda: f"sntryu_{hexes(64)}",
    "atlas": lambda: f"{letters(14)}.atlasv1.{mixed(67)}",
    "aliyun": lambda: "LTAI5t" + letters(18),
    "aliyunsecret": lambda: mixed(30),
    "tencent": lambda: "AKID" + letters(32),
    "volcano": lambda: "AKLT" + base64.b64encode(hexes(32).encode()).decode().rstrip("="),
    "deepseek": lambda: "sk-" + hexes(32),
    "silicon": lambda: "sk-" + letters(48, LOWER),
    "zhipu": lambda: f"{hexes(32)}.{mixed(16)}",
}
ANY = "aws github github gitlab slack stripe google openai openai anthropic anthropic npm face".split()
ANY_CHINESE = "deepseek deepseek silicon zhipu aliyun openai github google volcano".split()


def any_key(chinese):
    return ISSUERS[dice.choice(ANY_CHINESE if chinese else ANY)]()


def no_form():
    """A key that tells nothing of who gave it."""
    uuid = "-".join(hexes(size) for size in (8, 4, 4, 4, 12))
    return dice.choice(
        [hexes(32), hexes(32), hexes(40), hexes(64), mixed(32), mixed(24), mixed(43, WORDLIKE), encoded(32), uuid]
    )


def bearer():
    return dice.choice([jwt, jwt, no_form, lambda: mixed(40)])()


def basic():
    """What stands after Basic in a header."""
    user = dice.choice(["monitoring", "robot", "integration", "me@example.org", "test"])
    return base64.b64encode(f"{user}:{password()}".encode()).decode()


def escaped(secret):
    return re.sub("[^A-Za-z0-9._~*-]", lambda sign: f"%{ord(sign[0]):02X}", secret)


def url_password():
    """As it stands in a URL."""
    ways = [password, password, lambda: mixed(dice.choice([12, 16, 20, 32])), lambda: hexes(dice.choice([24, 32]))]
    return escaped(dice.choice([*ways, lambda: f"{dice.choice(['pg', 'app', 'dev'])}_{letters(8, LOWER)}"])())


def url_token():
    return dice.choice(
        [lambda: mixed(dice.choice([16, 20, 24, 32, 43]), WORDLIKE), lambda: hexes(dice.choice([24, 32, 40, 64]))]
        + [lambda: mixed(dice.choice([12, 22])), lambda: escaped(encoded(24)), lambda: escaped(no_form())]
        + [lambda: f"{hexes(8)}-{hexes(4)}-4{hexes(3)}-a{hexes(3)}-{hexes(12)}"]
    )()


def url_signature():
    return dice.choice([escaped(encoded(32)), letters(64, HEXADECIMAL)])


def meeting():
    """What a link to a meeting has after pwd=."""
    return dice.choice([f"{mixed(30)}.1", mixed(32), mixed(16)])
