"""What musicians call their tracks, and which role each word speaks for."""

from __future__ import annotations

import re

ROLES = ("drums", "bass", "chords", "melody", "pad", "arp", "vocal")

_WORDS: tuple[tuple[str, float, str], ...] = (
    (
        "drums",
        6.0,
        r"drums?|drum ?kits?|drum ?racks?|kit|batterie|bateria|batería|schlagzeug|trommeln?|beats?|"
        r"perc|percussion|perkussion|percusión|percussioni",
    ),
    (
        "drums",
        6.0,
        r"kicks?|bass ?drum|bd|kd|snares?|snr|sd|clap|claps|rim(?:shot)?|hats?|hi-?hats?|hh|ch|oh|chh|"
        r"ohh|cymbals?|crash|ride|toms?|shakers?|congas?|bongos?|tambourine|tamb|cajon|cowbell|"
        r"[789]0[89]|breaks?|loop drums|timpani|pauken?",
    ),
    (
        "bass",
        5.0,
        r"bass|bs|bss|sub|subs|sub ?bass|808 ?bass|reese|bajo|basso|basse|kontrabass|double ?bass|"
        r"upright|contrabass|cb|tuba|fagott|bassoon|cello|violoncello|vc|vlc|moog bass",
    ),
    (
        "chords",
        4.0,
        r"chords?|akkorde?|acordes?|accords?|keys|key|keyboard|piano|pno|pf|klavier|e-?piano|ep|"
        r"rhodes|wurli|wurlitzer|organ|orgel|orgue|órgano|hammond|b3|clav|clavinet|harpsichord|"
        r"cembalo|comp|comping|stabs?|rhythm|rhythm ?gu?i?ta?r|gtr|guitars?|guitare|guitarra|gitarre|"
        r"chitarra|ac ?gtr|acoustic|strum|ukulele|uke|accordion|marimba|vibes|vibraphone",
    ),
    (
        "melody",
        4.5,
        r"lead|leads|ld|melody|melodie|melodia|mélodie|melodía|mel|theme|thema|hook|solo|top ?line|"
        r"riff|synth ?lead|flute|flöte|fl|oboe|ob|clarinet|klarinette|sax|saxophone|trumpet|trompete|"
        r"tpt|violin|violine|vln|vn|violon|violin ?1|fiddle|whistle|recorder",
    ),
    (
        "pad",
        4.5,
        r"pads?|strings?|streicher|cordes|cuerdas|archi|str|atmos?|atmosphere|ambient|ambience|drone|"
        r"texture|warm|choir ?pad|swell|soundscape|teppich|fläche|nappe",
    ),
    (
        "arp",
        5.0,
        r"arps?|arpeggio|arpeggi|arpegg(?:io)?s?|arpège|arpegio|seq|sequence|sequencer|pluck|plucks|"
        r"plk|ostinato",
    ),
    (
        "vocal",
        5.5,
        r"vox|vocals?|voc|voice|voices|voix|voz|voce|gesang|stimme|sing(?:er|ing)?|lead ?vox|"
        r"lead ?vocals?|ld ?vox|bv|bvs|bgv|backing ?vox|choir|chor|chorus ?vox|coro|choeur|"
        r"sopran(?:o|e)?|alto?|tenore?|mezzo|bariton(?:e)?|chant|rap|adlibs?|harmonies|acapella|"
        r"vocoder",
    ),
)
"""(role, log-odds, words of several languages and their abbreviations)."""

_TABLE = tuple(
    (ROLES.index(role), weight, re.compile(rf"(?<![^\W\d_])(?:{words})(?![^\W\d_])"))
    for role, weight, words in _WORDS
)
_SPLIT_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def name_evidence(name: str) -> list[float]:
    """Log-odds per role, in the order of `ROLES`: the longest word that speaks counts in full, others half.

    "Sub Bass" and "Bass Drum" are settled by the longer reading, "Lead Vox" by vox.
    """
    text = _SPLIT_CAMEL.sub(" ", name).lower().replace("_", " ").replace(".", " ")
    found = [
        (len(match.group()), index, weight)
        for index, weight, words in _TABLE
        for match in words.finditer(text)
    ]
    evidence = [0.0] * len(ROLES)
    spoken: set[int] = set()
    for place, (_, index, weight) in enumerate(sorted(found, reverse=True)):
        if index not in spoken:
            evidence[index] = weight if place == 0 else weight / 2
            spoken.add(index)
    if evidence[ROLES.index("vocal")] and evidence[ROLES.index("melody")]:
        evidence[ROLES.index("vocal")] = max(evidence) + 1.0
    return evidence
