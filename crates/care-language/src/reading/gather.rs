//! Gathers everything that the words of a text name, with what reaches it.

use std::collections::HashSet;

use care_engine::content::{Choice, Content, PhraseKind, QuestionIx};

use super::gathered::{Chosen, Gathered};
use super::look::Look;
use super::{Meaning, Reader};
use crate::phi::{is_english, is_ordinary};
use crate::text::{Hit, Quantity, QuantityKind, Scopes, Sign, Tokens, quantities};

/// The cue of a correction.
pub(super) const CORRECTING: &str = "correct";

/// The cue of trades, behind which a number is an age: "retired nurse 69".
pub(super) const TRADE: &str = "trade";

/// The cue of a relative who says something of the patient.
const KIN_SAYS: &str = "kin_says";

/// Cues of words beside which others count, which are understood by other phrases, or not at all: a treatment, and what
/// has only just happened.
const NEEDED: &[&str] = &["treated", "just_happened"];

/// Where a text was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Typed {
    /// As the text of a case.
    Case,
    /// In the thread of a case.
    Thread,
    /// At the card of a question.
    Card(QuestionIx),
    /// To correct a case.
    Correction,
}

impl Typed {
    fn asked(self) -> Option<QuestionIx> {
        match self {
            Self::Card(question) => Some(question),
            _ => None,
        }
    }
}

impl Reader {
    /// Gathers what a text says.
    pub(super) fn gather(&self, content: &Content, text: &str, place: Typed) -> Gathered {
        let asked = place.asked();
        let mut tokens = Tokens::of(text);
        self.spelling
            .mend(&mut tokens, |word| is_ordinary(word) || is_english(word));
        write_out_sex(&mut tokens);
        write_out_sides(&mut tokens);
        let mut quantities = quantities(&tokens);
        take_ages_of_parts(&mut tokens, &mut quantities, &self.trades);
        write_out_sex_of_ages(&mut tokens, &quantities);
        let tokens = tokens;
        let hits = self.shadowed(content, &tokens, place);
        let meaning = |hit: &Hit| self.meanings[hit.meaning];
        // The "old" of "55 years old" makes nothing past.
        let of_an_age = |hit: &Hit| {
            let mut ages = quantities
                .iter()
                .filter(|one| one.kind == QuantityKind::Age);
            ages.any(|age| hit.tokens.iter().all(|token| age.tokens.contains(token)))
        };
        let signs = hits.iter().filter_map(|hit| match meaning(hit) {
            Meaning::Cue(_) if of_an_age(hit) => None,
            Meaning::Cue(place) => Some((self.sign(content, place, hit, &hits)?, hit.clone())),
            _ => None,
        });
        let facts = hits.iter().filter(|hit| match meaning(hit) {
            Meaning::Phrase(place) => {
                let phrase = &content.vocabulary.phrases[place];
                phrase.kind == PhraseKind::Fact && !phrase.means.is_empty()
            }
            _ => false,
        });
        let numbers = quantities.iter().map(|quantity| quantity.tokens.start);
        let breaks = facts.map(Hit::first).chain(numbers);
        let breaks = breaks.map(|at| tokens.0[at].part).collect();
        let scopes = Scopes::new(&tokens, signs.collect(), breaks);
        let mut look = Look {
            reader: self,
            content,
            tokens: &tokens,
            hits: &hits,
            scopes: &scopes,
            quantities: &quantities,
            gathered: Gathered::default(),
            used: vec![false; tokens.0.len()],
            is_case: place == Typed::Case,
        };
        for hit in &hits {
            match meaning(hit) {
                Meaning::Phrase(place) => look.phrase(hit, place),
                // Words that only take a number away from what is asked are not understood by that.
                Meaning::Near(place) if content.vocabulary.measures[place].question.is_none() => {}
                Meaning::Cue(place) if NEEDED.contains(&&*content.vocabulary.cues[place].id) => {}
                Meaning::Cue(_) | Meaning::Near(_) => look.uses(hit),
            }
        }
        look.gathered.both_sides = look.names("left") && look.names("right");
        look.gathered.amended = look.amended();
        // "Make that 14 months" says of which time it is.
        let has_times = place != Typed::Thread || look.names(CORRECTING);
        look.measures(asked, has_times);
        look.look_alikes();
        look.unread();
        leave_out_weak(content, &mut look.gathered);
        look.gathered
    }

