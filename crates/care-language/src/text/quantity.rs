//! Numbers with what they measure: lengths, times, ages, scores of ten.

mod age;
mod course;
mod loose;

use std::ops::Range;

use super::token::{Kind, Token, Tokens, written_number};
use super::unit::{days, days_below_stroke, millimetres};

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
    /// "Now 4", "40 today": said of today, beside which others are of the past.
    pub now: bool,
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
                quantity.ago |= quantity.kind == QuantityKind::Time && look.ago();
                quantity.now |= is_now(tokens, &quantity.tokens);
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
            now: false,
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

/// Whether a number is said of today: "now 4", "40 today".
fn is_now(tokens: &[Token], number: &Range<usize>) -> bool {
    let before = number.start.checked_sub(1).map(|at| &tokens[at]);
    let after = tokens.get(number.end);
    let says = |token: Option<&Token>| {
        token.is_some_and(|token| matches!(&*token.text, "now" | "today" | "currently"))
    };
    let same = after.is_some_and(|after| after.part == tokens[number.start].part);
    says(before) || same && says(after)
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
            .or_else(|| self.ordinal())
            .or_else(|| self.numbered())
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
        if let Some(course) = self.course(first, length, unit) {
            return Some(course);
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
        // "6w" are weeks, "6 w running" is six with running.
        let here = self.token(ahead)?;
        let before = self.token(ahead.checked_sub(1)?)?;
        let apart = matches!(word, "w" | "d") && before.span.end != here.span.start;
        days(word).filter(|_| !apart).map(Unit::Time)
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

    fn ago(&self) -> bool {
        let back = (0..2).any(|ahead| matches!(self.word(ahead), "ago" | "back" | "earlier"));
        back || matches!(
            self.word(0),
            "post" | "after" | "since" | "postop" | "out" | "following" | "old"
        )
    }
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
            ("6 -> 3", (Bare, 30, 30)),
            ("6→3", (Bare, 30, 30)),
            ("8/10 down to 4/10", (Tenths, 40, 40)),
            ("8 to 3", (Bare, 30, 30)),
            ("5mm -> 8 mm", (Length, 80, 80)),
            ("day 16", (Time, 160, 160)),
            ("wk 7", (Time, 490, 490)),
        ] {
            assert_eq!(read(text), [expected], "{text}");
        }
    }
}
