//! Ages: "62 year old", "44F", "early sixties".

use super::{Look, Quantity, QuantityKind, Unit};
use crate::text::unit::YEAR;

impl Look<'_> {
    /// "Early 60s", "mid-forties", "in her fifties".
    pub(super) fn decade(&self) -> Option<Quantity> {
        let (part, ahead) = match self.word(0) {
            "early" => ((0.0, 3.0), 1),
            "mid" | "middle" => ((4.0, 6.0), 1),
            "late" => ((7.0, 9.0), 1),
            _ => ((0.0, 9.0), 0),
        };
        let skipped = ahead + usize::from(ahead > 0 && self.word(ahead) == "-");
        // "A repair in the 90s": years of the calendar.
        let before = self.at.checked_sub(1).map(|at| &self.tokens[at]);
        if before.is_some_and(|before| before.is("the")) {
            return None;
        }
        let (tens, length) = match self.number(skipped) {
            Some(number)
                if matches!(self.word(skipped + 1), "s" | "something")
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

    /// "62 year old", "47 yo", "44F", "aged 62".
    pub(super) fn age(
        &self,
        low: f64,
        high: f64,
        length: usize,
        unit: Option<Unit>,
    ) -> Option<Quantity> {
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
        // "Tc-99m", "ICD-10": a number behind a dash is a part of a name.
        if before == "-" {
            return None;
        }
        let dash = usize::from(next == "-");
        let next = self.word(length + dash);
        // "Diabetic since age 9": when something began.
        if matches!(before, "age" | "aged") && self.is_of_an_event() {
            return None;
        }
        if self.is_somebodys_age(low, before, next, unit) {
            return age(length);
        }
        if let Some(Unit::Time(per)) = unit {
            let ahead = (per == YEAR).then(|| self.years_of_age(low, length, dash))?;
            return ahead.and_then(age);
        }
        if unit.is_some() {
            return None;
        }
        if matches!(next, "yo" | "yom" | "yof" | "yr" | "yrs") || (next == "ish" && low >= 16.0) {
            return age(length + dash + 1);
        }
        // "Walks 100 m" is a way.
        let is_way = next == "m" && !(16.0..100.0).contains(&low);
        let sexed = low >= 10.0 && is_person(next) && !is_way;
        // "Runner 31," is an age; "runner 40 k a week" is none.
        let ends = self.token(length).is_none_or(|after| {
            after.is(",") || after.part != self.tokens[self.at + length - 1].part
        });
        let led = low >= 10.0
            && (is_person(before) && !is_sporting(before) || is_sporting(before) && ends);
        // "M/62", "62/F".
        let stroke = low >= 10.0 && next == "/" && is_person(self.word(length + 1));
        let behind = low >= 10.0
            && before == "/"
            && self.at > 1
            && is_person(&self.tokens[self.at - 2].text);
        (sexed || led || stroke || behind)
            .then(|| age(length))
            .flatten()
    }

    /// Whether the word before a number says that it is an age: "aged 62", "she is 62", "I'm 61, …", "man of 62".
    fn is_somebodys_age(&self, low: f64, before: &str, next: &str, unit: Option<Unit>) -> bool {
        let whose = self.at.checked_sub(2);
        let whose = whose.map_or("", |at| self.tokens[at].text.as_str());
        // "She is 62", "age to 66".
        let of_person = matches!(before, "is" | "to" | "was")
            && matches!(
                whose,
                "he" | "she"
                    | "patient"
                    | "pt"
                    | "age"
                    | "who"
                    | "aged"
                    | "mr"
                    | "mrs"
                    | "ms"
                    | "lady"
                    | "gentleman"
                    | "man"
                    | "woman"
                    | "boy"
                    | "girl"
            )
            && low >= 10.0
            && matches!(
                next,
                "" | ","
                    | "and"
                    | "with"
                    | "not"
                    | "years"
                    | "today"
                    | "actually"
                    | "btw"
                    | "sorry"
                    | "though"
                    | "tho"
            );
        // "My son is 9".
        let of_child = matches!(before, "is" | "was")
            && is_child(whose)
            && (1.0..18.0).contains(&low)
            && matches!(next, "" | "," | "and" | "with" | "now" | "today");
        // "I'm 61", "she's 67" where the sentence goes on to something else.
        let is_short = matches!(before, "im" | "hes" | "shes")
            && (16.0..=110.0).contains(&low)
            && matches!(
                next,
                "" | "," | "." | "and" | "with" | "now" | "male" | "female"
            );
        // "He's 11 not 10" is an age at any age.
        let is_corrected = matches!(before, "im" | "hes" | "shes")
            && (1.0..=110.0).contains(&low)
            && next == "not";
        let person_of = before == "of" && (is_person(whose) || is_of_an_age(whose));
        // "Boy, 14, plays football"; "men, 14 of them" tells of no age.
        let behind_comma = before == "," && is_one_person(whose) && {
            let ends = matches!(next, "" | "," | "with" | "who" | "and" | "plays" | "has");
            let length = self.tokens.get(self.at + 1);
            let here = &self.tokens[self.at];
            (low >= 16.0 || is_child(whose))
                && (ends || length.is_none_or(|after| after.part != here.part))
        };
        matches!(before, "aged" | "age" | "aet")
            || unit.is_none()
                && (of_person || of_child || is_short || is_corrected || person_of || behind_comma)
    }

    /// Whether the word before "age" makes it that of something that happened: "since age 9", "at age 20".
    fn is_of_an_event(&self) -> bool {
        let whose = self.at.checked_sub(2).map(|at| &self.tokens[at]);
        whose.is_some_and(|whose| {
            matches!(
                &*whose.text,
                "since" | "at" | "from" | "by" | "until" | "till" | "before" | "after"
            )
        })
    }

    /// How many words a number of years takes where it is an age: "62 years old", "47 yrs"; "3 yrs" is a time.
    fn years_of_age(&self, low: f64, length: usize, dash: usize) -> Option<usize> {
        let before = self.at.checked_sub(1);
        let before = before.map_or("", |at| self.tokens[at].text.as_str());
        let next = self.word(length + dash);
        let old =
            matches!(next, "old" | "o" | "of") || (next == "/" && self.word(length + 1) == "o");
        if old {
            let of_age = usize::from(next == "of" && self.word(length + 1) == "age");
            if next == "of" && of_age == 0 {
                return None;
            }
            return Some(length + dash + 1 + of_age + usize::from(next == "/"));
        }
        let is_time = matches!(
            before,
            "for" | "since" | "over" | "past" | "last" | "x" | "about"
        ) || matches!(next, "ago" | "history" | "hx" | "of" | "now");
        let child = matches!(
            before,
            "child" | "boy" | "girl" | "kid" | "teenager" | "infant"
        );
        ((is_person(next) || child || low >= 18.0) && !is_time).then_some(length)
    }
}

pub(super) fn is_person(word: &str) -> bool {
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
            | "fella"
            | "bloke"
            | "guy"
            | "chap"
            | "lad"
    ) || is_sporting(word)
}

/// Words for a child, who may have any age below that of an adult.
fn is_child(word: &str) -> bool {
    matches!(
        word,
        "boy"
            | "girl"
            | "child"
            | "kid"
            | "schoolboy"
            | "schoolgirl"
            | "teenager"
            | "son"
            | "daughter"
    )
}

/// Words for one person, without the letters that stand for others too.
fn is_one_person(word: &str) -> bool {
    is_child(word) || word.len() > 1 && is_person(word)
}

/// Words for somebody whose age is told behind "of": "a student of 22".
fn is_of_an_age(word: &str) -> bool {
    is_child(word)
        || matches!(
            word,
            "student"
                | "adult"
                | "pensioner"
                | "patient"
                | "person"
                | "pupil"
                | "youth"
                | "worker"
                | "farmer"
                | "nurse"
                | "teacher"
                | "teen"
                | "adolescent"
                | "apprentice"
        )
}

fn is_sporting(word: &str) -> bool {
    matches!(
        word,
        "runner" | "footballer" | "athlete" | "dancer" | "player"
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
