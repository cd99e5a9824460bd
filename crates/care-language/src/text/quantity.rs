//! Numbers with what they measure: lengths, times, ages, scores of ten.

use std::ops::Range;

use super::token::{Kind, Token, Tokens, written_number};
use super::unit::{YEAR, days, days_below_stroke, millimetres};

/// What a number measures, as far as it says so itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuantityKind {
    /// A length, in millimetres.
    Length,
    /// A time, in days; a month has 30.4.
    Time,
    /// An age, in years.
    Age,
    /// A score out of ten.
    Tenths,
    /// Nothing stands beside it.
    Bare,
}

/// A number, or a range of numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// What it measures, which settles its unit.
    pub kind: QuantityKind,
    /// The smallest that is meant.
    pub low: f64,
    /// The largest number that it may mean.
    pub high: f64,
    /// The tokens of the text that it takes up.
    pub tokens: Range<usize>,
    /// "6 weeks ago": a time since something.
    pub ago: bool,
    /// "A few", "several": no number is meant.
    pub vague: bool,
}

/// "Just under" and "over" keep off the bound itself by so much of it.
const OFF: f64 = 0.001;

/// All numbers of a text.
pub fn quantities(tokens: &Tokens) -> Vec<Quantity> {
    let tokens = tokens.0.as_slice();
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let mut look = Look { tokens, at };
        match look.quantity() {
            Some(mut quantity) => {
                look.at = quantity.tokens.end;
                // "4 to 6 weeks" ends before the six weeks are full.
                if quantity.kind == QuantityKind::Time
                    && !quantity.vague
                    && quantity.low < quantity.high
                {
                    quantity.high *= 1.0 - OFF;
                }
                quantity.ago = quantity.kind == QuantityKind::Time && look.ago();
                quantity.bounded(tokens);
                at = quantity.tokens.end.max(at + 1);
                found.push(quantity);
            }
            None => at += 1,
        }
    }
    found
}

impl Quantity {
    fn new(kind: QuantityKind, low: f64, high: f64, tokens: Range<usize>) -> Self {
        Self {
            kind,
            low: low.min(high),
            high: low.max(high),
            tokens,
            ago: false,
            vague: false,
        }
    }

    /// Heeds "under" and "over" before it.
    fn bounded(&mut self, tokens: &[Token]) {
        let word = |back: usize| {
            let at = self.tokens.start.checked_sub(back)?;
            tokens.get(at).map(|token| token.text.as_str())
        };
        let two = (word(2).unwrap_or(""), word(1).unwrap_or(""));
        let (below, above, words) = match two {
            (_, "<" | "under" | "below" | "sub") => (true, false, 1),
            ("just", "shy") | ("less" | "smaller" | "fewer", "than") => (true, false, 2),
            (_, ">" | "over") => (false, true, 1),
            ("more" | "greater" | "larger" | "bigger" | "longer", "than") => (false, true, 2),
            (_, "almost" | "nearly") => (true, false, 1),
            _ => return,
        };
        if below {
            self.low = self.high * (1.0 - OFF);
            self.high = self.low;
        }
        if above {
            self.high *= 1.0 + OFF;
            self.low = self.high;
        }
        self.tokens.start -= words;
    }
}

struct Look<'t> {
    tokens: &'t [Token],
    at: usize,
}

