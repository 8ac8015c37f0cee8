#!/usr/bin/env python3
"""Reads the unpacked packages (see README.md) and writes one text file per language: corpus.py PACKAGES OUT [NAMES_SHARE].

A line is one translated message or paragraph. Markup, placeholders and addresses are removed; strings that are too short to be
prose, or that are no translation at all (equal to the English), are dropped; every string counts once.
"""
import collections, gettext, html, json, math, pathlib, re, sys, zipfile

LANGUAGES = ("af ar bg bn ca cs cy da de el en es et fa fi fr gu he hi hr hu id it ja kn ko lt lv mk ml mr ne nl no pa pl pt ro ru "
             "sk sl so sq sv sw ta te th tl tr uk ur vi zh-cn zh-tw").split()
ALIASES = {"nb": "no", "nb-no": "no", "fil": "tl", "iw": "he", "in": "id", "c": "en", "pa-guru": "pa", "zh": "zh-cn", "zh-hans": "zh-cn",
           "zh-hant": "zh-tw", "zh-hk": "zh-tw", "zh-sg": "zh-cn"}
UDHR = {"af": "afr", "ar": "arb", "bg": "bul", "bn": "ben", "ca": "cat", "cs": "ces", "cy": "cym", "da": "dan", "de": "deu_1996",
        "el": "ell_monotonic", "en": "eng", "es": "spa", "et": "est", "fa": "pes_1", "fi": "fin", "fr": "fra", "gu": "guj", "he": "heb",
        "hi": "hin", "hr": "hrv", "hu": "hun", "id": "ind", "it": "ita", "ja": "jpn", "kn": "kan", "ko": "kor", "lt": "lit", "lv": "lav",
        "mk": "mkd", "ml": "mal", "mr": "mar", "ne": "nep", "nl": "nld", "no": "nob", "pa": "pan", "pl": "pol", "pt": "por_PT",
        "ro": "ron_2006", "ru": "rus", "sk": "slk", "sl": "slv", "so": "som", "sq": "als", "sv": "swe", "sw": "swh", "ta": "tam",
        "te": "tel", "th": "tha", "tl": "tgl", "tr": "tur", "uk": "ukr", "ur": "urd", "vi": "vie", "zh-cn": "cmn_hans", "zh-tw": "cmn_hant"}
NAMES_SHARE = float(sys.argv[3]) if len(sys.argv) > 3 else 0.4  # characters of names for each character of other text
MARKUP = re.compile(r"<[^<>]*>|\{\{[^{}]*\}\}|\{[^{}]*\}|\[\[[^][|]*\||https?://\S+|\S+@\S+|\$\w+|%\d*\$?[-\w.]+%?|&\w+;|\\[nt]|[_&~`|](?=\w)")
SPACE = re.compile(r"[ \t\r\n]+")


def code(name):
    name = name.lower().replace("_", "-").split("@")[0].split(".")[0]
    name = ALIASES.get(name, name)
    if name in LANGUAGES:
        return name
    base = name.split("-")[0]
    base = ALIASES.get(base, base)
    return base if base in LANGUAGES and base not in ("zh-cn",) else None


def clean(text):
    return SPACE.sub(" ", MARKUP.sub(" ", html.unescape(MARKUP.sub(" ", text)))).strip(" ")


def udhr(root):
    for language, name in UDHR.items():
        for path in root.glob(f"**/declaration/{name}.html"):
            for paragraph in re.findall(r"<(?:p|h1|h2|h3|li)[^>]*>(.*?)</", path.read_text("utf-8"), re.S):
                yield language, paragraph


def mediawiki(root):
    for path in root.glob("**/i18n/**/*.json"):
        language = code(path.stem)
        if language:
            for key, value in json.loads(path.read_text("utf-8")).items():
                if isinstance(value, str) and key != "qqq":
                    yield language, value


