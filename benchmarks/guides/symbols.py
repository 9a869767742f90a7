"""Decides which currency a symbol or a code stands for."""

from __future__ import annotations

import re

from benchmarks.currencies import CODES

# Signs that stand for one currency wherever they are printed.
SIGNS = {
    "US$": "USD", "USD$": "USD", "U$": "USD", "C$": "CAD", "CA$": "CAD", "CAD$": "CAD", "CDN$": "CAD", "A$": "AUD",
    "AU$": "AUD", "AUD$": "AUD", "S$": "SGD", "SG$": "SGD", "SGD$": "SGD", "HK$": "HKD", "HKD$": "HKD", "NZ$": "NZD",
    "NZD$": "NZD", "NT$": "TWD", "TW$": "TWD", "R$": "BRL", "BRL$": "BRL", "MX$": "MXN", "Mex$": "MXN", "MXN$": "MXN",
    "AR$": "ARS", "CLP$": "CLP", "CL$": "CLP", "COL$": "COP", "COP$": "COP", "$U": "UYU", "J$": "JMD", "TT$": "TTD",
    "€": "EUR", "£": "GBP", "₹": "INR", "₪": "ILS", "₩": "KRW", "₺": "TRY", "₽": "RUB", "₴": "UAH", "₦": "NGN",
    "₱": "PHP", "฿": "THB", "₫": "VND", "₡": "CRC", "₲": "PYG", "₵": "GHS", "GH₵": "GHS", "₸": "KZT", "₼": "AZN",
    "₾": "GEL", "₮": "MNT", "₭": "LAK", "៛": "KHR", "৳": "BDT", "֏": "AMD", "zł": "PLN", "zl": "PLN", "Kč": "CZK",
    "CN¥": "CNY", "RMB¥": "CNY", "RMB": "CNY", "JP¥": "JPY", "円": "JPY", "元": "CNY", "NIS": "ILS", "RM": "MYR",
    "Rp": "IDR", "Rs.": "INR", "Rs": "INR", "Fr.": "CHF", "SFr.": "CHF", "SFr": "CHF", "S/": "PEN", "S/.": "PEN",
    "Ft": "HUF", "лв": "BGN", "lei": "RON", "KSh": "KES", "Ksh": "KES", "Dhs": "AED", "SKr": "SEK", "NKr": "NOK",
    "DKr": "DKK", "TL": "TRY", "원": "KRW", "CHF.": "CHF", "R": "ZAR", "E£": "EGP", "SR": "SAR",
}  # fmt: skip

# Signs that several currencies share: the place decides, else the first code, which is then told.
DOLLAR, YEN, CROWN = "$", "¥", "kr"
SHARED = {DOLLAR: "USD", YEN: "JPY", "￥": "JPY", CROWN: "", "Kr": "", "kr.": ""}
CANDIDATES = {
    DOLLAR: frozenset(
        {"USD", "CAD", "AUD", "SGD", "HKD", "NZD", "TWD", "MXN", "ARS", "CLP", "COP", "UYU", "JMD", "TTD", "BND"}
    ),
    YEN: frozenset({"JPY", "CNY"}),
    CROWN: frozenset({"SEK", "NOK", "DKK", "ISK"}),
}
# Places that tell apart the currencies of a shared sign other than the dollar, which guides print for all the world.
PLACES = {
    "JPY": "japan tokyo osaka kyoto fukuoka",
    "CNY": "china beijing shanghai shenzhen hangzhou guangzhou chengdu",
    "SEK": "sweden stockholm gothenburg malmö malmo",
    "NOK": "norway oslo bergen trondheim",
    "DKK": "denmark copenhagen aarhus",
    "ISK": "iceland reykjavik",
}
_PLACE_OF = {place: code for code, places in PLACES.items() for place in places.split()}

# Codes that are English words in capitals stand for money only in brackets.
_ENGLISH = frozenset({"ALL", "TOP", "CUP"})
_PRINTED = CODES - _ENGLISH

_words = sorted([*SIGNS, *SHARED, *_PRINTED], key=len, reverse=True)
_letters = [re.escape(word) for word in _words if word[0].isalpha()]
_marks = [re.escape(word) for word in _words if not word[0].isalpha()]
# A word of letters may not be the tail of another word; a mark may follow anything.
PREFIX = rf"(?:{'|'.join(_marks)}|(?<![^\W\d_])(?:{'|'.join(_letters)}))"
STARTS = "".join(sorted({re.escape(word[0]) for word in _words}))
"""The signs that a printed currency may begin with, for a class of them in an expression."""
_after = [re.escape(word) for word in _words if word not in ("R", "SR", "S/", "S/.", "RM", "Rs", "Rs.", "NT$", "J$")]
SUFFIX = rf"(?:{'|'.join(_after)})(?![\w$])"
_CODE = re.compile(r"(?<![^\W_])[A-Z]{3}(?![^\W_])")
_STATED = re.compile(
    rf"[(\[,/|\s]\s?({'|'.join(re.escape(word) for word in _words if word != 'R')})"
    r"(?:\s?(?:[KkML]|mn|'?000s?|thousands?))?(?=[\s)\],/:]|$)"
)


def stated_in(text: str) -> tuple[str, ...]:
    """The currencies that a heading or the name of a place states, such as USD in `Austin (USD)`, in its order."""
    found = [code for code in _CODE.findall(text) if code in _PRINTED]
    marked = "(" in text or "/" in text or "$" in text or not text.isascii()
    for sign in _STATED.findall(" " + text) if marked else ():
        if not shared_sign(sign):
            found.append(SIGNS.get(sign, "") or sign)
        elif not found:  # `Tokyo (¥)`
            code, doubt = resolve(sign, (), text)
            found.append("" if doubt else code)
    return tuple(dict.fromkeys(code for code in found if code))


def shared_sign(sign: str) -> str:
    """The common form of a sign that several currencies share, empty for every other sign."""
    if sign not in SHARED:
        return ""
    return sign if sign in CANDIDATES else YEN if sign == "￥" else CROWN


def resolve(sign: str, hints: tuple[str, ...], place: str) -> tuple[str, str]:
    """The ISO 4217 code of a printed sign, and the doubt to tell when nothing but custom decides (empty if none)."""
    common = shared_sign(sign)
    if not common:
        return SIGNS.get(sign) or (sign if sign in CODES else ""), ""
    named = [code for code in hints if code in CANDIDATES[common]]
    if len(named) == 1 or (named and SHARED[common] not in named):
        return named[0], "" if len(named) == 1 else f"“{sign}” may be {' or '.join(named)}"
    if common == DOLLAR:
        return SHARED[DOLLAR], ""
    for word in re.findall(r"[^\W\d_]+", place.lower()):
        if _PLACE_OF.get(word) in CANDIDATES[common]:
            return _PLACE_OF[word], ""
    if SHARED[common]:
        return SHARED[common], f"“{sign}” was taken for {SHARED[common]}: the guide does not say which"
    return "", f"“{sign}” is a crown, the guide does not say of which country"
