//! Where somebody lives: streets and postcodes of several countries, "lives in", and the bed in a hospital.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::Kind;
use super::sheet::Sheet;
use super::vocabulary::Vocabulary;
use care_text::pattern::ascii_bounded as pattern;

/// Forms that are addresses by themselves.
static FORMS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    [
        // Britain. The last two letters are never C, I, K, M, O or V, so "C7 4MM" is none.
        r"\b(?:[A-Z]{1,2}\d[A-Z\d]?|[a-z]{1,2}\d[a-z\d]?) ?\d(?:[ABD-HJLNP-UW-Z]{2}|[abd-hjlnp-uw-z]{2})\b",
        // Canada, Ireland, the Netherlands.
        r"\b[ABCEGHJ-NPRSTVXY]\d[A-Z] \d[A-Z]\d\b",
        r"\b(?:AB|BC|MB|NB|NL|NS|NT|NU|ON|PE|QC|SK|YT),? [A-Z]\d[A-Z] ?\d[A-Z]\d\b",
        r"\b[AC-FHKNPRTV-Y]\d[\dW] (?:[A-Z]\d{2}[A-Z\d]|[A-Z]{2}\d{2})\b",
        // America, Australia.
        r"\b(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]),? \d{5}(?:-\d{4})?\b",
        r"\b(?:(?:NSW|VIC|QLD|TAS|ACT),?|(?:SA|WA|NT),) \d{4}\b",
        r"(?i)\bp\.? ?o\.? ?box \d+|\bpostfach \d+",
        r"(?i)\b(?:apt|apartment|apto|suite)\.? ?\d+[a-z]?\b",
        r"(?i)\b(?:post ?codes?|zip(?: ?code)?|pin(?: ?code)?|cep|plz|eircode|c\.?p\.?)[ :]+[a-z]{0,2}\d[\da-z -]{2,}",
        r"\b\d{5}-\d{3}\b",
        // Street words before the name: Romance and Slavic languages.
        r"(?i)\b\d+(?: ?(?:bis|ter))?,? (?:rue|avenue|av|boulevard|(?-i:Bd)|chemin|allée|impasse|quai)\.? (?:(?:de|des|du|la|le|les)\s|d'|l')*\p{L}{3,}",
        r"(?i)\b(?:rue|calle|avda|avenida|paseo|plaza|viale|piazza|corso|ulica|ul\.|travessa|rua|praça|largo|chaussée)\.? (?:(?:de|des|du|da|do|das|dos|la|las|los|le|les|di|della|san|santa)\s|d'|l')*\p{L}{3,}(?: \p{L}+){0,2},? ?\d+",
        r"\b(?:[Vv]ia|[Aa]l\.|[Aa]v\.|[Cc]/) ?(?:(?:de|da|dei|della|di|la)\s)*\p{Lu}\p{Ll}{2,}(?: \p{Lu}\p{Ll}+)?,? \d+",
        // The street word in the name: Germanic and Nordic languages.
        r"(?i)\b\p{L}{2,}(?:stra(?:ß|ss)e|straat|gracht|gatan|vägen|gasse|allee|gade|vejen|veien|singel|plein|laan|katu|kuja|polku|stræde|alléen|allén|vollen|faret|tunet|flata|stranda|gränd|boulevard)[ ,]+\d+",
        r"\b\p{Lu}\p{Ll}+(?:str\.?|[Ww]eg|platz|ring|damm|ufer|vej|gata|hof|berg|steig)[ ,]+\d+[a-z]?(?:,|$)",
        r"\b\p{Lu}\p{Ll}+(?:str\.?|weg|platz|damm|ufer|vej|gata|steig) \d+\b",
        r"-(?:Ring|Stra(?:ß|ss)e|Str\.|Weg|Platz|Allee) \d+",
        r"\b(?:[Aa]m|[Aa]n der|[Aa]uf der|[Ii]m) \p{Lu}\p{Ll}{3,} \d+[a-z]?\b",
    ]
    .iter()
    .map(|form| pattern(form))
    .collect()
});

/// A house number, words, and a word for a street. "Walks 2 miles on hard road" is none.
static STREET: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?P<number>\d+\p{L}?(?:[/-]\d+)?,? )?(?P<name>(?:\p{L}[\p{L}'.]* ){1,3})(?P<word>street|str|st|road|rd|close|lane|ln|avenue|ave|row|drive|dr|way|court|ct|place|pl|terrace|crescent|cres|gardens|gdns|square|sq|boulevard|blvd|mews|parade|pde|grove|highway|hwy|nagar|marg)\b",
    )
});

/// A postcode of digits alone, and the place.
static PLACE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:\d{5}|\d{2}-\d{3}|\d{3} \d{2}|\d{4}(?: ?[A-Z]{2})?) (\p{Lu}\p{Ll}{2,})|(\p{Lu}\p{Ll}{2,}),? (?:\d{5,6}|\d{2}-\d{3})\b",
    )
});