    /// What a cue does here. A "no" before a word of effect denies nothing, any other nothing behind the next
    /// comma.
    fn sign(&self, content: &Content, place: usize, hit: &Hit, hits: &[Hit]) -> Option<Sign> {
        let sign = self.signs[place]?;
        // "Wife reminded us": a relative who only says it.
        let only_says = |other: &&Hit| other.covers(hit) && self.is_of(content, other, KIN_SAYS);
        if sign == Sign::Kin && hits.iter().any(|other| only_says(&other)) {
            return None;
        }
        if !matches!(sign, Sign::Deny | Sign::DenyList | Sign::DenyAfter) {
            return Some(sign);
        }
        let around = hits
            .iter()
            .filter(|other| other.tokens.len() > hit.tokens.len() && other.covers(hit));
        let mut here = false;
        for other in around {
            match self.meanings[other.meaning] {
                Meaning::Cue(cue)
                    if self.signs[cue] == Some(sign)
                        || content.vocabulary.cues[cue].id == CORRECTING => {}
                Meaning::Phrase(_) if sign != Sign::DenyAfter => here = true,
                _ => return None,
            }
        }
        Some(if here { Sign::DenyHere } else { sign })
    }

    /// Everything found, without what lacks the words that it needs beside it, and without what stands inside a
    /// longer phrase of its own question or a whole longer one.
    fn shadowed(&self, content: &Content, tokens: &Tokens, typed: Typed) -> Vec<Hit> {
        let hits = self.patterns.find(tokens);
        let questions = |hit: &Hit| -> Vec<QuestionIx> {
            match self.meanings[hit.meaning] {
                Meaning::Phrase(place) => {
                    let phrase = &content.vocabulary.phrases[place];
                    let choices = phrase.means.iter().chain(&phrase.denied);
                    let choices = choices.chain(&phrase.denies);
                    choices.map(|(question, _)| *question).collect()
                }
                _ => Vec::new(),
            }
        };
        let is_phrase = |hit: &Hit| matches!(self.meanings[hit.meaning], Meaning::Phrase(_));
        // A phrase that means no answer is there to keep its words from meaning one.
        let is_context = |hit: &Hit| is_phrase(hit) && questions(hit).is_empty();
        let allowed = |hit: &&Hit| match self.meanings[hit.meaning] {
            Meaning::Phrase(place) => {
                let phrase = &content.vocabulary.phrases[place];
                let own = |choice: &Choice| Some(choice.0) == typed.asked();
                if phrase.weak && !matches!(typed, Typed::Case | Typed::Thread) {
                    return false;
                }
                let sentence = |hit: &Hit| tokens.0[hit.first()].sentence;
                let needed = |other: &Hit| match self.meanings[other.meaning] {
                    Meaning::Cue(cue) => {
                        phrase.needs.contains(&cue) && sentence(other) == sentence(hit)
                    }
                    _ => false,
                };
                (!phrase.card || phrase.means.iter().chain(&phrase.denied).any(own))
                    && (phrase.needs.is_empty() || hits.iter().any(needed))
            }
            _ => true,
        };
        let hits: Vec<Hit> = hits.iter().filter(allowed).cloned().collect();
        let shadows = |other: &Hit, hit: &Hit| {
            is_phrase(other)
                && other.tokens.len() > hit.tokens.len()
                && other.covers(hit)
                && (other.fixed
                    || is_context(other)
                    || questions(other)
                        .iter()
                        .any(|question| questions(hit).contains(question)))
        };
        // "Leg length" binds a length otherwise than "length"; "calf swelling" binds times and takes no length from it.
        let kind = |hit: &Hit| match self.meanings[hit.meaning] {
            Meaning::Near(measure) => Some(content.vocabulary.measures[measure].kind),
            _ => None,
        };
        let inside = |hit: &Hit| {
            kind(hit).is_some()
                && hits.iter().any(|other| {
                    kind(other) == kind(hit)
                        && other.tokens.len() > hit.tokens.len()
                        && other.covers(hit)
                })
        };
        let kept = hits.iter().filter(|hit| {
            !inside(hit) && (!is_phrase(hit) || !hits.iter().any(|other| shadows(other, hit)))
        });
        kept.cloned().collect()
    }
}

