//! Numbers by which hospitals, insurers, states and employers know a person: after a word that says so,
//! or in a shape that nothing else has.

use std::sync::LazyLock;

use regex::Regex;

use super::Kind;
use super::sheet::Sheet;
use care_text::pattern::ascii_bounded as pattern;

/// Words after which nothing else than such a number can stand, and words that need more: "case 3 of
/// 5" and "hospital 2022 protocol" are no numbers of anybody.
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)\b(?:
        (?P<sure> mrn | chi | ssn | nino | pesel | bsn | cpf | ahv | avs | dni | nie | nif | nir | kvnr | nuss
            | urn | crn | prn | nhi | ihi | dva | ohip | ndis | sin | ppsn? | cnp | amka | cpr | hkid | nric | abha
            | aadhaa?r | uhid | fnr | emis | passport | reisepass | passeport | pasaporte | iban | h&c
            | medicare | medicaid | codice\ fiscale | c\.?f\. | personnummer | pnr | fødselsnummer
            | henkilötunnus | hetu | rodn[eé]\ [cč][ií]slo | s[eé]cu | steuer-?id
            | (?:kranken)?vers(?:icherten|icherungs)?\.?-?(?:nr|nummer)\.?
            | membership | member\ id | accession | (?:driv(?:ing|er'?s)\ )?licen[cs]e
            | (?:number|licen[cs]e|reg)\ plate | kennzeichen | targa | matr[ií]cula | immatriculation
            | (?:pt|patient|hosp(?:ital)?|medical|case|record|staff|employee|military|service|va|national|health)[\ .-]+(?:id|no|nr|num|number|ref|file|card)
            | (?:file|chart|claim|policy|account|insurance|record|ref(?:erence)?|badge|card|id)[\ .-]*(?:id|no|nr|num|number|card) )
        | (?P<open> nhs | hosp(?:ital)? | ur | hn | pid | patient | pt | chart | claim | policy | account | acct | insurance
            | unit | file | case | record | ref(?:erence)? | id | reg | plate | barcode | bed | ward | opd | ipd | pacs | cns | sus | vin | hcn )
        )\b [\ .:\#=-]* (?:(?:no|nr|num|number|id|card|ref|is|file|ends|ending|ending\ in|ends\ in)\b[\ .:\#=-]*)?
        (?P<value> (?P<plate> [a-z]{2}\d{2}\ ?[a-z]{3}\b | [a-z]{2}-\d{3}-[a-z]{2}\b | [a-z]{1,3}[\ -][a-z]{1,3}[\ -]\d{1,4}\b )
            | (?:[a-z]{1,6}[\ /.-]?)? \d (?: [\ ]?[/-]?[\ ]?[a-z]{0,6}\d+ | [/-][a-z]{1,6}[/-]? )* [a-z]{0,3} | [a-z0-9]{6,18}\b | [a-z]\d\d[a-z]\d\d[a-z]\d\d | [a-z]{5}\d{6}\w{4,5} )",
    )
});

static HIDDEN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\blast (?:\d|four|three) (?:digits )?(?:of|for) (?:\w+ )?\w+ ?:? ?\d{3,}\b")
});

static COUNTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\s?(?:mg|ml|mm|cm|kg|g|iu|wks?|weeks?|days?|months?|yrs?|years?|yo|reps?|sets?|kb|mb|%|of|on|m|f)\b|^\s?%",
    )
});

/// What nothing else looks like.
static SHAPES: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    [
        // Britain: national insurance, driving licence.
        r"(?i)\b[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-Z]\b",
        r"(?i)\b[A-Z]{2,5}9{0,3}\d{6}[A-Z][A-Z9]\d[A-Z]{2}\b|\b[A-Z]{5}\d{6}[A-Z]{2}\d{2}[A-Z]{2}\b",
        // Italy: codice fiscale.
        r"(?i)\b[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]\b",
        // The United States: Medicare.
        r"(?i)\b[1-9][A-Z][A-Z\d]\d-?[A-Z][A-Z\d]\d-?[A-Z]{2}\d{2}\b",
        // Germany: pension insurance. Finland. Sweden, Denmark, Iceland, the Czech lands. Spain.
        r"\b\d{2} ?\d{6} ?[A-Z] ?\d{3}\b",
        r"\b\d{6}[-+A]\d{3}[\dA-Z]\b",
        r"\b(?:19|20)?\d{6} ?[-+/] ?\d{4}\b",
        r"(?i)\b[XYZ]?\d{7,8}-?[A-HJ-NP-TV-Z]\b",
        // America and its neighbours, Australia, Brazil, Switzerland, Ontario, France.
        r"\b\d{3}-\d{2}-\d{4}\b",
        r"\b[2-6]\d{3} \d{5} \d\b",
        r"\b\d{3}\.\d{3}\.\d{3}-\d{2}\b",
        r"\b756\.?\d{4}\.?\d{4}\.?\d{2}\b",
        r"\b\d{4}-\d{3}-\d{3}-[A-Z]{2}\b",
        r"\b[12] ?\d{2} ?\d{2} ?\d[\dAB] ?\d{3} ?\d{3}(?: ?\d{2})?\b",
        // A letter or three and a long number: insurers, hospitals, passports, Singapore.
        r"(?i)\b[A-Z]{1,3}\d{6,12}[A-Z]?\b",
        // An account.
        r"\b[A-Z]{2}\d{2}(?: ?[\dA-Z]{4}){3,7}\b",
    ]
    .iter()
    .map(|shape| pattern(shape))
    .collect()
});

/// Numbers after a word for one.
pub(super) fn labelled(sheet: &mut Sheet) {
    sheet.mark_all(Kind::RecordNumber, &HIDDEN);
    let text = sheet.text();
    let numbers = LABEL.captures_iter(text).filter_map(|label| {
        let whole = label.get(0)?;
        let value = label.name("value")?;
        let digits: String = value
            .as_str()
            .chars()
            .filter(char::is_ascii_digit)
            .collect();
        let letters = value.as_str().chars().any(char::is_alphabetic);
        let between = &text[whole.start()..value.start()];
        let marked = between.contains(['#', ':']) || between.contains(" no");
        let year = digits.len() == 4 && matches!(&digits[..2], "19" | "20");
        let counted = COUNTED.is_match(&text[value.end()..]);
        let enough = if label.name("sure").is_some() {
            digits.len() >= 3 && (marked || !year)
        } else {
            digits.len() >= 5 || (digits.len() >= 3 && (marked || letters) && !year)
        };
        let enough = enough || (label.name("plate").is_some() && is_vehicle(between));
        (enough && !counted).then(|| whole.range())
    });
    let numbers = numbers.collect();
    sheet.mark_each(Kind::RecordNumber, numbers);
}

/// Whether the words before a number speak of a vehicle.
fn is_vehicle(label: &str) -> bool {
    let label = label.to_lowercase();
    ["reg", "plate", "kennzeichen", "targa", "matr", "immat"]
        .iter()
        .any(|word| label.contains(word))
}

/// Numbers of a shape that only registers have.
pub(super) fn shaped(sheet: &mut Sheet) {
    for shape in SHAPES.iter() {
        sheet.mark_all(Kind::RecordNumber, shape);
    }
}
