//! Everything that the words of a text name, with what reaches it.

use std::ops::Range;

use care_engine::content::{Choice, Content, OptionIx, OptionSet, PhraseKind, QuestionIx};

use super::{Meaning, Reader, Uncertain, Why};
use crate::phi::is_ordinary;
use crate::text::{
    Denial, Hit, Kind, Listed, Quantity, QuantityKind, Scopes, Sign, Tokens, look_alike, quantities,
};

/// A choice that the text makes.
#[derive(Debug, Clone)]
pub(super) struct Chosen {
    pub choice: Choice,
    pub place: Range<usize>,
    /// By which phrase; none for a number.
    pub phrase: Option<usize>,
}

/// A number that answers a question.
#[derive(Debug, Clone)]
pub(super) struct Counted {
    pub question: QuestionIx,
    /// The options of its smallest and largest reading; none for a question that takes numbers.
    pub options: Option<(OptionIx, OptionIx)>,
    pub low: f64,
    pub high: f64,
    pub largest: bool,
    pub vague: bool,
    pub place: Range<usize>,
}

/// What stands in a text.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub chosen: Vec<Chosen>,
    pub counted: Vec<Counted>,
    pub denied: Vec<Chosen>,
    pub uncertain: Vec<Uncertain>,
    pub unread: Vec<Range<usize>>,
    /// Both sides are named.
    pub both_sides: bool,
}

/// Where a text was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Typed {
    /// As the text of a case.
    Case,
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
        self.spelling.mend(&mut tokens, is_ordinary);
        write_out_sex(&mut tokens);
        let tokens = tokens;
        let hits = self.shadowed(content, self.patterns.find(&tokens), place);
        let meaning = |hit: &Hit| self.meanings[hit.meaning];
        let quantities = quantities(&tokens);
        // The "old" of "55 years old" makes nothing past.
        let of_an_age = |hit: &Hit| {
            let mut ages = quantities
                .iter()
                .filter(|one| one.kind == QuantityKind::Age);
            ages.any(|age| hit.tokens.iter().all(|token| age.tokens.contains(token)))
        };
        let signs = hits.iter().filter_map(|hit| match meaning(hit) {
            Meaning::Cue(_) if of_an_age(hit) => None,
            Meaning::Cue(place) => Some((self.sign(place, hit, &hits)?, hit.clone())),
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
        };
        for hit in &hits {
            match meaning(hit) {
                Meaning::Phrase(place) => look.phrase(hit, place),
                Meaning::Cue(_) | Meaning::Near(_) => look.uses(hit),
            }
        }
        look.gathered.both_sides = look.names("left") && look.names("right");
        look.measures(asked);
        look.look_alikes();
        look.unread();
        let phrases = &content.vocabulary.phrases;
        let is_weak = |chosen: &Chosen| chosen.phrase.is_some_and(|own| phrases[own].weak);
        if look.gathered.counted.is_empty() && look.gathered.chosen.iter().all(is_weak) {
            look.gathered.chosen.clear();
        }
        look.gathered
    }

    /// What a cue does here. A "no" before a word of effect denies nothing, any other nothing behind the next
    /// comma.
    fn sign(&self, place: usize, hit: &Hit, hits: &[Hit]) -> Option<Sign> {
        let sign = self.signs[place]?;
        if !matches!(sign, Sign::Deny | Sign::DenyList | Sign::DenyAfter) {
            return Some(sign);
        }
        let around = hits
            .iter()
            .filter(|other| other.tokens.len() > hit.tokens.len() && other.covers(hit));
        let mut here = false;
        for other in around {
            match self.meanings[other.meaning] {
                Meaning::Cue(cue) if self.signs[cue] == Some(sign) => {}
                Meaning::Phrase(_) if sign != Sign::DenyAfter => here = true,
                _ => return None,
            }
        }
        Some(if here { Sign::DenyHere } else { sign })
    }

    /// Leaves out what stands inside a longer phrase of its own question or a whole longer one.
    fn shadowed(&self, content: &Content, hits: Vec<Hit>, typed: Typed) -> Vec<Hit> {
        let questions = |hit: &Hit| -> Vec<QuestionIx> {
            match self.meanings[hit.meaning] {
                Meaning::Phrase(place) => {
                    let phrase = &content.vocabulary.phrases[place];
                    let choices = phrase.means.iter().chain(&phrase.denied);
                    choices.map(|(question, _)| *question).collect()
                }
                _ => Vec::new(),
            }
        };
        let is_phrase = |hit: &Hit| matches!(self.meanings[hit.meaning], Meaning::Phrase(_));
        let allowed = |hit: &&Hit| match self.meanings[hit.meaning] {
            Meaning::Phrase(place) => {
                let phrase = &content.vocabulary.phrases[place];
                let own = |choice: &Choice| Some(choice.0) == typed.asked();
                if phrase.weak && typed != Typed::Case {
                    return false;
                }
                !phrase.card || phrase.means.iter().chain(&phrase.denied).any(own)
            }
            _ => true,
        };
        let hits: Vec<Hit> = hits.iter().filter(allowed).cloned().collect();
        let shadows = |other: &Hit, hit: &Hit| {
            is_phrase(other)
                && other.tokens.len() > hit.tokens.len()
                && other.covers(hit)
                && (other.fixed
                    || questions(other)
                        .iter()
                        .any(|question| questions(hit).contains(question)))
        };
        // "Leg length" binds a number otherwise than "length".
        let is_near = |hit: &Hit| matches!(self.meanings[hit.meaning], Meaning::Near(_));
        let inside = |hit: &Hit| {
            is_near(hit)
                && hits.iter().any(|other| {
                    is_near(other) && other.tokens.len() > hit.tokens.len() && other.covers(hit)
                })
        };
        let kept = hits.iter().filter(|hit| {
            !inside(hit) && (!is_phrase(hit) || !hits.iter().any(|other| shadows(other, hit)))
        });
        kept.cloned().collect()
    }
}

