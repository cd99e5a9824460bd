//! Long numbers. A row of seven digits or more names a telephone or an entry in some register, unless
//! it counts something or is the number of a paper.
//!
//! Shape decides, not the numbering plan of a country: a number with a slip of the thumb, or of a
//! country nobody thought of, is refused just so.

use std::sync::LazyLock;

use regex::{Match, Regex};

use super::Kind;
use super::sheet::{Sheet, just_before};
use care_text::pattern::ascii_bounded as pattern;

/// From so many digits on, a number is no measurement.
const LONG: usize = 7;

/// Numbers of papers, trials, guidelines and codes, which may be as long as one of a person.
static PAPER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:pmid|pmc|pubmed|isrctn|nct|cd|snomed(?: ?ct)?|sctid|crd|actrn|eudract|isbn|cpt|opcs|doi)[: #]*(?:id|no\.?)?[: #]*[a-z]?\d[\d.-]*\b(?:/\S+)?|\b10\.\d{4,9}/\S+",
    )
});

static DIGITS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:\+ ?|\b)?\(?\d(?:[\d().-]|[ ]{1,2}[\d(]|[ ]?[-/][ ]?[\d(])*"));

static CALL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:\b(?:tel(?:e(?:phone|fon|fono))?|phone|mob(?:ile|iel)?|móvil|cell(?:phone|ulare)?|handy|ring|call|dial|text|sms|whats ?app|zap|fax|bleep|pager|contact|rappeler|llamar|tlf|telnr|ext)\b|\b(?:his|her|their|my) (?:no|number))[ .:#=]*(?:no|nr|number|is|me|on|at|him|her|pt|patient)?[ .:#=]*$",
    )
});

/// Behind these four digits reach somebody inside a hospital.
static EXTENSION: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(?:ext(?:ension|n)?|bleep|pager|dect)[ .:#]*$"));

/// What the number before it counts.
static UNIT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\s?(?:mg|mcg|µg|ug|ml|mm|cm|km|kg|iu|units?|min|mins|secs?|hrs?|wks?|weeks?|months?|yrs?|years?|reps?|sets?|shocks?|impulses?|imp|pulses?|steps?|cells|runners|patients|pts|people|cases|trials?|studies|stud|papers?|rcts?|at|%|x|°)\b|^\s?[%°]",
    )
});

/// What the number after it measures.
static MEASURE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:visa(?:-a)?|scores?|reps?|sets?|vas|nrs|pain|taper|tempo|pyramid|faam|lefs|atrs|steps?|shocks?|eswt|wks?|weeks?|years?|since|between|from|age[sd]?|trials?|studies)[ :=]*$",
    )
});

/// Takes out the numbers of papers.
pub(super) fn explain_papers(sheet: &mut Sheet) {
    sheet.explain_all(&PAPER);
}

/// Marks numbers too long to be a measure: records, insurance, phones.
pub(super) fn long_numbers(sheet: &mut Sheet) {
    let text = sheet.text();
    let numbers: Vec<_> = DIGITS
        .find_iter(text)
        .filter_map(|found| Some((kind_of(text, &found)?, found.range())))
        .collect();
    for (kind, range) in numbers {
        sheet.mark(kind, range);
    }
}

/// What a row of digits most likely is, where it is long enough to be somebody's.
fn kind_of(text: &str, found: &Match<'_>) -> Option<Kind> {
    let number = Number::of(found.as_str());
    let before = just_before(text, found.start());
    if number.digits == 4 && number.groups.len() == 1 && EXTENSION.is_match(before) {
        return Some(Kind::Telephone);
    }
    if number.digits < LONG - 1 {
        return None;
    }
    let called = CALL.is_match(before);
    // After "tel" or "ring him on" an extension or a local number is one too.
    let least = if called { LONG - 1 } else { LONG };
    if number.digits < least {
        return None;
    }
    if called || number.starts_as_telephone {
        return Some(Kind::Telephone);
    }
    let unit = UNIT.is_match(&text[found.end()..]);
    if number.is_count(unit, MEASURE.is_match(before)) {
        return None;
    }
    let grouped = number.groups.len() > 1;
    let record = number.is_fours() || number.is_health_number();
    Some(if grouped && !record {
        Kind::Telephone
    } else {
        Kind::RecordNumber
    })
}

/// A row of digits with what joins them.
struct Number<'t> {
    groups: Vec<&'t str>,
    digits: usize,
    /// Begins with +, (, or a nought and another digit.
    starts_as_telephone: bool,
    dashed: bool,
}

impl<'t> Number<'t> {
    fn of(text: &'t str) -> Self {
        let groups: Vec<&str> = text
            .split(|c: char| !c.is_ascii_digit())
            .filter(|group| !group.is_empty())
            .collect();
        let nought = groups
            .first()
            .is_some_and(|first| first.len() > 1 && first.starts_with('0'));
        Self {
            digits: groups.iter().map(|group| group.len()).sum(),
            starts_as_telephone: nought || text.starts_with(['+', '(']),
            dashed: text.contains('-'),
            groups,
        }
    }

    /// Whether it counts or measures: years, a range, a row of short figures, thousands.
    fn is_count(&self, unit: bool, measure: bool) -> bool {
        let year = |group: &&str| group.len() == 4 && matches!(&group[..2], "19" | "20");
        if self.groups.iter().all(year) {
            return true;
        }
        let round = |group: &&str| group.ends_with("00");
        if let [first, second] = self.groups[..]
            && self.dashed
            && round(&first)
            && round(&second)
        {
            return true;
        }
        let short = self.groups.iter().all(|group| group.len() <= 2);
        let thousands = self.groups[1..].iter().all(|group| *group == "000");
        if self.groups.len() > 1 && thousands {
            return true;
        }
        // Four pairs are a telephone number of the north, other rows of short figures are scores.
        if short {
            let pairs = self.groups.len() == 4 && self.digits == 8;
            return !pairs || unit || measure;
        }
        // A unit belongs to the number right before it, a measure to all that follow it.
        let tens = self.dashed && self.groups.iter().all(|group| group.ends_with('0'));
        let few = measure || (unit && (self.groups.len() <= 2 || tens));
        few && self.groups.iter().all(|group| group.len() <= 5)
    }

    /// Groups of four: cards, and registers such as India's.
    fn is_fours(&self) -> bool {
        self.groups.len() > 2 && self.groups[..3].iter().all(|group| group.len() == 4)
    }

    /// A number of England's health service: its last digit checks the others (modulus 11). It is
    /// written 3-3-4, as telephones of America are, so only the digit tells them apart.
    fn is_health_number(&self) -> bool {
        let digits: Vec<u32> = (self.groups.iter())
            .flat_map(|group| group.chars())
            .filter_map(|digit| digit.to_digit(10))
            .collect();
        let [first @ .., last] = digits.as_slice() else {
            return false;
        };
        if first.len() != 9 {
            return false;
        }
        let sum: u32 = (2..=10)
            .rev()
            .zip(first)
            .map(|(weight, digit)| weight * digit)
            .sum();
        (11 - sum % 11) % 11 == *last
    }
}