impl Look<'_> {
    fn token(&self, ahead: usize) -> Option<&Token> {
        self.tokens.get(self.at + ahead)
    }

    fn word(&self, ahead: usize) -> &str {
        self.token(ahead).map_or("", |token| token.text.as_str())
    }

    fn number(&self, ahead: usize) -> Option<f64> {
        self.token(ahead)?.number()
    }

    fn span(&self, length: usize) -> Range<usize> {
        self.at..self.at + length
    }

    fn quantity(&self) -> Option<Quantity> {
        self.decade()
            .or_else(|| self.vague())
            .or_else(|| self.half())
            .or_else(|| self.numbered())
    }

    /// "A few weeks", "several months".
    fn vague(&self) -> Option<Quantity> {
        let vague = matches!(self.word(0), "few" | "several" | "some" | "many");
        let couple = self.word(0) == "couple";
        let of = usize::from(self.word(1) == "of");
        let unit = days(self.word(1 + of)).filter(|_| self.word(1 + of).len() > 1);
        if couple {
            let days = unit?;
            return Some(Quantity::new(
                QuantityKind::Time,
                2.0 * days,
                2.0 * days,
                self.span(2 + of),
            ));
        }
        if !vague {
            return None;
        }
        if let Some(days) = unit {
            let (few, many) = match self.word(0) {
                "few" => (2.0, 5.0),
                _ => (3.0, 9.0),
            };
            let mut time = Quantity::new(
                QuantityKind::Time,
                few * days,
                many * days,
                self.span(2 + of),
            );
            time.vague = true;
            return Some(time);
        }
        let unit = millimetres(self.word(1 + of))?;
        Some(Quantity::new(
            QuantityKind::Length,
            2.0 * unit,
            5.0 * unit,
            self.span(2 + of),
        ))
    }

    /// "Half a year", "half a cm".
    fn half(&self) -> Option<Quantity> {
        if self.word(0) != "half" || !matches!(self.word(1), "a" | "an") {
            return None;
        }
        if let Some(days) = days(self.word(2)) {
            let half = 0.5 * days;
            return Some(Quantity::new(QuantityKind::Time, half, half, self.span(3)));
        }
        let half = 0.5 * millimetres(self.word(2))?;
        Some(Quantity::new(
            QuantityKind::Length,
            half,
            half,
            self.span(3),
        ))
    }

    /// "Early 60s", "mid-forties", "in her fifties".
    fn decade(&self) -> Option<Quantity> {
        let (part, ahead) = match self.word(0) {
            "early" => ((0.0, 3.0), 1),
            "mid" | "middle" => ((4.0, 6.0), 1),
            "late" => ((7.0, 9.0), 1),
            _ => ((0.0, 9.0), 0),
        };
        let skipped = ahead + usize::from(ahead > 0 && self.word(ahead) == "-");
        let (tens, length) = match self.number(skipped) {
            Some(number)
                if self.word(skipped + 1) == "s"
                    && number % 10.0 == 0.0
                    && (10.0..=90.0).contains(&number) =>
            {
                (number, 2)
            }
            _ => (written_decade(self.word(skipped))?, 1),
        };
        Some(Quantity::new(
            QuantityKind::Age,
            tens + part.0,
            tens + part.1,
            self.span(skipped + length),
        ))
    }

    fn numbered(&self) -> Option<Quantity> {
        let first = self.number(0)?;
        // A second number: a range, or the sides of something.
        let mut low = first;
        let mut high = first;
        let mut length = 1;
        // "62-year-old" and "13-mm" have a dash before the unit.
        let dash = usize::from(self.word(1) == "-");
        let mut unit = self.unit_at(1 + dash);
        if unit.is_some() {
            length += 1 + dash;
        }
        if (self.word(length) == "-" || matches!(self.word(length), "to" | "or"))
            && let Some(second) = self.number(length + 1)
        {
            let next = self.unit_at(length + 2);
            let stroke = self.stroke_at(length + 2);
            if next.is_some() || stroke.is_some() || unit.is_none() {
                low = low.min(second);
                high = high.max(second);
                // Each end has its own unit, or both have the second one.
                if let (Some(one), Some(other)) = (unit, next) {
                    let (a, b) = (first * one.per(), second * other.per());
                    if one.kind() == other.kind() {
                        return Some(Quantity::new(one.kind(), a, b, self.span(length + 3)));
                    }
                }
                length += 2;
                unit = next;
                length += usize::from(next.is_some());
            }
        }
        if let Some(sides) = self.sides(low.max(high), length, unit) {
            return Some(sides);
        }
        if let Some((kind, per, more)) = self.stroke_at(length) {
            return Some(Quantity::new(
                kind,
                low * per,
                high * per,
                self.span(length + more),
            ));
        }
        if self.word(length) == "and"
            && self.word(length + 1) == "a"
            && self.word(length + 2) == "half"
        {
            let years = unit.or_else(|| self.unit_at(length + 3));
            let more = 3 + usize::from(unit.is_none() && years.is_some());
            if let Some(unit) = years {
                let value = (low + 0.5) * unit.per();
                return Some(Quantity::new(
                    unit.kind(),
                    value,
                    value,
                    self.span(length + more),
                ));
            }
        }
        if let Some(age) = self.age(low, high, length, unit) {
            return Some(age);
        }
        if self.is_frequency() {
            return None;
        }
        Some(match unit {
            Some(unit) => {
                let (low, high) = (low * unit.per(), high * unit.per());
                Quantity::new(unit.kind(), low, high, self.span(length))
            }
            None => Quantity::new(QuantityKind::Bare, low, high, self.span(length)),
        })
    }

    /// "7×4×3 mm", "0.7 cm by 12 mm": the longest side.
    fn sides(&self, first: f64, from: usize, unit: Option<Unit>) -> Option<Quantity> {
        let mut length = from;
        let mut sides = vec![(first, unit)];
        while matches!(self.word(length), "x" | "by") {
            let Some(side) = self.number(length + 1) else {
                break;
            };
            let unit = self.unit_at(length + 2);
            sides.push((side, unit));
            length += 2 + usize::from(unit.is_some());
        }
        if sides.len() < 2 {
            return None;
        }
        // A side without a unit has that of the others.
        let common = sides.iter().rev().find_map(|(_, unit)| *unit);
        let per = |unit: &Option<Unit>| unit.or(common).map_or(1.0, Unit::per);
        let longest = sides.iter().map(|(side, unit)| side * per(unit));
        let longest = longest.fold(0.0, f64::max);
        let kind = common.map_or(QuantityKind::Bare, Unit::kind);
        Some(Quantity::new(kind, longest, longest, self.span(length)))
    }

    /// "Three times a week" is no time: the article counts only behind a word that measures.
    fn is_frequency(&self) -> bool {
        let article = matches!(self.word(0), "a" | "an");
        let before = self.at.checked_sub(1).map(|at| &self.tokens[at]);
        let measured = |token: &Token| {
            matches!(
                token.text.as_str(),
                "for"
                    | "about"
                    | "over"
                    | "nearly"
                    | "almost"
                    | "around"
                    | "roughly"
                    | "than"
                    | "since"
                    | "past"
                    | "last"
                    | "of"
                    | "just"
                    | "within"
                    | "under"
                    | "approx"
                    | "to"
                    | "after"
                    | "only"
                    | "~"
                    | ","
                    | "pain"
                    | "symptoms"
                    | "best"
                    | "lasting"
                    | "approximately"
            )
        };
        let follows = |ahead: usize| {
            matches!(
                self.word(ahead),
                "ago" | "now" | "hx" | "history" | "back" | "and"
            )
        };
        article && before.is_some_and(|token| !measured(token)) && !follows(2)
    }

    fn unit_at(&self, ahead: usize) -> Option<Unit> {
        let word = self.word(ahead);
        if let Some(per) = millimetres(word) {
            return Some(Unit::Length(per));
        }
        // "0.5 in" is an inch only where nothing goes on.
        if word == "in" {
            let next = self.token(ahead + 1);
            let here = self.token(ahead)?;
            let ends =
                next.is_none_or(|next| next.part != here.part || next.kind == Kind::Mark(','));
            return ends.then_some(Unit::Length(25.4));
        }
        days(word).map(Unit::Time)
    }

    /// "/10", "/52", "out of 10", with the tokens it takes.
    fn stroke_at(&self, ahead: usize) -> Option<(QuantityKind, f64, usize)> {
        let (below, length) = if self.word(ahead) == "/" {
            (self.number(ahead + 1)?, 2)
        } else if self.word(ahead) == "out" && self.word(ahead + 1) == "of" {
            let below = &self.tokens.get(self.at + ahead + 2)?.text;
            (self.number(ahead + 2).or_else(|| written_number(below))?, 3)
        } else {
            return None;
        };
        if below == 10.0 {
            return Some((QuantityKind::Tenths, 1.0, length));
        }
        if below == 100.0 {
            return Some((QuantityKind::Bare, 1.0, length));
        }
        days_below_stroke(below).map(|days| (QuantityKind::Time, days, length))
    }

    /// "62 year old", "47 yo", "44F", "aged 62".
    fn age(&self, low: f64, high: f64, length: usize, unit: Option<Unit>) -> Option<Quantity> {
        if !(0.0..=115.0).contains(&low) || low.fract() != 0.0 {
            return None;
        }
        let age = |length| {
            Some(Quantity::new(
                QuantityKind::Age,
                low,
                high,
                self.span(length),
            ))
        };
        let next = self.word(length);
        let before = self
            .at
            .checked_sub(1)
            .map_or("", |at| self.tokens[at].text.as_str());
        let dash = usize::from(next == "-");
        let next = self.word(length + dash);
        let person_of = before == "of" && self.at > 1 && is_person(&self.tokens[self.at - 2].text);
        // "She is 62", "age to 66".
        let of_person = matches!(before, "is" | "to" | "was")
            && self.at > 1
            && matches!(
                self.tokens[self.at - 2].text.as_str(),
                "he" | "she" | "patient" | "pt" | "age" | "who" | "aged"
            )
            && unit.is_none()
            && low >= 10.0
            && matches!(next, "" | "," | "and" | "with" | "not" | "years" | "today");
        if matches!(before, "aged" | "age" | "aet") || person_of && unit.is_none() || of_person {
            return age(length);
        }
        if let Some(Unit::Time(per)) = unit {
            if per != YEAR {
                return None;
            }
            let old =
                matches!(next, "old" | "o" | "of") || (next == "/" && self.word(length + 1) == "o");
            let sexed = is_person(next);
            if old {
                let of_age = usize::from(next == "of" && self.word(length + 1) == "age");
                if next == "of" && of_age == 0 {
                    return None;
                }
                return age(length + dash + 1 + of_age + usize::from(next == "/"));
            }
            // "47 yrs" is an age, "3 yrs" a time.
            let is_time = matches!(
                before,
                "for" | "since" | "over" | "past" | "last" | "x" | "about"
            ) || matches!(next, "ago" | "history" | "hx" | "of" | "now");
            return ((sexed || low >= 18.0) && !is_time)
                .then(|| age(length))
                .flatten();
        }
        if unit.is_some() {
            return None;
        }
        if matches!(next, "yo" | "yom" | "yof" | "yr" | "yrs") {
            return age(length + dash + 1);
        }
        let sexed = low >= 10.0 && is_person(next) && !(next == "m" && low < 16.0);
        let led = low >= 10.0
            && matches!(
                before,
                "male" | "female" | "man" | "woman" | "lady" | "gentleman" | "m" | "f"
            );
        (sexed || led).then(|| age(length)).flatten()
    }

    fn ago(&self) -> bool {
        let back = (0..2).any(|ahead| matches!(self.word(ahead), "ago" | "back" | "earlier"));
        back || matches!(
            self.word(0),
            "post" | "after" | "since" | "postop" | "out" | "following"
        )
    }
}