/// Leaves out what words say by the way where nothing else is told, or something else of the same thing.
fn leave_out_weak(content: &Content, gathered: &mut Gathered) {
    let phrases = &content.vocabulary.phrases;
    let is_weak = |chosen: &Chosen| chosen.phrase.is_some_and(|own| phrases[own].weak);
    if gathered.counted.is_empty() && gathered.chosen.iter().all(is_weak) {
        gathered.chosen.clear();
    }
    // "Her husband ruptured his, 51F": what words say by the way gives place to what is said outright of the same thing,
    // and with it all that they say.
    let strong: Vec<Choice> = gathered
        .chosen
        .iter()
        .filter(|chosen| !is_weak(chosen))
        .map(|chosen| chosen.choice)
        .collect();
    let is_against = |chosen: &&Chosen| {
        let (question, option) = chosen.choice;
        let mut others = strong.iter().filter(|other| other.0 == question);
        is_weak(chosen) && others.any(|other| other.1 != option)
    };
    let against = gathered.chosen.iter().filter(is_against);
    let against: Vec<_> = against.map(|chosen| chosen.place.clone()).collect();
    gathered
        .chosen
        .retain(|chosen| !is_weak(chosen) || !against.contains(&chosen.place));
}

/// "18 army recruit F", "taxi driver 54 L heel": a number of the first part of a text is an age where the letter of a
/// sex stands in the same part, or that of a side right behind it, and no other age is told.
fn take_ages_of_parts(tokens: &mut Tokens, quantities: &mut [Quantity], trades: &HashSet<String>) {
    let is_age = |one: &Quantity| one.kind == QuantityKind::Age;
    let is_bare = |one: &&mut Quantity| {
        one.kind == QuantityKind::Bare && one.low.fract() == 0.0 && (16.0..=99.0).contains(&one.low)
    };
    let first = tokens.0.first().map_or(0, |first| first.part);
    let in_first = |one: &Quantity| tokens.0[one.tokens.start].part == first;
    if quantities.iter().any(is_age) || quantities.iter().filter(|one| in_first(one)).count() != 1 {
        return;
    }
    let Some(number) = quantities.iter_mut().find(|one| in_first(one)) else {
        return;
    };
    let is_letter = |at: usize, letters: &[&str]| {
        let token = tokens.0.get(at);
        token.is_some_and(|one| one.capitals && one.part == first && letters.contains(&&*one.text))
    };
    let begins = number.tokens.start == 0;
    let sex = (number.tokens.end..tokens.0.len()).find(|at| is_letter(*at, &["m", "f"]));
    let sided = !begins && is_letter(number.tokens.end, &["l", "r"]);
    // "Retired nurse 69, …".
    let ends =
        (tokens.0.get(number.tokens.end)).is_none_or(|next| next.is(",") || next.part != first);
    let works = ends
        && (number.tokens.start.checked_sub(1))
            .is_some_and(|at| trades.contains(&tokens.0[at].text));
    if !is_bare(&number) || !(begins && sex.is_some() || sided || works) {
        return;
    }
    number.kind = QuantityKind::Age;
    if let Some(sex) = sex.filter(|_| begins) {
        let word = if tokens.0[sex].is("m") {
            "male"
        } else {
            "female"
        };
        word.clone_into(&mut tokens.0[sex].text);
    }
}

