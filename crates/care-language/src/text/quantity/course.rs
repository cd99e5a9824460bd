//! Numbers that tell a course: "6 -> 3" is three now, "day 16" is so long since something.

use super::{Look, Quantity, QuantityKind, Unit};
use crate::text::unit::days;

impl Look<'_> {
    /// "6 -> 3", "8/10 down to 4/10", "7 to 4": what was, and what is now. A range goes upwards, so that "to" makes one
    /// of what falls only.
    pub(super) fn course(&self, first: f64, from: usize, unit: Option<Unit>) -> Option<Quantity> {
        if matches!(unit, Some(Unit::Time(_))) {
            return None;
        }
        let is_score = |stroke: &(QuantityKind, f64, usize)| stroke.0 == QuantityKind::Tenths;
        let mut length = from;
        let first_score = self.stroke_at(length).filter(is_score);
        length += first_score.map_or(0, |(_, _, tokens)| tokens);
        let two = (self.word(length), self.word(length + 1));
        if two.0 == "from"
            && let Some(course) = self.fallen(first, length, unit, first_score.is_some())
        {
            return Some(course);
        }
        let (joint, falls) = match two {
            ("-", ">") | ("down" | "up", "to") => (2, false),
            (">", _) => (1, false),
            ("to", _) => (1, true),
            ("now", _) if !self.is_age_at(length + 1) => (1, false),
            (",", "now") if !self.is_age_at(length + 2) => (2, false),
            _ => return None,
        };
        length += joint;
        let now = self.number(length)?;
        length += 1;
        let own = self.unit_at(length);
        length += usize::from(own.is_some());
        let stroke = self.stroke_at(length);
        let is_time = matches!(own, Some(Unit::Time(_)))
            || stroke.is_some_and(|(kind, ..)| kind == QuantityKind::Time);
        // "6 > 3 months" and "7 to 4 mm" are no course.
        if is_time || falls && (now >= first || own.or(unit).is_some()) {
            return None;
        }
        let score = stroke.filter(is_score);
        length += score.map_or(0, |(_, _, tokens)| tokens);
        let kind = match own.or(unit) {
            Some(unit) => unit.kind(),
            None if score.or(first_score).is_some() => QuantityKind::Tenths,
            None => QuantityKind::Bare,
        };
        let value = now * own.or(unit).map_or(1.0, Unit::per);
        let mut course = Quantity::new(kind, value, value, self.span(length));
        course.now = true;
        Some(course)
    }

    /// "4/10 from 7/10", "3 from 6": what is, and what was.
    fn fallen(
        &self,
        now: f64,
        from: usize,
        unit: Option<Unit>,
        is_score: bool,
    ) -> Option<Quantity> {
        self.number(from + 1)?;
        let mut length = from + 2;
        let stroke = self.stroke_at(length);
        let score = stroke.filter(|stroke| stroke.0 == QuantityKind::Tenths);
        if unit.is_some() || self.unit_at(length).is_some() || stroke.is_some() && score.is_none() {
            return None;
        }
        length += score.map_or(0, |(_, _, tokens)| tokens);
        let kind = match is_score || score.is_some() {
            true => QuantityKind::Tenths,
            false => QuantityKind::Bare,
        };
        let mut course = Quantity::new(kind, now, now, self.span(length));
        course.now = true;
        Some(course)
    }

    /// Whether the number here is an age by what stands behind it: "wheeze at 20, now 40 m".
    fn is_age_at(&self, ahead: usize) -> bool {
        let before = self.at.checked_sub(1).map(|at| &*self.tokens[at].text);
        let next = self.word(ahead + 1);
        matches!(before, Some("age" | "aged" | "at"))
            || super::age::is_person(next)
            || matches!(next, "yo" | "y" | "yr" | "yrs" | "years")
            || next == "/" && super::age::is_person(self.word(ahead + 2))
    }

    /// "Day 16 after it", "wk 7 of the programme": so long since something.
    pub(super) fn ordinal(&self) -> Option<Quantity> {
        let unit = days(self.word(0))?;
        let is_counted = matches!(self.word(0), "day" | "week" | "wk" | "month");
        let before = self.at.checked_sub(1).map(|at| &self.tokens[at]);
        let is_rate = before.is_some_and(|before| {
            before.number().is_some()
                || matches!(&*before.text, "a" | "per" | "each" | "every" | "/" | "x")
        });
        let is_one_part = self.token(0)?.part == self.token(1)?.part;
        let number = self.number(1).filter(|number| number.fract() == 0.0)?;
        let goes_on = self.unit_at(2).is_some()
            || self.stroke_at(2).is_some()
            || matches!(self.word(2), "-" | "to" | "x" | "%" | "yo" | "y" | "/");
        if !is_one_part || !is_counted || is_rate || goes_on {
            return None;
        }
        let time = number * unit;
        let mut quantity = Quantity::new(QuantityKind::Time, time, time, self.span(2));
        quantity.ago = true;
        Some(quantity)
    }
}