fn is_person(word: &str) -> bool {
    matches!(
        word,
        "m" | "f"
            | "male"
            | "female"
            | "man"
            | "woman"
            | "lady"
            | "gentleman"
            | "gent"
            | "girl"
            | "boy"
            | "runner"
            | "fella"
            | "bloke"
            | "guy"
    )
}

fn written_decade(word: &str) -> Option<f64> {
    Some(match word {
        "twenties" => 20.0,
        "thirties" => 30.0,
        "forties" => 40.0,
        "fifties" => 50.0,
        "sixties" => 60.0,
        "seventies" => 70.0,
        "eighties" => 80.0,
        "nineties" => 90.0,
        "teens" => 10.0,
        _ => return None,
    })
}

#[derive(Debug, Clone, Copy)]
enum Unit {
    Length(f64),
    Time(f64),
}

impl Unit {
    fn per(self) -> f64 {
        match self {
            Self::Length(per) | Self::Time(per) => per,
        }
    }

    fn kind(self) -> QuantityKind {
        match self {
            Self::Length(_) => QuantityKind::Length,
            Self::Time(_) => QuantityKind::Time,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(QuantityKind, i64, i64)> {
        let found = quantities(&Tokens::of(text));
        let whole = |number: f64| (number * 10.0).round() as i64;
        found
            .iter()
            .map(|one| (one.kind, whole(one.low), whole(one.high)))
            .collect()
    }

    #[test]
    fn numbers_are_read_with_their_units() {
        use QuantityKind::{Age, Bare, Length, Tenths, Time};
        for (text, expected) in [
            ("1,3 cm", (Length, 130, 130)),
            ("7×4×3 mm", (Length, 70, 70)),
            ("0.7 cm x 12 mm", (Length, 120, 120)),
            ("6/52", (Time, 420, 420)),
            ("4/12 hx", (Time, 1216, 1216)),
            ("6-8 weeks", (Time, 420, 559)),
            ("half a year", (Time, 1825, 1825)),
            ("5/10", (Tenths, 50, 50)),
            ("6 out of ten", (Tenths, 60, 60)),
            ("62 year old", (Age, 620, 620)),
            ("62-year-old", (Age, 620, 620)),
            ("47 yo", (Age, 470, 470)),
            ("47 y/o", (Age, 470, 470)),
            ("44F", (Age, 440, 440)),
            ("early 60s", (Age, 600, 630)),
            ("in her fifties", (Age, 500, 590)),
            ("<1cm", (Length, 100, 100)),
            ("62", (Bare, 620, 620)),
            ("a couple of months", (Time, 608, 608)),
            ("a year and a half", (Time, 5475, 5475)),
        ] {
            assert_eq!(read(text), [expected], "{text}");
        }
    }
}