/// "44F", "F44", "M, 62": the letter is written out, so that it is the word that it stands for.
fn write_out_sex(tokens: &mut Tokens) {
    let age = |token: Option<&crate::text::Token>| {
        token
            .and_then(crate::text::Token::number)
            .is_some_and(|number| (10.0..=110.0).contains(&number))
    };
    for at in 0..tokens.0.len() {
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
        let comma = back(1).is_some_and(|before| before.is(","));
        let behind = age(back(1)) && (touches || capital)
            || (unit && (age(back(2)) || age(back(4))))
            || (comma && capital && age(back(2)));
        let next = tokens.0.get(at + 1);
        let skipped = usize::from(next.is_some_and(|next| next.is(",")));
        let before = capital && age(tokens.0.get(at + 1 + skipped)) && (at == 0 || skipped == 0);
        if behind || before || word.len() > 1 && tokens.0[at].text.len() > 1 {
            word.clone_into(&mut tokens.0[at].text);
        }
    }
}

/// One look over the tokens of a text.
pub(super) struct Look<'t> {
    pub reader: &'t Reader,
    pub content: &'t Content,
    pub tokens: &'t Tokens,
    pub hits: &'t [Hit],
    pub scopes: &'t Scopes<'t>,
    pub quantities: &'t [Quantity],
    pub gathered: Gathered,
    /// Which tokens were understood.
    pub used: Vec<bool>,
}