/// "40 m, crossfit", "m 39": a number that was read as an age says what the letter beside it is.
fn write_out_sex_of_ages(tokens: &mut Tokens, quantities: &[Quantity]) {
    let ages = quantities
        .iter()
        .filter(|one| one.kind == QuantityKind::Age);
    let beside = ages.flat_map(|age| [Some(age.tokens.end), age.tokens.start.checked_sub(1)]);
    let mut beside: Vec<usize> = beside.flatten().collect();
    // "34 yr old runner (m)": in brackets of its own.
    let is_alone = |at: usize| {
        let part = tokens.0[at].part;
        tokens.0.iter().filter(|one| one.part == part).count() == 1
    };
    if !beside.is_empty() {
        beside.extend((0..tokens.0.len()).filter(|at| is_alone(*at)));
    }
    for at in beside {
        let Some(token) = tokens.0.get_mut(at) else {
            continue;
        };
        let word = match token.text.as_str() {
            "m" => "male",
            "f" => "female",
            _ => continue,
        };
        word.clone_into(&mut token.text);
    }
}

/// "13mm, insertional, r": a letter that is a part of its own is the side.
fn write_out_sides(tokens: &mut Tokens) {
    for at in 0..tokens.0.len() {
        let part = tokens.0[at].part;
        let says = |token: &crate::text::Token| token.part == part && !token.is(",");
        let is_alone = tokens.0.iter().filter(|token| says(token)).count() == 1;
        let word = match &*tokens.0[at].text {
            "r" if is_alone => "right",
            "l" if is_alone => "left",
            _ => continue,
        };
        word.clone_into(&mut tokens.0[at].text);
    }
}

/// So many metres are a way and no age of a man.
const LEAST_WAY: f64 = 100.0;

/// "44F", "F44", "M, 62": the letter is written out, so that it is the word that it stands for.
fn write_out_sex(tokens: &mut Tokens) {
    let age = |token: Option<&crate::text::Token>| {
        token
            .and_then(crate::text::Token::number)
            .is_some_and(|number| (10.0..=110.0).contains(&number) && number.fract() == 0.0)
    };
    // "Sprints 100m" is a way.
    let is_way = |tokens: &Tokens, at: usize| {
        let before = at.checked_sub(1).and_then(|at| tokens.0[at].number());
        tokens.0[at].is("m") && before.is_some_and(|number| number >= LEAST_WAY)
    };
    for at in 0..tokens.0.len() {
        if is_way(tokens, at) {
            continue;
        }
        let word = match tokens.0[at].text.as_str() {
            "m" => "male",
            "f" => "female",
            "yom" => "male",
            "yof" => "female",
            _ => continue,
        };
        let back = |steps: usize| at.checked_sub(steps).and_then(|at| tokens.0.get(at));
        let touches = back(1).is_some_and(|before| before.span.end == tokens.0[at].span.start);
        let capital = tokens.0[at].capitals;
        let unit = back(1).is_some_and(|before| {
            matches!(
                before.text.as_str(),
                "y" | "yo" | "yr" | "yrs" | "o" | "old"
            )
        });
        let divided = back(1).is_some_and(|before| before.is(",") || before.is("/"));
        // "Tc-99m" is no age with a sex.
        let of_name = back(2).is_some_and(|dash| dash.is("-"));
        // The letter of "F44" belongs to the number that it touches.
        let leads = tokens
            .0
            .get(at + 1)
            .is_some_and(|next| next.span.start == tokens.0[at].span.end && age(Some(next)));
        let behind = age(back(1)) && (touches || capital && !leads) && !of_name
            || (unit && (age(back(2)) || age(back(4))))
            || (divided && capital && age(back(2)));
        let next = tokens.0.get(at + 1);
        let stroke = next.is_some_and(|next| next.is("/"));
        let skipped = usize::from(stroke || next.is_some_and(|next| next.is(",")));
        let near = at == 0 || stroke || skipped == 0;
        let before = capital && age(tokens.0.get(at + 1 + skipped)) && near;
        if behind || before || word.len() > 1 && tokens.0[at].text.len() > 1 {
            word.clone_into(&mut tokens.0[at].text);
        }
    }
}
