"""What a page for a board may not hold: terms that need explaining, and sentences too long for plain language (B1)."""

import re
from collections.abc import Iterator

MOST_WORDS = 28
# Terms of statistics and of the trade, in English and in Dutch. What a reader is told in the same sentence may stay.
TERMS = re.compile(
    r"\b(significan\w*|intervals?|confidence|correlat\w+|coefficients?|regression|p-value|p [=<]|standardi[sz]ed|"
    r"standard (error|deviation)|weighted|sample|median|percentile|bootstrap|varian\w+|reliab\w+|latent|spurious|"
    r"captive|touchpoints?|constructs?|drivers?(?! analysis)|(?-i:NPS)(?!\))|null hypothesis|effect size|"
    r"equivalen\w+|invarian\w+|factor|interval\w*|betrouwbaar\w*|correlatie\w*|coëfficiënt\w*|regressie|p-waarde|"
    r"standaard(fout|afwijking|meetfout)|gewogen|steekproef|mediaan|percentiel|varianti\w+|gebonden klant\w*|"
    r"contactpunt\w*|equivalent\w*|getoetst|toets\w*)\b",
    re.I,
)
QUOTED = re.compile(r"“[^”]*”|‘[^’]*’(?!\w)")
BRACKETS = re.compile(r"\([^)]*\)")
SENTENCE_END = re.compile(r"(?<=[.?!])\s+(?=[A-ZÀ-Ý“‘0-9])")


def faults(text: str) -> Iterator[str]:
    """Give what makes a text hard for who knows no statistics; names between quotation marks are the client's own."""
    bare = BRACKETS.sub("", QUOTED.sub("Name", text))
    for term in TERMS.finditer(QUOTED.sub("Name", text)):
        yield f"“{term[0]}” needs explaining: {text}"
    for sentence in SENTENCE_END.split(bare):
        words = len(re.findall(r"[^\W_][\w’'.,-]*", sentence))
        if words > MOST_WORDS:
            yield f"{words} words in one sentence: {text}"