impl Look<'_> {
    /// Notes that tokens were understood.
    pub(super) fn uses(&mut self, hit: &Hit) {
        for token in &hit.tokens {
            self.used[*token] = true;
        }
    }

    /// The bytes of a stretch of tokens.
    pub(super) fn place(&self, first: usize, last: usize) -> Range<usize> {
        self.tokens.0[first].span.start..self.tokens.0[last].span.end
    }

    fn meets(&self, cues: &[usize], hit: &Hit) -> bool {
        let sentence = self.tokens.0[hit.first()].sentence;
        self.hits
            .iter()
            .any(|other| match self.reader.meanings[other.meaning] {
                Meaning::Cue(place) => {
                    cues.contains(&place) && self.tokens.0[other.first()].sentence == sentence
                }
                _ => false,
            })
    }

    fn meets_in_part(&self, cues: &[usize], hit: &Hit) -> bool {
        let part = self.tokens.0[hit.first()].part;
        self.hits
            .iter()
            .any(|other| match self.reader.meanings[other.meaning] {
                Meaning::Cue(place) => {
                    cues.contains(&place) && self.tokens.0[other.first()].part == part
                }
                _ => false,
            })
    }

    fn phrase(&mut self, hit: &Hit, own: usize) {
        let phrase = &self.content.vocabulary.phrases[own];
        if !phrase.needs.is_empty() && !self.meets(&phrase.needs, hit) {
            return;
        }
        self.uses(hit);
        let kind = phrase.kind;
        let around = self.scopes.around(
            hit,
            match kind {
                PhraseKind::Condition => Listed::Long,
                PhraseKind::Test => Listed::Short,
                _ => Listed::No,
            },
        );
        let place = self.place(hit.first(), hit.last());
        if around.kin && kind != PhraseKind::Fact {
            return self.ask(&phrase.means, place, Why::Kin);
        }
        match around.denial {
            Denial::Denied => {
                let denied = phrase.means.iter().map(|choice| Chosen {
                    choice: *choice,
                    place: place.clone(),
                    phrase: Some(own),
                });
                self.gathered.denied.extend(denied);
                // A denial that is a supposition or a question answers nothing.
                let asked = around.asked && kind == PhraseKind::Medicine;
                if !(around.supposed || asked) {
                    self.choose(&phrase.denied, place, Some(own));
                }
                return;
            }
            Denial::Unclear => return self.ask(&phrase.means, place, Why::Ambiguous),
            Denial::Not => {}
        }
        if self.meets_in_part(&phrase.unless, hit) || phrase.unsure {
            return self.ask(&phrase.means, place, Why::Ambiguous);
        }
        match kind {
            PhraseKind::Fact => {}
            PhraseKind::Condition if around.supposed => {
                return self.ask(&phrase.means, place, Why::WhatIf);
            }
            PhraseKind::Condition => {}
            PhraseKind::Medicine if around.supposed || around.asked => {
                return self.ask(&phrase.means, place, Why::WhatIf);
            }
            PhraseKind::Medicine if around.past => {
                return self.ask(&phrase.means, place, Why::Past);
            }
            PhraseKind::Medicine => {}
            PhraseKind::Done => {
                if around.asked || around.supposed || !(around.done || self.has_time(hit)) {
                    return;
                }
            }
            PhraseKind::Test => {
                if around.asked || around.supposed || around.pending {
                    return;
                }
            }
        }
        self.choose(&phrase.means, place, Some(own));
    }

    /// Whether a cue of this name stands anywhere.
    fn names(&self, id: &str) -> bool {
        self.hits
            .iter()
            .any(|hit| match self.reader.meanings[hit.meaning] {
                Meaning::Cue(place) => self.content.vocabulary.cues[place].id == id,
                _ => false,
            })
    }

    /// Whether a time stands beside something done: it was then done for that long.
    fn has_time(&self, hit: &Hit) -> bool {
        let part = self.tokens.0[hit.first()].part;
        self.quantities.iter().any(|quantity| {
            quantity.kind == crate::text::QuantityKind::Time
                && self.tokens.0[quantity.tokens.start].part == part
        })
    }

    pub(super) fn choose(
        &mut self,
        choices: &[Choice],
        place: Range<usize>,
        phrase: Option<usize>,
    ) {
        let chosen = choices.iter().map(|choice| Chosen {
            choice: *choice,
            place: place.clone(),
            phrase,
        });
        self.gathered.chosen.extend(chosen);
    }

    pub(super) fn ask(&mut self, choices: &[Choice], place: Range<usize>, why: Why) {
        let mut questions: Vec<QuestionIx> =
            choices.iter().map(|(question, _)| *question).collect();
        questions.dedup();
        for question in questions {
            let own = choices.iter().filter(|(one, _)| *one == question);
            self.gathered.uncertain.push(Uncertain {
                question,
                candidates: own.map(|(_, option)| *option).collect::<OptionSet>(),
                place: place.clone(),
                why,
            });
        }
    }

    /// Words that look like the name of a medicine: "did you mean".
    fn look_alikes(&mut self) {
        for at in 0..self.tokens.0.len() {
            let token = &self.tokens.0[at];
            if self.used[at] || token.kind != Kind::Word || is_ordinary(&token.text) {
                continue;
            }
            let near = self.reader.medicines.iter();
            let near =
                near.filter(|(name, means)| !means.is_empty() && look_alike(&token.text, name));
            let mut choices: Vec<Choice> = near.flat_map(|(_, means)| means.clone()).collect();
            choices.sort();
            choices.dedup();
            if !choices.is_empty() {
                self.used[at] = true;
                let place = self.place(at, at);
                self.ask(&choices, place, Why::LookAlike);
            }
        }
    }

    /// Gathers what was not understood: words that carry something, side by side.
    fn unread(&mut self) {
        let mut open: Option<Range<usize>> = None;
        for (at, token) in self.tokens.0.iter().enumerate() {
            let carries = match token.kind {
                Kind::Word => !is_small(&token.text),
                Kind::Number(_) => true,
                Kind::Mark(_) => continue,
            };
            if self.used[at] || !carries {
                // Small words between two that were not read belong to neither.
                if self.used[at]
                    && let Some(stretch) = open.take()
                {
                    self.gathered.unread.push(stretch);
                }
                continue;
            }
            open = match open {
                Some(stretch) => Some(stretch.start..token.span.end),
                None => Some(token.span.clone()),
            };
        }
        self.gathered.unread.extend(open);
    }
}

/// Words that say nothing alone.
fn is_small(word: &str) -> bool {
    word.chars().count() == 1
        || [
            "a", "an", "the", "of", "to", "in", "on", "for", "and", "or", "is", "are", "be", "it",
            "this", "that", "with", "by", "at", "as", "his", "her", "he", "she", "they", "them",
            "my", "me", "you", "your", "we", "our", "do", "does", "did", "can", "could", "should",
            "would", "will", "may", "might", "if", "there", "any", "from", "so", "just", "also",
            "than", "then", "has", "have", "had", "was", "were", "been", "am", "not", "no", "but",
            "up", "out", "about", "into", "what", "please", "pls", "hi", "hello", "thanks", "plan",
            "advice", "help", "who", "which", "some", "very", "quite", "bit", "really", "still",
            "now", "over", "all", "its", "him", "shes", "hes", "im", "ive", "got", "get", "gets",
            "when", "where", "how", "only", "too", "well", "ok", "seen", "see", "found", "noted",
        ]
        .contains(&word)
}
