"""Typing as people do, for training: the same trouble, a slip of the keyboard away."""
import random
from collections import defaultdict
from functools import cache

from pypinyin import Style, pinyin

MARKS = "，。！？,.!?、；;：:…~ "


@cache
def sounds() -> dict[str, list[str]]:
    """Characters of the common level by how they sound, tones aside: what a wrong choice of the input method gives."""
    out: dict[str, list[str]] = defaultdict(list)
    # GB 2312 level 1: the 3,755 common characters
    for row in range(0xB0, 0xD8):
        for cell in range(0xA1, 0xFF if row < 0xD7 else 0xFA):
            char = bytes([row, cell]).decode("gb2312")
            out[sound(char)].append(char)
    return out


@cache
def sound(char: str) -> str:
    return pinyin(char, style=Style.NORMAL)[0][0]


def homophone(char: str, rng: random.Random) -> str:
    if not "\u4e00" <= char <= "\u9fff":
        return char
    return rng.choice(sounds().get(sound(char)) or [char])


def noisy(text: str, rng: random.Random) -> str:
    """Marks lost, a character lost, doubled, swapped or misheard; half of the texts stay as they are."""
    dice = rng.random()
    if dice < 0.5 or len(text) < 6:
        return text
    if dice < 0.65:
        return "".join(c for c in text if c not in MARKS)
    for _ in range(1 + len(text) // 40):
        at = rng.randrange(len(text) - 1)
        kind = rng.random()
        if kind < 0.5:
            text = text[:at] + homophone(text[at], rng) + text[at + 1 :]
        elif kind < 0.7:
            text = text[:at] + text[at + 1 :]
        elif kind < 0.85:
            text = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        else:
            text = text[:at] + text[at] + text[at:]
    return text
