//! One look over the words of a text: what each phrase says where it stands, and what was not understood.

use std::ops::Range;

use care_engine::content::{Choice, Content, OptionSet, PhraseKind, QuestionIx};

use super::gathered::{Chosen, Gathered};
use super::{Meaning, Reader, Uncertain, Why};
use crate::phi::is_ordinary;
use crate::text::{Denial, Hit, Kind, Listed, Quantity, Scopes, Tokens, look_alike};

/// The cue of words that amend what was just said.
const AMENDING: &str = "amend";
/// What is right begins so near behind them.
const AMENDED: usize = 4;

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
    /// It is the text of a case.
    pub is_case: bool,
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

    pub(super) fn phrase(&mut self, hit: &Hit, own: usize) {
        let phrase = &self.content.vocabulary.phrases[own];
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
        if !around.supposed && !around.asked {
            let denies = phrase.denies.iter().map(|choice| Chosen {
                choice: *choice,
                place: place.clone(),
                phrase: Some(own),
            });
            self.gathered.denied.extend(denies);
        }
        if self.meets_in_part(&phrase.unless, hit) || phrase.unsure {
            return self.ask(&phrase.means, place, Why::Ambiguous);
        }
        match kind {
            PhraseKind::Fact => {}
            PhraseKind::Condition | PhraseKind::Medicine if around.doubted => {
                return self.ask(&phrase.means, place, Why::Ambiguous);
            }
            PhraseKind::Condition if around.supposed => {
                return self.ask(&phrase.means, place, Why::WhatIf);
            }
            PhraseKind::Condition => {}
            // "Can someone on lithium have an NSAID" tells who is asked about.
            PhraseKind::Medicine if around.asked && self.scopes.tells_whom(hit) => {}
            PhraseKind::Medicine if around.supposed || around.asked || around.pending => {
                return self.ask(&phrase.means, place, Why::WhatIf);
            }
            PhraseKind::Medicine if around.past && !self.was_put_on(hit) => {
                return self.ask(&phrase.means, place, Why::Past);
            }
            PhraseKind::Medicine => {}
            PhraseKind::Done => {
                let open = around.asked || around.supposed || around.pending;
                let lasted = self.has_time(hit) && !self.scopes.asks_at(hit);
                if open {
                    return;
                }
                if !(around.done || lasted) {
                    // "Physio, eswt, orthotics": in a case nothing is named for nothing.
                    if self.is_case && !self.scopes.asks_at(hit) {
                        self.ask(&phrase.means, place, Why::Ambiguous);
                    }
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
    pub(super) fn names(&self, id: &str) -> bool {
        let mut hits = self.hits.iter();
        hits.any(|hit| self.reader.is_of(self.content, hit, id))
    }

    /// Where the writer amends what was just said, and how far behind it what is right may begin, in bytes.
    pub(super) fn amended(&self) -> Vec<Range<usize>> {
        let amends = self.hits.iter().filter(|hit| {
            matches!(self.reader.meanings[hit.meaning],
                Meaning::Cue(place) if self.content.vocabulary.cues[place].id == AMENDING)
        });
        let places = amends.map(|hit| {
            let last = (hit.last() + AMENDED).min(self.tokens.0.len() - 1);
            self.tokens.0[hit.first()].span.start..self.tokens.0[last].span.end
        });
        places.collect()
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
    pub(super) fn look_alikes(&mut self) {
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
    pub(super) fn unread(&mut self) {
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
pub(super) fn is_small(word: &str) -> bool {
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
            "when", "where", "how", "only", "too", "btw", "fyi", "anyway", "though", "well", "ok",
            "seen", "see", "found", "noted",
        ]
        .contains(&word)
}