/// Four digits and two capitals: the Netherlands, if not a year or a unit.
static DUTCH: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b([1-9]\d{3}) ?([A-Z]{2})\b"));

/// What is said of where somebody lives, and the next two words.
static LIVES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:\b(?:lives?|living|resid(?:es|ing|ent)|home addr(?:ess)?|addr(?:ess)?|wohnt|wohnhaft|woont|habite|vive|abita|mieszka|mora)\b(?: (?:is|in|at|of|on|near|by|am|en|à|em|w))?|\b(?:from|in) (?:the )?(?:village|town|city) of)[ :,]+(?P<place>[\p{L}'-]+)(?: (?P<then>[\p{L}'-]+))?",
    )
});

/// A bed or a room. Who lies there can be looked up; a ward alone names nobody.
static BED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:(?:ward|bay|wd) ?\d{1,3}[a-z]?,? )?(?:bed|(?:side ?)?room|cubicle|bett|zimmer) ?(?:no\.?|nr\.?|number|#)? ?\d{1,4}[a-z]?\b",
    )
});

/// What makes the number a duration or a measure: "bed 2 weeks", "bed 3/7".
static COUNTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:[-/.]\d|\s?(?:days?|weeks?|wks?|months?|hrs?|hours?|nights?|x|kg|deg(?:rees)?|c|cm|m)\b|\s?[%°])",
    )
});

/// Addresses, and where in a hospital somebody lies.
pub(super) fn addresses(sheet: &mut Sheet, vocabulary: &Vocabulary<'_>) {
    let text = sheet.text();
    let mut found: Vec<Range<usize>> = Vec::new();
    found.extend(STREET.captures_iter(text).filter_map(|street| {
        let part = |name: &str| street.name(name).map_or("", |part| part.as_str());
        is_street(part("number"), part("name"), part("word"), vocabulary)
            .then_some(street.get(0)?.range())
    }));
    found.extend(PLACE.captures_iter(text).filter_map(|place| {
        let name = place.get(1).or(place.get(2))?.as_str();
        let year = ["19", "20"]
            .iter()
            .any(|century| place[0].starts_with(century));
        // Five digits that begin so are no year, but four may be.
        let year = year && !place[0].chars().take(5).all(|c| c.is_ascii_digit());
        (vocabulary.is_unknown(name) && !year).then_some(place.get(0)?.range())
    }));
    found.extend(LIVES.captures_iter(text).filter_map(|lives| {
        let mut parts = ["place", "then"].iter().filter_map(|part| lives.name(part));
        let named = |word: &str| is_capital(word) && vocabulary.is_unknown(word);
        let last = parts.rfind(|part| named(part.as_str()))?;
        Some(lives.name("place")?.start()..last.end())
    }));
    found.extend(dutch(text));
    found.extend(BED.captures_iter(text).filter_map(|bed| {
        let whole = bed.get(0)?.range();
        (!COUNTED.is_match(&text[whole.end..])).then_some(whole)
    }));
    for form in FORMS.iter() {
        // "t1 2nd scan" has the shape of a postcode.
        let ordinal = |found: &str| {
            ["st", "nd", "rd", "th", "yr", "hr"]
                .iter()
                .any(|end| found.ends_with(end))
        };
        let hits = form.find_iter(text);
        found.extend(
            hits.filter(|hit| !ordinal(hit.as_str()))
                .map(|hit| hit.range()),
        );
    }
    sheet.mark_each(Kind::Address, found);
}

fn is_street(number: &str, name: &str, word: &str, vocabulary: &Vocabulary<'_>) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    let unknown = words
        .iter()
        .any(|word| vocabulary.is_unknown(word.trim_end_matches('.')));
    let Some(last) = words.last() else {
        return false;
    };
    let capitals = is_capital(last) && is_capital(word);
    // Words that mean nothing but a street.
    let plain = word.chars().count() > 2
        && [
            "street",
            "avenue",
            "terrace",
            "crescent",
            "boulevard",
            "blvd",
            "mews",
            "ave",
            "nagar",
            "marg",
        ]
        .contains(&word.to_lowercase().as_str());
    let small = words.iter().any(|word| vocabulary.joins(word));
    if number.is_empty() {
        return capitals && (plain || unknown || ["Lane", "Road", "Rd", "Close"].contains(&word));
    }
    unknown || (plain && !small) || (capitals && !small)
}

fn dutch(text: &str) -> impl Iterator<Item = Range<usize>> {
    DUTCH.captures_iter(text).filter_map(|code| {
        let part = |group: usize| code.get(group).map_or("", |part| part.as_str());
        let (digits, letters) = (part(1), part(2));
        let round = digits.ends_with("00");
        let year = matches!(&digits[..2], "19" | "20");
        let counts = ["IU", "MG", "ML", "MM", "CM", "KG", "AD"].contains(&letters);
        (!round && !year && !counts).then_some(code.get(0)?.range())
    })
}

fn is_capital(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}