def catalogues(root):
    for path in root.glob("**/*.mo"):
        language = code(path.stem) or code(path.parent.parent.name)
        if not language or path.stem in ("io", "sr@latin"):
            continue
        try:
            messages = gettext.GNUTranslations(path.open("rb"))._catalog
        except (OSError, LookupError, ValueError):
            continue
        for source, target in messages.items():
            source = source[0] if isinstance(source, tuple) else source
            if source and language != "en" and target != source:
                yield language, target
            if source and "wesnoth" in str(path):
                yield "en", source.split("^")[-1].split("\x04")[-1]


def firefox(root):
    for path in root.glob("**/langpack-*.xpi"):
        language = code(path.name.split("langpack-")[1].split("@")[0])
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if not name.endswith((".ftl", ".properties")):
                    continue
                for line in archive.read(name).decode("utf-8", "replace").splitlines():
                    match = re.match(r"^\s*[\w.-]+\s*=\s*(.+)$", line) or re.match(r"^\s{2,}([^.\[*}{#].*)$", line)
                    if match and language:
                        yield language, match[1]


def pages(root):
    for pattern, level in (("debian-handbook/**/html/*/*.html", 0), ("gnome-user-docs/**/*.page", 0)):
        for path in root.glob(pattern):
            language = next((c for c in map(code, reversed(path.parts[:-1])) if c), None)
            body = path.read_text("utf-8", "replace")
            body = re.sub(r"<(screen|pre|code|cmd|style|script)\b.*?</\1>", " ", body, flags=re.S)
            if language:
                for paragraph in re.findall(r"<p\b[^>]*>(.*?)</p>", body, re.S):
                    yield language, paragraph


def stars(root):
    for path in root.glob("stellarium-data/**/description.*.utf8"):
        language = code(path.name.split(".")[1])
        for paragraph in re.split(r"\n\s*\n|</p>|</li>", path.read_text("utf-8", "replace")):
            if language:
                yield language, paragraph


def stamps(root):
    for path in root.glob("tuxpaint-stamps-default/**/*.txt"):
        lines = path.read_text("utf-8", "replace").splitlines()
        for line in lines[:1]:
            yield "en", line
        for line in lines[1:]:
            name, _, text = line.partition("=")
            language = code(name)
            if language:
                yield language, text


def names(root):
    """Places, languages and currencies. Messages and manuals have few names; encyclopaedias and stories are full of them."""
    for path in root.glob("iso-codes/**/iso_*.mo"):
        language = code(path.parent.parent.name)
        try:
            messages = gettext.GNUTranslations(path.open("rb"))._catalog if language else {}
        except (OSError, LookupError, ValueError):
            continue
        for source, target in messages.items():
            if source and isinstance(target, str):
                yield "en", source if isinstance(source, str) else source[0]
                yield language, target
    for path in root.glob("cldr-localenames-full*/**/*.json"):
        language = code(path.parent.name)
        if language and path.stem in ("languages", "territories"):
            for value in json.loads(path.read_text("utf-8"))["main"][path.parent.name]["localeDisplayNames"][path.stem].values():
                yield language, value


def main(packages, out):
    names_of = {language: {} for language in LANGUAGES}
    for language, text in names(packages):
        names_of[language].setdefault(clean(text))
    texts = {language: {} for language in LANGUAGES}
    sources = collections.Counter()
    for read in (udhr, stamps, stars, pages, mediawiki, catalogues, firefox):
        for language, text in read(packages):
            text = clean(text)
            enough = 6 if language in ("ja", "ko", "th", "zh-cn", "zh-tw") else 20
            if len(text) >= enough and (enough == 6 or text.count(" ") >= 2) and text not in texts[language]:
                texts[language][text] = read.__name__
    english = set(texts["en"])
    out.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        kept = [t for t in texts[language] if language == "en" or t not in english]
        repeat = math.ceil(NAMES_SHARE * sum(map(len, kept)) / max(1, sum(map(len, names_of[language]))))
        (out / f"{language}.txt").write_text("\n".join(kept + list(names_of[language]) * repeat) + "\n", "utf-8")
        by = collections.Counter()
        for t in kept:
            by[texts[language][t]] += len(t)
        print(language, sum(by.values()) // 1000, sum(map(len, names_of[language])) // 1000, repeat, dict((k, v // 1000) for k, v in by.items()))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
